import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { readGenerator } from '../generator/generator-samples.ts';
import type { Execution, ExecutionEnd } from '../runner.ts';

const END_FILE = 'execution-end.json';

/** From here on all of the run is here: a sidecar that is started later need not ask the generator. */
export async function noteEnd(directory: string, end: ExecutionEnd): Promise<ExecutionEnd> {
  const path = join(directory, END_FILE);
  await writeFile(`${path}.part`, JSON.stringify(end), { mode: 0o600 });
  await rename(`${path}.part`, path);
  return end;
}

/** An execution whose end was noted; null where none was. */
export async function endedExecution(directory: string): Promise<Execution | null> {
  const text = await readFile(join(directory, END_FILE), 'utf8').catch(() => null);
  if (text === null) {
    return null;
  }
  const end = JSON.parse(text) as ExecutionEnd;
  return {
    loadStarted: Promise.resolve(undefined),
    ended: Promise.resolve(end),
    stop: () => Promise.resolve(),
    generator: () => readGenerator(directory),
  };
}
