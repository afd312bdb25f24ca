import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import type { RunFile } from '../../contract/system.ts';
import { sizeOf } from './run-files.ts';

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  'script.jmx': 'The run’s copy of the script, as JMeter ran it',
  'jmeter.log': 'JMeter’s log',
  'console.log': 'JMeter’s console',
  'console.err': 'JMeter’s error output',
  'run.properties': 'JMeter properties of this run (without secrets)',
};

/** Only what people can use; the files that find the process again stay inside. */
export async function listRunFiles(directory: string): Promise<RunFile[]> {
  const names = (await readdir(directory).catch(() => [] as string[])).sort();
  const wanted = names.filter((name) => name in DESCRIPTIONS || /\.csv(\.gz)?$/.test(name));
  return Promise.all(
    wanted.map(async (name) => ({
      name,
      sizeBytes: (await sizeOf(join(directory, name))) ?? 0,
      description: DESCRIPTIONS[name] ?? 'Result file, as JMeter wrote it',
    }))
  );
}
