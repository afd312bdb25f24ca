import type { LabelKind } from '../../contract/statistics.ts';
import { LabelRules, type LabelRuleSet } from '../label-rules.ts';
import { AggregateReportRow } from './aggregate-report.ts';
import { DashboardRow } from './dashboard.ts';
import { DEFAULT_APDEX, type JMeterFigures } from './jmeter-figures.ts';
import type { JMeterRow } from './jmeter-rows.ts';

export interface TablesOptions extends LabelRuleSet {
  readonly setupGroups: readonly string[];
  /** A failure that ended at or after it is an interrupted sample, which we leave out. */
  readonly stopSentAtMs: number | null;
}

export type ReportName = 'aggregateReport' | 'dashboard';

/** Rows of which one of the two counts more than the other. */
export interface Excess {
  transactions: number;
  emptyTransactions: number;
  setUp: number;
  excluded: number;
  interrupted: number;
  nested: number;
}

/** Of one selection of rows, by the rules of both reports. */
class Reckoning {
  readonly aggregateReport = new AggregateReportRow();
  readonly dashboard = new DashboardRow(DEFAULT_APDEX);

  add(row: JMeterRow): void {
    this.aggregateReport.add(row);
    this.dashboard.add(row);
  }
}

/** `undefined`: no row at all. */
function figuresOf(row: AggregateReportRow | DashboardRow | undefined): JMeterFigures | undefined {
  const figures = row?.figures();
  return figures?.count === 0 ? undefined : figures;
}

/** What JMeter calls one label. */
interface JMeterLabel {
  readonly aggregateReport: AggregateReportRow;
  /** Without empty transactions. */
  readonly dashboard: DashboardRow;
  readonly excess: Excess;
  /** As what we count its rows. */
  readonly keys: Set<string>;
}

/**
 * Both of JMeter's tables over one file, of the rows that JMeter takes and again of those that we take: what differs
 * between these two is a matter of the rows, and what differs between the second and our figures is one of the rules.
 */
export class JMeterTables {
  private readonly labels = new Map<string, JMeterLabel>();
  private readonly total = new AggregateReportRow();
  /** Without transactions. */
  private readonly dashboardTotal = new DashboardRow(DEFAULT_APDEX);
  /** With them, but for empty ones. */
  private readonly apdexTotal = new DashboardRow(DEFAULT_APDEX);
  private readonly ours = new Map<string, Reckoning>();
  private readonly oursTotal = new Reckoning();
  private readonly totalExcess = noExcess();
  private readonly labelRules: LabelRules;
  private readonly setupGroups: ReadonlySet<string>;

  constructor(private readonly options: TablesOptions) {
    this.labelRules = new LabelRules(options);
    this.setupGroups = new Set(options.setupGroups);
  }

  add(row: JMeterRow): void {
    const label = this.labelOf(row.label);
    if (!row.isNested) {
      label.aggregateReport.add(row);
      this.total.add(row);
    }
    if (!row.isEmptyTransaction) {
      label.dashboard.add(row);
      this.apdexTotal.add(row);
    }
    if (!row.isTransaction) {
      this.dashboardTotal.add(row);
    }
    this.addToOurs(row, label);
  }

  /** By JMeter's name; `undefined` where JMeter has no such row. */
  theirs(report: ReportName, label: string): JMeterFigures | undefined {
    return figuresOf(this.labels.get(label)?.[report]);
  }

  /** The dashboard's total is without transactions, but for its APDEX. */
  theirTotal(report: ReportName): JMeterFigures | undefined {
    if (report === 'aggregateReport') {
      return figuresOf(this.total);
    }
    const samples = figuresOf(this.dashboardTotal);
    return samples && { ...samples, apdex: figuresOf(this.apdexTotal)?.apdex ?? null };
  }

  /** By their rules, of the rows that we count as this label. */
  ofOurRows(report: ReportName, kind: LabelKind, label: string): JMeterFigures | undefined {
    return figuresOf(this.ours.get(keyOf(kind, label))?.[report]);
  }

  ofOurTotal(report: ReportName): JMeterFigures | undefined {
    return figuresOf(this.oursTotal[report]);
  }

  excessOfTotal(): Excess {
    return this.totalExcess;
  }

  excessOf(label: string): Excess {
    return this.labels.get(label)?.excess ?? noExcess();
  }

  /** JMeter's names that we do not count as one and only this. */
  isSplit(label: string): boolean {
    return (this.labels.get(label)?.keys.size ?? 0) > 1;
  }

  /** JMeter's names of which we have no label, with the one that each is folded into. */
  folded(): Array<{ label: string; into: string }> {
    return [...this.labels.keys()].flatMap((label) => {
      const into = this.labelRules.of(label).label;
      return into === label ? [] : [{ label, into }];
    });
  }

  names(): string[] {
    return [...this.labels.keys()];
  }

  private addToOurs(row: JMeterRow, theirs: JMeterLabel): void {
    const kind = this.kindOf(row);
    const { label, isExcluded } = this.labelRules.of(row.label);
    const isInterrupted = !row.isSuccess && row.startMs + row.elapsedMs >= (this.options.stopSentAtMs ?? Infinity);
    theirs.excess.interrupted += isInterrupted ? 1 : 0;
    countInLabel(theirs.excess, row);
    this.totalExcess.nested += row.isNested && !row.isTransaction ? 1 : 0;
    countInTotal(this.totalExcess, { kind, isExcluded, isInterrupted });
    theirs.keys.add(keyOf(kind, label));
    if (isInterrupted) {
      return;
    }
    this.reckoningOf(keyOf(kind, label)).add(row);
    if (kind === 'sample' && !isExcluded) {
      this.oursTotal.add(row);
    }
  }

  private kindOf({ isTransaction, groupName }: JMeterRow): LabelKind {
    if (isTransaction) {
      return 'transaction';
    }
    return this.setupGroups.has(groupName) ? 'setup' : 'sample';
  }

  private labelOf(label: string): JMeterLabel {
    const known = this.labels.get(label);
    if (known !== undefined) {
      return known;
    }
    const made = { ...newRows(), excess: noExcess(), keys: new Set<string>() };
    this.labels.set(label, made);
    return made;
  }

  private reckoningOf(key: string): Reckoning {
    const known = this.ours.get(key);
    if (known !== undefined) {
      return known;
    }
    const made = new Reckoning();
    this.ours.set(key, made);
    return made;
  }
}

function newRows(): Pick<JMeterLabel, ReportName> {
  return { aggregateReport: new AggregateReportRow(), dashboard: new DashboardRow(DEFAULT_APDEX) };
}

function keyOf(kind: LabelKind, label: string): string {
  return `${kind} ${label}`;
}

function noExcess(): Excess {
  return { transactions: 0, emptyTransactions: 0, setUp: 0, excluded: 0, interrupted: 0, nested: 0 };
}

interface Counted {
  readonly kind: LabelKind;
  readonly isExcluded: boolean;
  readonly isInterrupted: boolean;
}

function countInLabel(excess: Excess, { isEmptyTransaction, isNested }: JMeterRow): void {
  excess.emptyTransactions += isEmptyTransaction ? 1 : 0;
  excess.nested += isNested ? 1 : 0;
}

/** Each row under the first thing that makes the difference. */
function countInTotal(excess: Excess, { kind, isExcluded, isInterrupted }: Counted): void {
  if (kind === 'transaction') {
    excess.transactions++;
  } else if (isInterrupted) {
    excess.interrupted++;
  } else if (kind === 'setup') {
    excess.setUp++;
  } else if (isExcluded) {
    excess.excluded++;
  }
}
