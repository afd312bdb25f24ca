import type { SloResult, Verdict } from '../contract/verdict.ts';
import { durationText, momentText } from '../reports/model/figures.ts';
import { statisticsCsv } from '../statistics/statistics-csv.ts';
import type { AnalyzeArguments } from './cli-arguments.ts';
import { exitCodeOf } from './exit-codes.ts';
import { judgeFiles } from './judge-files.ts';
import { harmless } from './paint.ts';
import { AskedPercentiles } from './percentiles.ts';
import { readRun, type ReadRun } from './read-run.ts';
import { refuseUnwritable, writeReport } from './report-files.ts';
import { reportOfFiles } from './report-of-files.ts';
import { statisticsLines } from './statistics-table.ts';
import type { Terminal } from './terminal.ts';
import { verdictLines } from './verdict-lines.ts';

const SHOWN_ERRORS = 10;

/** Statistics of one run, and whether it keeps its SLOs. @returns the exit code */
export async function analyze(given: AnalyzeArguments, terminal: Terminal): Promise<number> {
  await refuseUnwritable(
    [given.html, given.excel].filter((path) => path !== null),
    given.files
  );
  const run = await readRun(given.files, { ...given, needsTimeline: given.html !== null || given.excel !== null });
  // Without a rule nothing is to be judged.
  const verdict =
    given.slos.length === 0
      ? null
      : judgeFiles({ references: [], current: [run], slos: given.slos, nowMs: terminal.nowMs() });
  const percentiles = new AskedPercentiles(run, given.percentiles, given.excludedLabels);
  terminal.write(textOf({ given, run, verdict, percentiles, terminal }));
  await writeReports(given, run, { verdict, nowMs: terminal.nowMs() });
  return exitCodeOf(verdict?.outcome ?? null);
}

interface Analysis {
  given: AnalyzeArguments;
  run: ReadRun;
  verdict: Verdict | null;
  percentiles: AskedPercentiles;
  terminal: Terminal;
}

function textOf(analysis: Analysis): string {
  const { given, run, percentiles } = analysis;
  switch (given.output) {
    case 'json':
      return `${JSON.stringify(jsonOf(analysis), null, 2)}\n`;
    case 'csv':
      return statisticsCsv(run.judged.total, run.judged.rows, {
        names: given.percentiles.map((percent) => `p${percent}Ms`),
        valuesOf: (row) => percentiles.of(row?.label ?? null, row?.kind).map(({ valueMs }) => valueMs),
      });
    case 'table':
      return `${tableOf(analysis).join('\n')}\n`;
  }
}

function jsonOf({ given, run, verdict, percentiles }: Analysis) {
  const withPercentiles = (row: ReadRun['judged']['total'], label: string | null) => ({
    ...row,
    ...(given.percentiles.length === 0 ? {} : { percentiles: percentiles.of(label, row.kind) }),
  });
  return {
    files: run.files,
    format: run.format,
    startedAtMs: run.startedAtMs,
    endedAtMs: run.endedAtMs,
    window: run.window,
    counts: run.result?.counts ?? null,
    total: withPercentiles(run.judged.total, null),
    rows: run.judged.rows.map((row) => withPercentiles(row, row.label)),
    errors: run.result?.errors ?? [],
    rejectedByReason: run.result?.rejectedByReason ?? {},
    rejected: run.result?.rejected ?? [],
    notes: run.notes,
    verdict,
  };
}

function tableOf(analysis: Analysis): string[] {
  const { given, run, verdict, percentiles, terminal } = analysis;
  const { width, paint } = terminal;
  return [
    ...headLines(run, terminal),
    '',
    ...statisticsLines({ ...run.judged, percents: given.percentiles, percentiles, width }),
    ...errorLines(run, terminal),
    ...run.notes.flatMap((note) => terminal.wrapped(`Note: ${harmless(note)}`).map((line) => paint(line, 'dim'))),
    ...(verdict === null
      ? []
      : ['', ...verdict.slos.map((slo) => sloLine(slo, terminal)), ...verdictLines(verdict, terminal)]),
  ];
}

function headLines(run: ReadRun, { paint, wrapped }: Terminal): string[] {
  const { counts } = run.result ?? {};
  const rows =
    counts === undefined
      ? run.format
      : `${run.format}: ${counts.rows} rows = ${counts.samples} samples + ${counts.transactions} transactions + ${counts.interrupted} interrupted + ${counts.rejected} rejected`;
  return [
    paint(harmless(run.name), 'bold'),
    ...wrapped(rows),
    ...(run.endedAtMs === null || run.startedAtMs === null ? [] : wrapped(spanText(run.startedAtMs, run.endedAtMs))),
    ...(run.window === null ? [] : wrapped(`Window: ${spanText(run.window.fromMs, run.window.toMs)}`)),
    ...rejectedLines(run).flatMap(wrapped),
  ];
}

function spanText(fromMs: number, toMs: number): string {
  return `${momentText(fromMs)} to ${momentText(toMs)}, ${durationText(toMs - fromMs).replaceAll('\u00a0', ' ')}`;
}

function rejectedLines({ result }: ReadRun): string[] {
  return Object.entries(result?.rejectedByReason ?? {}).map(([reason, count]) => `Rejected: ${count} × ${reason}`);
}

function errorLines({ result }: ReadRun, { wrapped }: Terminal): string[] {
  const groups = [...(result?.errors ?? [])].sort((one, other) => other.count - one.count);
  const shown = groups
    .slice(0, SHOWN_ERRORS)
    .flatMap(({ count, label, responseCode, message }) =>
      wrapped(harmless(`${count} × ${label}: ${[responseCode, message].filter((part) => part !== '').join(' ')}`))
    );
  const left = groups.length - SHOWN_ERRORS;
  return groups.length === 0 ? [] : ['', 'Errors', ...shown, ...(left > 0 ? [`and ${left} more`] : [])];
}

function sloLine({ state, why }: SloResult, { paint, wrapped }: Terminal): string {
  const mark = { passed: 'kept', failed: 'broken', 'no data': 'no data' }[state];
  const colour = ({ passed: 'green', failed: 'red', 'no data': 'yellow' } as const)[state];
  return paint(wrapped(`SLO ${mark}: ${harmless(why)}`).join('\n'), colour);
}

/** What renders them takes longer to load than all the rest, so it is loaded only here. */
async function writeReports(
  given: AnalyzeArguments,
  run: ReadRun,
  { verdict, nowMs }: { verdict: Verdict | null; nowMs: number }
): Promise<void> {
  if (given.html === null && given.excel === null) {
    return;
  }
  const model = reportOfFiles(run, verdict, nowMs);
  if (given.html !== null) {
    const { renderHtml } = await import('../reports/html/render-html.ts');
    await writeReport(given.html, renderHtml(model));
  }
  if (given.excel !== null) {
    const { renderExcel } = await import('../reports/excel/render-excel.ts');
    await writeReport(given.excel, new Uint8Array(await renderExcel(model)));
  }
}
