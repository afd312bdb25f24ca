import type { Verdict } from '../contract/verdict.ts';
import { harmless } from './paint.ts';
import type { Terminal } from './terminal.ts';

const COLOURS = { passed: 'green', failed: 'red', inconclusive: 'yellow' } as const;

/** The verdict in one sentence, and its further reasons. */
export function verdictLines({ outcome, sentence, reasons }: Verdict, { paint, wrapped }: Terminal): string[] {
  const [, ...others] = reasons;
  const first = wrapped(`${outcome.toUpperCase()}: ${harmless(sentence)}`);
  return [
    ...first.map((line) => paint(line, COLOURS[outcome])),
    ...others.flatMap(({ text }) => wrapped(`- ${harmless(text)}`)),
  ];
}
