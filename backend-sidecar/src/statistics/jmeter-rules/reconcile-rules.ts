import type { ApdexRules } from '../../contract/scenarios.ts';
import type { StatisticsRow } from '../../contract/statistics.ts';
import { matchesPattern } from '../label-rules.ts';
import { DASHBOARD_WINDOW } from './dashboard.ts';
import { DEFAULT_APDEX, type JMeterFigures } from './jmeter-figures.ts';
import type { ReportName } from './jmeter-tables.ts';

export type FigureName = keyof JMeterFigures;
/** Numbers of our rows. */
type OurName = {
  [Name in keyof StatisticsRow]: StatisticsRow[Name] extends number | null ? Name : never;
}[keyof StatisticsRow];

/** What is put beside each other, in the order in which it is shown. */
export const FIGURES: Readonly<Record<FigureName, { ours: OurName; title: string; unit: string }>> = {
  count: { ours: 'count', title: 'count', unit: 'samples' },
  errors: { ours: 'errors', title: 'errors', unit: 'samples' },
  errorRate: { ours: 'errorRate', title: 'error rate', unit: 'ratio' },
  meanMs: { ours: 'meanMs', title: 'mean', unit: 'ms' },
  medianMs: { ours: 'medianMs', title: 'median', unit: 'ms' },
  p90Ms: { ours: 'p90Ms', title: 'p90', unit: 'ms' },
  p95Ms: { ours: 'p95Ms', title: 'p95', unit: 'ms' },
  p99Ms: { ours: 'p99Ms', title: 'p99', unit: 'ms' },
  minMs: { ours: 'minMs', title: 'min', unit: 'ms' },
  maxMs: { ours: 'maxMs', title: 'max', unit: 'ms' },
  throughputPerSec: { ours: 'throughputPerSec', title: 'throughput', unit: '/s' },
  receivedKbPerSec: { ours: 'receivedKbPerSec', title: 'received', unit: 'KB/s' },
  sentKbPerSec: { ours: 'sentKbPerSec', title: 'sent', unit: 'KB/s' },
  apdex: { ours: 'apdex', title: 'APDEX', unit: 'ratio' },
};

const PERCENTILES: readonly FigureName[] = ['medianMs', 'p90Ms', 'p95Ms', 'p99Ms'];

export interface RuleQuestion {
  readonly report: ReportName;
  readonly name: FigureName;
  readonly ours: number | null;
  /** By JMeter's rule, of the rows that we count. */
  readonly same: number | null;
  readonly count: number;
  /** null: the total. */
  readonly label: string | null;
  readonly apdex: ApdexRules;
}

/** Why the rule makes another figure of the same rows; empty where no rule does. */
export function ruleSentence(question: RuleQuestion): string {
  const { report, name, ours, same, count } = question;
  if (PERCENTILES.includes(name)) {
    return report === 'dashboard' ? estimated(count) : 'JMeter’s rank comes from a percentage that is a 32-bit float';
  }
  if (name === 'meanMs' && report === 'aggregateReport' && ours !== null && Math.trunc(ours) === same) {
    return 'JMeter cuts the decimals off';
  }
  return name === 'apdex' ? apdexSentence(question) : '';
}

function estimated(count: number): string {
  const between = 'estimates between two neighbouring values (LEGACY)';
  return count > DASHBOARD_WINDOW
    ? `JMeter looks at the last ${DASHBOARD_WINDOW} of ${count} rows only, and ${between}`
    : `JMeter ${between}`;
}

function apdexSentence({ ours, label, apdex }: RuleQuestion): string {
  if (ours === null) {
    return 'We have none of this label';
  }
  const theirs = `JMeter’s thresholds are ${DEFAULT_APDEX.satisfiedMs} and ${DEFAULT_APDEX.toleratedMs} ms`;
  if (label === null && apdex.ofLabels.length > 0) {
    return `${theirs}, the scenario has its own for some labels`;
  }
  const own = apdex.ofLabels.find(({ pattern }) => label !== null && matchesPattern(label, pattern)) ?? apdex;
  const isSame = own.satisfiedMs === DEFAULT_APDEX.satisfiedMs && own.toleratedMs === DEFAULT_APDEX.toleratedMs;
  return isSame ? '' : `${theirs}, the scenario’s ${own.satisfiedMs} and ${own.toleratedMs} ms`;
}
