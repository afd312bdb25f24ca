import type { LabelComparison, Verdict } from '../contract/verdict.ts';
import { changeRatioText, figureText } from '../reports/model/figures.ts';
import type { CompareArguments } from './cli-arguments.ts';
import { exitCodeOf } from './exit-codes.ts';
import { judgeFiles } from './judge-files.ts';
import { harmless } from './paint.ts';
import { readRun, type ReadRun } from './read-run.ts';
import type { Terminal } from './terminal.ts';
import { textTable, type TextColumn } from './text-table.ts';
import { verdictLines } from './verdict-lines.ts';

const COLUMNS: readonly TextColumn[] = [
  { header: 'Label', align: 'left', spare: 0 },
  { header: 'p90 before', align: 'right', spare: 0 },
  { header: 'now', align: 'right', spare: 0 },
  { header: 'Change', align: 'right', spare: 0 },
  { header: 'Err % before', align: 'right', spare: 2 },
  { header: 'now', align: 'right', spare: 1 },
  { header: 'State', align: 'left', spare: 0 },
];

/** Judges the current run by the references. @returns the exit code */
export async function compare(given: CompareArguments, terminal: Terminal): Promise<number> {
  const references = await readAll(given.references, given);
  const current = await readAll(given.current, given);
  const verdict = judgeFiles({ references, current, slos: given.slos, rules: given.rules, nowMs: terminal.nowMs() });
  const text =
    given.output === 'json'
      ? JSON.stringify({ references: given.references, current: given.current, verdict }, null, 2)
      : linesOf(verdict, { references, current }, terminal).join('\n');
  terminal.write(`${text}\n`);
  return exitCodeOf(verdict.outcome);
}

/** One after another: each takes the memory of one. */
async function readAll(files: readonly string[], given: CompareArguments): Promise<ReadRun[]> {
  const runs: ReadRun[] = [];
  for (const file of files) {
    runs.push(await readRun([file], given));
  }
  return runs;
}

interface Sides {
  references: readonly ReadRun[];
  current: readonly ReadRun[];
}

function linesOf(verdict: Verdict, { references, current }: Sides, terminal: Terminal): string[] {
  const rows = labelsOf(verdict).map((one) => cellsOf(one, verdict.comparisons));
  const names = (runs: readonly ReadRun[]) => runs.map(({ name }) => harmless(name)).join(', ');
  return [
    ...terminal.wrapped(`${names(current)} compared with ${names(references)}`),
    '',
    ...(rows.length === 0 ? ['No label is in both.'] : textTable(COLUMNS, rows, terminal.width)),
    '',
    ...verdictLines(verdict, terminal),
  ];
}

/** The rows of the p90, which decides. */
function labelsOf({ comparisons }: Verdict): LabelComparison[] {
  return comparisons.filter(({ metric }) => metric === 'p90Ms');
}

function cellsOf(time: LabelComparison, all: readonly LabelComparison[]): string[] {
  const errors = all.find(
    ({ metric, label, kind }) => metric === 'errorRate' && label === time.label && kind === time.kind
  );
  const plain = (text: string) => text.replaceAll('\u00a0', '');
  const state = [time, errors].map((one) => one?.state).includes('regressed') ? 'regressed' : time.state;
  return [
    `${time.kind === 'transaction' ? 'T ' : ''}${time.label}`,
    plain(figureText('ms', time.reference)),
    plain(figureText('ms', time.current)),
    plain(changeRatioText(time.changeRatio)),
    plain(figureText('rate', errors?.reference ?? null)),
    plain(figureText('rate', errors?.current ?? null)),
    time.severity === null ? state : `${state}, ${time.severity}`,
  ];
}
