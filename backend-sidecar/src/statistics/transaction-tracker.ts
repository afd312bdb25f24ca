import type { TransactionPart, TransactionTree } from '../contract/analysis.ts';
import type { LabelKind } from '../contract/statistics.ts';
import type { SampleRecord } from '../results/sample-record.ts';

/** A thread's rows since its last transaction: more than any transaction holds. */
const MOST_PENDING = 200;
const MOST_PARALLEL = 2_000;
const MOST_PARTS = 20_000;
/** Where so many rows held no transaction there are none, most likely; the first that comes all the same starts anew. */
const ROWS_WITHOUT = 50_000;
/** The parallel controller (jmeter-bzm-plugins) calls its threads `<thread object> - <controller> - <child>`. */
const PARALLEL_THREAD = /^(\S*JMeterThread\S*@[0-9a-f]+) - /;

interface Row {
  readonly label: string;
  readonly kind: LabelKind;
  readonly startMs: number;
  readonly endMs: number;
  readonly errors: number;
}

interface Thread {
  /** Not yet within a transaction. */
  readonly rows: Row[];
  /** With a parent sample its children follow it. */
  last: Row | null;
}

interface Part {
  readonly transaction: string;
  readonly label: string;
  readonly kind: 'sample' | 'transaction';
  count: number;
  errors: number;
  sumMs: number;
}

type PartKey = Pick<Part, 'transaction' | 'label' | 'kind'>;

/**
 * Finds what ran within a transaction. JMeter writes the rows of a thread in the order in which they end: first what ran
 * within a transaction, then the transaction, whose time spans them; with a parent sample the children follow. So a
 * transaction takes the rows of its thread that lie within its time, and a transaction within one is taken as a whole.
 * Threads of a parallel controller do not say whose they are: the first transaction that spans what one of them did takes
 * it, and from then on that thread is its thread's.
 */
export class TransactionTracker {
  private readonly threads = new Map<string, Thread>();
  private readonly parts: Part[] = [];
  /** By transaction, then by label: looked up for every row within a transaction. */
  private readonly partsByName: Record<Part['kind'], Map<string, Map<string, Part>>> = {
    sample: new Map(),
    transaction: new Map(),
  };
  private readonly parallelRows: Array<{ owner: string; row: Row }> = [];
  private readonly ownerThreads = new Map<string, string>();
  /** Transactions that took all that was known of their thread: more may stand in an earlier part of the file. */
  private readonly heads: Array<{ threadName: string; row: Row }> = [];
  private hasTransactions = false;
  private rowsWithout = 0;
  private unmatched = 0;

  add(record: SampleRecord, { label, kind }: { label: string; kind: LabelKind }): void {
    if (kind === 'setup' || this.isIdle(kind)) {
      return;
    }
    const { startMs, threadName } = record;
    const row = { label, kind, startMs, endMs: startMs + record.elapsedMs, errors: record.errorCount };
    const owner = kind === 'sample' ? PARALLEL_THREAD.exec(threadName)?.[1] : undefined;
    if (owner !== undefined) {
      this.addParallel(owner, row);
      return;
    }
    const thread = this.threadOf(threadName);
    if (kind === 'transaction') {
      this.close(row, threadName, thread);
    } else if (thread.last !== null && isWithin(row, thread.last)) {
      this.count(thread.last.label, row);
      return;
    }
    thread.rows.push(row);
    if (thread.rows.length > MOST_PENDING) {
      thread.rows.splice(0, MOST_PENDING / 2);
    }
  }

  /** Neither a transaction nor a row that only a transaction can place. */
  get hasNone(): boolean {
    return !this.hasTransactions && this.unmatched === 0 && this.parallelRows.length === 0;
  }

  /** How many rows there were, if they were so many without a transaction that those before them count for nothing. */
  get rowsWithoutAny(): number | null {
    return this.hasNone && this.rowsWithout >= ROWS_WITHOUT ? this.rowsWithout : null;
  }

  /** @param rows see {@link rowsWithoutAny} of those that were read elsewhere; here, too, there was no transaction yet */
  passOver(rows: number): void {
    this.rowsWithout += rows;
    this.threads.clear();
  }

  /** @param isContinued whether the other's rows follow these in the same file */
  merge(other: TransactionTracker, isContinued: boolean): void {
    if (isContinued) {
      other.heads.forEach(({ threadName, row }) => this.takeFrom(this.threadOf(threadName).rows, row));
      other.threads.forEach((theirs, name) => this.threadOf(name).rows.push(...theirs.rows));
    }
    for (const { count, errors, sumMs, ...key } of other.parts) {
      this.addTo(key, { count, errors, sumMs });
    }
    this.unmatched += other.unmatched + other.parallelRows.length;
  }

  tree(): TransactionTree {
    const parts = this.parts.map(toPart).sort(byTransaction);
    return { parts, unmatchedCount: this.unmatched + this.parallelRows.length };
  }

  private isIdle(kind: LabelKind): boolean {
    this.rowsWithout = kind === 'transaction' ? 0 : this.rowsWithout + 1;
    if (this.rowsWithout === ROWS_WITHOUT) {
      this.threads.clear();
    }
    return this.rowsWithout >= ROWS_WITHOUT;
  }

  private close(transaction: Row, threadName: string, thread: Thread): void {
    this.hasTransactions = true;
    this.takeFrom(thread.rows, transaction);
    if (thread.rows.length === 0) {
      this.heads.push({ threadName, row: transaction });
    }
    if (this.parallelRows.length > 0) {
      this.takeParallel(transaction, threadName);
    }
    thread.last = transaction;
  }

  /** From the end: what does not lie within it ran before it began. */
  private takeFrom(rows: Row[], transaction: Row): void {
    for (let row = rows.at(-1); row !== undefined && row.startMs >= transaction.startMs; row = rows.at(-1)) {
      rows.pop();
      this.count(transaction.label, row);
    }
  }

  private addParallel(owner: string, row: Row): void {
    this.parallelRows.push({ owner, row });
    if (this.parallelRows.length > MOST_PARALLEL) {
      this.parallelRows.splice(0, MOST_PARALLEL / 2);
      this.unmatched += MOST_PARALLEL / 2;
    }
  }

  private takeParallel(transaction: Row, threadName: string): void {
    const rest = this.parallelRows.filter(({ owner, row }) => {
      const isTaken = isWithin(row, transaction) && (this.ownerThreads.get(owner) ?? threadName) === threadName;
      if (isTaken) {
        this.ownerThreads.set(owner, threadName);
        this.count(transaction.label, row);
      }
      return !isTaken;
    });
    this.parallelRows.splice(0, Infinity, ...rest);
  }

  private count(transaction: string, { label, kind, startMs, endMs, errors }: Row): void {
    const key = { transaction, label, kind: kind === 'transaction' ? ('transaction' as const) : ('sample' as const) };
    this.addTo(key, { count: 1, errors, sumMs: endMs - startMs });
  }

  private addTo(key: PartKey, { count, errors, sumMs }: Pick<Part, 'count' | 'errors' | 'sumMs'>): void {
    const part = this.partOf(key);
    if (part === null) {
      this.unmatched += count;
      return;
    }
    part.count += count;
    part.errors += errors;
    part.sumMs += sumMs;
  }

  /** null where there are too many. */
  private partOf({ kind, transaction, label }: PartKey): Part | null {
    const ofKind = this.partsByName[kind];
    const known = ofKind.get(transaction)?.get(label);
    if (known !== undefined || this.parts.length >= MOST_PARTS) {
      return known ?? null;
    }
    const part = { transaction, label, kind, count: 0, errors: 0, sumMs: 0 };
    this.parts.push(part);
    ofKind.set(transaction, (ofKind.get(transaction) ?? new Map<string, Part>()).set(label, part));
    return part;
  }

  private threadOf(name: string): Thread {
    const known = this.threads.get(name);
    if (known !== undefined) {
      return known;
    }
    const thread = { rows: [], last: null };
    this.threads.set(name, thread);
    return thread;
  }
}

/** What begins at the very end of a transaction ran after it. */
function isWithin(row: Row, transaction: Row): boolean {
  const { startMs, endMs } = transaction;
  return row.startMs >= startMs && row.endMs <= endMs && row.startMs < endMs;
}

function toPart({ sumMs, ...part }: Part): TransactionPart {
  return { ...part, meanMs: part.count === 0 ? null : sumMs / part.count };
}

function byTransaction(one: TransactionPart, other: TransactionPart): number {
  if (one.transaction !== other.transaction) {
    return one.transaction < other.transaction ? -1 : 1;
  }
  return other.count - one.count || (one.label < other.label ? -1 : 1);
}
