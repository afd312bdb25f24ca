#!/usr/bin/env node
import { readFileSync } from 'node:fs';

import { EXIT_CODES } from './exit-codes.ts';
import { painter } from './paint.ts';
import { runCli } from './run-cli.ts';
import { widthOf, wrap } from './terminal.ts';

/** Built, package.json lies one folder up; in the sources, two. */
const up = import.meta.url.endsWith('.ts') ? '../../package.json' : '../package.json';
const { version } = JSON.parse(readFileSync(new URL(up, import.meta.url), 'utf8')) as { version: string };

// `perftest analyze … | head` closes the pipe: no fault, and the exit code stays that of the verdict.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') {
    process.stderr.write(`perftest: the output cannot be written: ${error.message}\n`);
    process.on('exit', () => (process.exitCode = EXIT_CODES.unwritten));
  }
});
process.stderr.on('error', () => undefined);

const width = widthOf(process.stdout.columns);
process.exitCode = await runCli(process.argv.slice(2), {
  version,
  complain: (text) => process.stderr.write(text),
  terminal: {
    write: (text) => process.stdout.write(text),
    width,
    paint: painter({ isTerminal: process.stdout.isTTY, env: process.env }),
    wrapped: (text) => wrap(text, width),
    nowMs: () => Date.now(),
  },
});
