import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A living process with its command line, the arguments separated by NUL. */
export interface SeenProcess {
  readonly pid: number;
  readonly commandLine: string;
}

export function livingProcesses(): SeenProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const commandLine = readOrNothing(`/proc/${name}/cmdline`);
      return commandLine === '' ? [] : [{ pid: Number(name), commandLine }];
    });
}

/** JMeters whose files lie below the folder: java itself, not the shell that started it. */
export function javaBelow(folder: string): number[] {
  return livingProcesses()
    .filter(({ commandLine }) => commandLine.includes(`${folder}/`) && /^[^\0]*java\0/.test(commandLine))
    .map(({ pid }) => pid);
}

export function processesBelow(folder: string): SeenProcess[] {
  return livingProcesses().filter(({ commandLine }) => commandLine.includes(`${folder}/`));
}

export function isAlive(pid: number): boolean {
  const state = /^State:\s+(\S)/m.exec(readOrNothing(`/proc/${pid}/status`))?.[1];
  return state !== undefined && state !== 'Z';
}

/** Every file below the folder that holds the text, in whatever bytes the file is. */
export function filesHolding(folder: string, text: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path).includes(text));
}

function readOrNothing(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
