import type { LabelComparison } from '../../contract/verdict.ts';
import type { StatisticsRow } from '../../contract/statistics.ts';
import { changeRatioText, durationText, figureText, figureWithUnit, momentText } from '../model/figures.ts';
import type { ReportRun } from '../model/report-model.ts';
import { element, escapeXml, expandable, list, paragraph, table, webLink, type Storage } from './storage.ts';
import { outcomeLozenge, stateLozenge } from './verdict-lozenge.ts';

/** Rows of labels that a page bears, over all its runs: a larger one is slow to open and near Confluence's limit. */
const MOST_ROWS = 600;
const FEWEST_ROWS_A_RUN = 10;

export function runBlocks(runs: readonly ReportRun[]): Storage {
  const mostRows = Math.max(FEWEST_ROWS_A_RUN, Math.floor(MOST_ROWS / Math.max(1, runs.length)));
  return runs.map((run) => runBlock(run, { mostRows, isAlone: runs.length === 1 })).join('');
}

function runBlock(reportRun: ReportRun, { mostRows, isAlone }: { mostRows: number; isAlone: boolean }): Storage {
  const { run } = reportRun;
  const reasons = (run.verdict?.reasons ?? []).filter(({ code }) => code !== 'passed');
  const verdict = outcomeLozenge(run.outcome, run.status);
  const sentence = run.verdict?.sentence ?? run.error?.title ?? '';
  const head = isAlone
    ? ''
    : paragraph(`${verdict} ${escapeXml(sentence)}`) + list(reasons.map(({ text }) => escapeXml(text)));
  const figures = labelTable(reportRun, mostRows);
  return (
    element('h2', escapeXml(isAlone ? 'The run' : run.name)) +
    paragraph(factsOf(reportRun)) +
    head +
    paragraph(believable(reportRun)) +
    (isAlone || figures === '' ? figures : expandable(`Figures of ${run.name}`, figures))
  );
}

function factsOf({ run, durationMs, link }: ReportRun): Storage {
  const facts = [
    run.environmentName,
    ...(run.userCount > 0 ? [`${figureText('count', run.userCount)} users`] : []),
    `started ${momentText(run.startedAtMs)}`,
    ...(durationMs === null ? [] : [durationText(durationMs)]),
  ];
  const opened = link.url === null ? '' : ` · ${webLink(link.url, 'Open in Grafana')}`;
  return facts.map(escapeXml).join(' · ') + opened;
}

function believable({ run }: ReportRun): Storage {
  if (run.verdict === null) {
    return run.error === null ? '' : escapeXml(`${run.error.title}. ${run.error.hint}`);
  }
  const { validity, reference } = run.verdict;
  const valid = validity.isValid ? 'Valid' : `Not valid (${validity.findings.join('; ')})`;
  return escapeXml(`${valid}; compared with ${reference === null ? 'nothing' : reference.name}.`);
}

interface Line {
  readonly row: StatisticsRow | null;
  readonly label: string;
  readonly comparison: ReportRun['comparisons'][number] | null;
}

const HEAD = ['Label', 'Samples', 'Errors', 'Mean', 'p90', 'p95', 'p99', 'Throughput', 'p90 before', 'Change', 'State'];

function labelTable({ judged, comparisons }: ReportRun, mostRows: number): Storage {
  if (judged === null) {
    return '';
  }
  const lines = linesOf(judged.rows, comparisons);
  const shown = lines.slice(0, mostRows);
  const total = cellsOf({ row: judged.total, label: 'All samples', comparison: null });
  const leftOut = lines.length - shown.length;
  const note =
    leftOut === 0 ? '' : paragraph(`${figureText('count', leftOut)} more labels are in the attached Excel file.`);
  return table(HEAD, [total.map((cell) => element('strong', cell)), ...shown.map(cellsOf)]) + note;
}

/** What changed first, then the labels that were compared with nothing. */
function linesOf(rows: readonly StatisticsRow[], comparisons: ReportRun['comparisons']): Line[] {
  const keyOf = ({ kind, label }: { kind: string; label: string }) => `${kind}\u0000${label}`;
  const left = new Map(rows.map((row) => [keyOf(row), row]));
  const compared = comparisons.map((comparison) => {
    const row = left.get(keyOf(comparison)) ?? null;
    left.delete(keyOf(comparison));
    return { row, label: comparison.label, comparison };
  });
  return [...compared, ...[...left.values()].map((row) => ({ row, label: row.label, comparison: null }))];
}

function cellsOf({ row, label, comparison }: Line): Storage[] {
  const time: LabelComparison | null = comparison?.time ?? null;
  const kind = row?.kind === 'transaction' || row?.kind === 'setup' ? ` (${row.kind})` : '';
  const texts = [
    label + kind,
    figureText('count', row?.count ?? null),
    figureWithUnit('rate', row?.errorRate ?? null),
    figureWithUnit('msFraction', row?.meanMs ?? null),
    figureWithUnit('ms', row?.p90Ms ?? null),
    figureWithUnit('ms', row?.p95Ms ?? null),
    figureWithUnit('ms', row?.p99Ms ?? null),
    figureWithUnit('perSec', row?.throughputPerSec ?? null),
    figureWithUnit('ms', time?.reference ?? null),
    changeRatioText(time?.changeRatio ?? null),
  ];
  return [...texts.map(escapeXml), comparison === null ? '–' : stateLozenge(comparison.state)];
}
