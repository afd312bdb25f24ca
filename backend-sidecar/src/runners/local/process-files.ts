import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { PROCESS_FILES } from '../run-files.ts';

/** A whole number from one of the files; null while it is not (completely) there. */
export async function readNumber(directory: string, name: string): Promise<number | null> {
  const text = await readFile(join(directory, name), 'utf8').catch(() => '');
  return /^\d+\n$/.test(text) ? Number(text) : null;
}

export async function readText(directory: string, name: string): Promise<string> {
  return readFile(join(directory, name), 'utf8').catch(() => '');
}

/**
 * Whether the process lives and is the launcher or java of this run. Somebody who merely looks at a file of the run is
 * not: the command line must name both the run's properties and JMeter's jar.
 */
export async function isProcessOfRun(pid: number, directory: string): Promise<boolean> {
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  const parts = commandLine.split('\0');
  return (
    parts.includes(join(directory, PROCESS_FILES.properties)) && parts.some((part) => part.endsWith('ApacheJMeter.jar'))
  );
}

/** Every living process of the run, found by its command line. */
export async function processesOfRun(directory: string): Promise<number[]> {
  const entries = await readdir('/proc').catch(() => [] as string[]);
  const pids = entries.filter((entry) => /^\d+$/.test(entry)).map(Number);
  const flags = await Promise.all(pids.map((pid) => isProcessOfRun(pid, directory)));
  return pids.filter((_, index) => flags[index]);
}
