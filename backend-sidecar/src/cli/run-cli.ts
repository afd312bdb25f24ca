import { AppError } from '../kernel/errors.ts';
import { analyze } from './analyze.ts';
import { readArguments, USAGE, UsageError, type CliArguments } from './cli-arguments.ts';
import { compare } from './compare.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { harmless } from './paint.ts';
import { UnwrittenError } from './report-files.ts';
import type { Terminal } from './terminal.ts';

export interface CliWorld {
  readonly terminal: Terminal;
  readonly version: string;
  readonly complain: (text: string) => void;
}

/** @returns the exit code */
export async function runCli(argv: readonly string[], world: CliWorld): Promise<number> {
  try {
    return await carryOut(readArguments(argv), world);
  } catch (error) {
    return complained(error, world);
  }
}

function carryOut(given: CliArguments, { terminal, version }: CliWorld): Promise<number> {
  switch (given.command) {
    case 'analyze':
      return analyze(given, terminal);
    case 'compare':
      return compare(given, terminal);
    case 'help':
      terminal.write(USAGE);
      return Promise.resolve(EXIT_CODES.passed);
    case 'version':
      terminal.write(`${version}\n`);
      return Promise.resolve(EXIT_CODES.passed);
  }
}

/** What nobody foresaw must not end with 1 as Node does by itself: that would say that the run failed. */
function complained(error: unknown, { complain }: CliWorld): number {
  if (error instanceof UsageError) {
    complain(`perftest: ${harmless(error.message)}\nTry perftest --help.\n`);
    return EXIT_CODES.usage;
  }
  if (error instanceof UnwrittenError) {
    complain(`perftest: ${harmless(error.message)}\n`);
    return EXIT_CODES.unwritten;
  }
  if (error instanceof AppError) {
    complain(`perftest: ${harmless(error.detail ?? error.message)}\n`);
    return EXIT_CODES.unusable;
  }
  complain(`perftest: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return EXIT_CODES.fault;
}
