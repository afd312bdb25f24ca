import type { ReconciledFigure, Reconciliation } from '../../contract/analysis.ts';
import type { ApdexRules } from '../../contract/scenarios.ts';
import type { StatisticsRow } from '../../contract/statistics.ts';
import { DASHBOARD_WINDOW } from './dashboard.ts';
import { DEFAULT_APDEX, type JMeterFigures } from './jmeter-figures.ts';
import type { Excess, JMeterTables, ReportName } from './jmeter-tables.ts';
import { FIGURES, ruleSentence, type FigureName } from './reconcile-rules.ts';

export interface OurTable {
  readonly total: StatisticsRow;
  readonly rows: readonly StatisticsRow[];
}

export interface ReconcileInput {
  readonly ours: OurTable;
  readonly tables: JMeterTables;
  readonly apdex: ApdexRules;
}

/** Of tests that make up a label for every request, no page shows more. */
const MAX_LABELS = 500;
/** JMeter keeps some ratios as 32-bit floats. */
const RELATIVE_TOLERANCE = 1e-6;

/** Every figure of ours beside that of JMeter's two reports, and why where they differ. */
export function reconcile(input: ReconcileInput): Pick<Reconciliation, 'aggregateReport' | 'dashboard'> {
  return { aggregateReport: ofReport(input, 'aggregateReport'), dashboard: ofReport(input, 'dashboard') };
}

/** One row of ours and what JMeter has for it. */
interface Pair {
  readonly report: ReportName;
  readonly label: string;
  readonly kind: ReconciledFigure['kind'];
  readonly ours: StatisticsRow;
  readonly theirs: JMeterFigures | undefined;
  /** By their rules, of our rows. */
  readonly same: JMeterFigures | undefined;
  /** Why the rows are not the same ones. */
  readonly rows: string;
  readonly apdex: ApdexRules;
}

function ofReport(input: ReconcileInput, report: ReportName): ReconciledFigure[] {
  const { ours, tables } = input;
  const shown = [...ours.rows].sort((left, right) => right.count - left.count).slice(0, MAX_LABELS);
  const pairs = [totalPair(input, report), ...shown.map((row) => labelPair(input, report, row))];
  const known = new Set(ours.rows.map(({ label }) => label));
  const alone = tables.names().filter((label) => !known.has(label));
  return [
    ...pairs.flatMap(toFigures),
    ...alone.slice(0, MAX_LABELS).flatMap((label) => loneFigure(input, report, label)),
  ];
}

function totalPair({ ours, tables, apdex }: ReconcileInput, report: ReportName): Pair {
  return {
    ...{ report, label: 'Total', kind: null, ours: ours.total, apdex },
    theirs: tables.theirTotal(report),
    same: tables.ofOurTotal(report),
    rows: totalRows(tables.excessOfTotal(), report),
  };
}

function labelPair({ tables, apdex }: ReconcileInput, report: ReportName, ours: StatisticsRow): Pair {
  const { label, kind } = ours;
  return {
    ...{ report, label, kind, ours, apdex },
    theirs: tables.theirs(report, label),
    same: tables.ofOurRows(report, kind, label),
    rows: labelRows(tables, report, label),
  };
}

/** A name that we have no row of: its samples are counted as another, or all of them were interrupted. */
function loneFigure({ tables }: ReconcileInput, report: ReportName, label: string): ReconciledFigure[] {
  const theirs = tables.theirs(report, label);
  const into = tables.folded().find((folded) => folded.label === label)?.into;
  const why =
    into === undefined ? 'All its samples were interrupted by the stop' : `The scenario counts it as “${into}”`;
  const figure = { label, kind: null, figure: 'count', unit: 'samples', ours: null, isEqual: false, why };
  return theirs === undefined ? [] : [{ ...figure, theirs: theirs.count }];
}

function toFigures(pair: Pair): ReconciledFigure[] {
  const names = Object.keys(FIGURES) as FigureName[];
  return names
    .filter((name) => name !== 'apdex' || pair.report === 'dashboard')
    .map((name) => {
      const [ours, theirs] = [pair.ours[FIGURES[name].ours], pair.theirs?.[name] ?? null];
      const isEqual = areEqual(ours, theirs);
      const why = isEqual ? '' : whyOf(pair, name);
      const { label, kind } = pair;
      return { label, kind, figure: FIGURES[name].title, unit: FIGURES[name].unit, ours, theirs, isEqual, why };
    });
}

function areEqual(one: number | null, other: number | null): boolean {
  if (one === null || other === null) {
    return one === other;
  }
  return Math.abs(one - other) <= RELATIVE_TOLERANCE * Math.max(Math.abs(one), Math.abs(other));
}

/** Other rows, other rules, or both. */
function whyOf(pair: Pair, name: FigureName): string {
  const { theirs, same, rows, report, apdex } = pair;
  const ours = pair.ours[FIGURES[name].ours];
  if (theirs === undefined) {
    return rows === '' ? 'JMeter has no row of this name: the scenario counts several labels as this one' : rows;
  }
  const [theirValue, sameValue] = [theirs[name], same?.[name] ?? null];
  const ofTheRules = areEqual(sameValue, ours)
    ? ''
    : ruleSentence({
        report,
        name,
        ours,
        same: sameValue,
        count: same?.count ?? 0,
        label: pair.kind && pair.label,
        apdex,
      });
  const ofTheRows = areEqual(theirValue, sameValue) ? '' : rows;
  return [ofTheRows, ofTheRules].filter(Boolean).join('. ') || UNEXPLAINED;
}

const UNEXPLAINED = 'No known rule explains this difference: please report it';

function totalRows(excess: Excess, report: ReportName): string {
  const also = [
    ...counted(report === 'aggregateReport' ? excess.transactions : 0, 'transactions'),
    ...counted(excess.setUp, 'samples of setUp and tearDown groups'),
    ...counted(excess.excluded, 'samples that the scenario excludes'),
    ...counted(excess.interrupted, 'samples that the stop interrupted'),
  ];
  const apdex = report === 'dashboard' && excess.transactions > 0 ? ' (its APDEX also transactions)' : '';
  const more =
    also.length === 0 && apdex === '' ? '' : `JMeter’s total also counts ${also.join(', ') || 'no others'}${apdex}`;
  return [more, ...nested(excess, report)].filter(Boolean).join('. ');
}

function labelRows(tables: JMeterTables, report: ReportName, label: string): string {
  const { emptyTransactions, interrupted, nested: inTransactions } = tables.excessOf(label);
  return [
    ...(tables.isSplit(label) ? ['JMeter counts everything of this name as one, we by its kind'] : []),
    ...counted(interrupted, 'samples that the stop interrupted').map((what) => `JMeter also counts ${what}`),
    ...counted(report === 'dashboard' ? emptyTransactions : 0, 'transactions in which nothing ran').map(
      (what) => `JMeter leaves out ${what}`
    ),
    ...nested({ nested: inTransactions }, report),
    ...(tables.folded().some(({ into }) => into === label) ? ['The scenario counts further labels as this one'] : []),
  ].join('. ');
}

function nested({ nested: count }: Pick<Excess, 'nested'>, report: ReportName): string[] {
  const left = report === 'aggregateReport' ? count : 0;
  return counted(left, 'samples within transactions').map((what) => `Of XML JMeter leaves out ${what}`);
}

/** @param what begins with a plural */
function counted(count: number, what: string): string[] {
  return count === 0 ? [] : [`${count} ${count === 1 ? what.replace(/^(\w+)s\b/, '$1') : what}`];
}

/** What differs between the reports whatever the run; the first column is the subject. */
export function rulesOf(input: { apdex: ApdexRules; rejected: number }): Reconciliation['rules'] {
  const { satisfiedMs, toleratedMs } = input.apdex;
  return [
    {
      subject: 'Percentiles and median',
      ours: 'The value at rank round(n·p) of all samples',
      theirs: `Aggregate Report: the same, p being a 32-bit float. Dashboard: between two neighbours (LEGACY), of the last ${DASHBOARD_WINDOW} rows of the label`,
    },
    {
      subject: 'Mean',
      ours: 'With decimals',
      theirs: 'Aggregate Report: decimals cut off. Dashboard: with decimals',
    },
    {
      subject: 'Transactions',
      ours: 'Rows of their own, in no total',
      theirs: 'Aggregate Report: in the total. Dashboard: in no total but that of the APDEX, empty ones nowhere',
    },
    {
      subject: 'setUp and tearDown groups, excluded labels',
      ours: 'In no total',
      theirs: 'In all totals',
    },
    {
      subject: 'Interrupted samples',
      ours: 'Counted apart, in no figure: only the stop made them fail',
      theirs: 'Ordinary failed samples',
    },
    {
      subject: 'Throughput and KB/s',
      ours: 'Over the time from the earliest start to the latest end; 1 KB = 1024 bytes',
      theirs: 'The same',
    },
    {
      subject: 'APDEX',
      ours: `Satisfied up to ${satisfiedMs} ms, tolerated up to ${toleratedMs} ms`,
      theirs: `Dashboard: up to ${DEFAULT_APDEX.satisfiedMs} and ${DEFAULT_APDEX.toleratedMs} ms, unless it is told otherwise`,
    },
    {
      subject: 'Analysis window',
      ours: 'Here the whole run; the verdict judges the window',
      theirs: 'The whole file',
    },
    ...(input.rejected === 0 ? [] : [unreadable(input.rejected)]),
  ];
}

function unreadable(rejected: number): Reconciliation['rules'][number] {
  return {
    subject: 'Rows that cannot be read',
    ours: 'Counted with their reason, in no figure',
    theirs: `The dashboard refuses the file; here its ${rejected} such rows are left out`,
  };
}
