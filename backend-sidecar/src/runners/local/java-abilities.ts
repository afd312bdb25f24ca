import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { COLLECTION_ARGUMENTS } from '../generator/generator-collections.ts';

const run = promisify(execFile);
const ASK_TIMEOUT_MS = 30_000;

/** The arguments that make this java log its garbage collections; none where it cannot. */
export async function collectionArguments(java: string): Promise<string[]> {
  return (await canLog(java)) ? [...COLLECTION_ARGUMENTS] : [];
}

const able = new Set<string>();

/** Asked until it says yes. */
async function canLog(java: string): Promise<boolean> {
  if (able.has(java)) {
    return true;
  }
  const answer = await run(java, ['-Xlog:disable', '-version'], { timeout: ASK_TIMEOUT_MS }).then(
    () => true,
    () => false
  );
  if (answer) {
    able.add(java);
  }
  return answer;
}
