import { metricName } from '../../comparison/wording.ts';
import type { ComparedMetric } from '../../contract/analysis.ts';
import type { LabelState, Metric } from '../../contract/verdict.ts';
import { changeRatioText, figureText, figureWithUnit, metricFormat, momentText } from '../model/figures.ts';
import type { SideBySide, SideBySideColumn } from '../model/report-model.ts';
import { element, escapeXml, expandable, list, paragraph, table, webLink, type Storage } from './storage.ts';
import { outcomeLozenge, stateLozenge } from './verdict-lozenge.ts';

const METRICS: readonly Metric[] = [
  ...(['p90Ms', 'errorRate', 'medianMs', 'meanMs', 'p95Ms', 'p99Ms', 'maxMs', 'throughputPerSec'] as const),
];
/** Rows of one table of labels, over all groups: the attached Excel file has every label and metric. */
const MOST_ROWS = 300;
const FEWEST_ROWS_A_GROUP = 10;

/** Versions beside each other, the oldest first, or a run beside its baseline. */
export function sideBySideBlock(groups: readonly SideBySide[], leftOut: readonly string[], isShort: boolean): Storage {
  const mostRows = Math.max(FEWEST_ROWS_A_GROUP, Math.floor(MOST_ROWS / Math.max(1, groups.length)));
  const missing = leftOut.length === 0 ? '' : paragraph('Not in this report:') + list(leftOut.map(escapeXml));
  return groups.map((group) => groupBlock(group, isShort ? 0 : mostRows)).join('') + missing;
}

function groupBlock(group: SideBySide, mostRows: number): Storage {
  const { scenarioName, testTypeName, environmentName, columns } = group;
  return (
    element('h2', escapeXml(`${scenarioName} · ${testTypeName} · ${environmentName}`)) +
    columnTable(columns) +
    totalTable(group) +
    (mostRows === 0 ? '' : labelTables(group, mostRows))
  );
}

function columnTable(columns: readonly SideBySideColumn[]): Storage {
  const rows = columns.map(({ versionName, name, link, completedAtMs, outcome, runId, fingerprintDifference }) => [
    element('strong', escapeXml(versionName)),
    webLink(link?.url ?? null, name),
    escapeXml(momentText(completedAtMs)),
    runId === null ? '–' : outcomeLozenge(outcome),
    escapeXml(fingerprintDifference.join('; ') || '–'),
  ]);
  return table(['Version', 'What', 'Ended', 'Own verdict', 'Load differs from the first'], rows);
}

function totalTable({ columns, total }: SideBySide): Storage {
  const rows = METRICS.map((metric) => [escapeXml(metricName(metric)), ...valuesOf(total[metric], metric)]);
  return element('h3', 'All samples') + table(['Figure', ...versionsOf(columns)], rows);
}

function labelTables(group: SideBySide, mostRows: number): Storage {
  return (
    element('h3', 'p90 by label') +
    labelTable(group, 'p90Ms', mostRows) +
    expandable('Error rate by label', labelTable(group, 'errorRate', mostRows))
  );
}

function labelTable({ columns, labels }: SideBySide, metric: 'p90Ms' | 'errorRate', mostRows: number): Storage {
  const shown = labels.slice(0, mostRows);
  const rows = shown.map(({ label, kind, metrics, states }) => {
    const last = states.at(-1);
    const state = (metric === 'p90Ms' ? last?.p90 : last?.errorRate) ?? '';
    const name = label + (kind === 'sample' ? '' : ` (${kind})`);
    const lozenge = state === '' ? '–' : stateLozenge(state as LabelState);
    return [escapeXml(name), ...valuesOf(metrics[metric], metric), lozenge];
  });
  const leftOut = labels.length - shown.length;
  const note =
    leftOut === 0 ? '' : paragraph(`${figureText('count', leftOut)} more labels are in the attached Excel file.`);
  return table(['Label', ...versionsOf(columns), 'Last against first'], rows) + note;
}

function versionsOf(columns: readonly SideBySideColumn[]): Storage[] {
  return columns.map(({ versionName }) => escapeXml(versionName));
}

function valuesOf({ values, changes, changeRatios }: ComparedMetric, metric: Metric): Storage[] {
  return values.map((value, index) => {
    const ratio = changeRatios[index] ?? null;
    const isNone = changes[index] === null || changes[index] === undefined || value === null || index === 0;
    const change = isNone || ratio === null ? '' : ` (${changeRatioText(ratio)})`;
    return escapeXml(figureWithUnit(metricFormat(metric), value) + change);
  });
}
