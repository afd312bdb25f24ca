import { describe, expect, it } from 'vitest';

import type { LabelKind } from '../contract/statistics.ts';
import type { SampleRecord } from '../results/sample-record.ts';
import { TransactionTracker } from './transaction-tracker.ts';

interface RowSpec {
  label: string;
  kind?: LabelKind;
  fromMs: number;
  toMs: number;
  thread?: string;
}

const T0 = 1_700_000_000_000;

function add(tracker: TransactionTracker, rows: readonly RowSpec[]): TransactionTracker {
  for (const { label, kind = 'sample', fromMs, toMs, thread = 'Users 1-1' } of rows) {
    const record: SampleRecord = {
      ...{ kind: 'record', startMs: T0 + fromMs, elapsedMs: toMs - fromMs, label, isSuccess: true },
      ...{ isTransaction: kind === 'transaction', threadName: thread, groupName: 'Users', responseCode: '' },
      ...{ failureText: '', receivedBytes: null, sentBytes: null, activeThreads: null, latencyMs: null },
      ...{ connectMs: null, idleMs: null, sampleCount: 1, errorCount: 0 },
    };
    tracker.add(record, { label, kind });
  }
  return tracker;
}

const partsOf = (tracker: TransactionTracker) =>
  tracker.tree().parts.map(({ transaction, label, count, meanMs }) => [transaction, label, count, meanMs]);

const checkout = { label: 'Checkout', kind: 'transaction' } as const;

/** Two users whose rows stand between each other; a sample before and one after the transaction. */
const INTERLEAVED: readonly RowSpec[] = [
  { label: 'Home', fromMs: 0, toMs: 10 },
  { label: 'Cart', fromMs: 20, toMs: 30 },
  { label: 'Cart', fromMs: 21, toMs: 41, thread: 'Users 1-2' },
  { label: 'Pay', fromMs: 30, toMs: 60 },
  { ...checkout, fromMs: 20, toMs: 60 },
  { label: 'Home', fromMs: 60, toMs: 70 },
  { ...checkout, fromMs: 21, toMs: 80, thread: 'Users 1-2' },
];
const FOUND = [
  ['Checkout', 'Cart', 2, 15],
  ['Checkout', 'Pay', 1, 30],
];

describe('TransactionTracker', () => {
  it('finds what ran within a transaction of its thread, and nothing before or after it', () => {
    expect(partsOf(add(new TransactionTracker(), INTERLEAVED))).toEqual(FOUND);
  });

  it('finds the same when the file is read in two parts, wherever it is cut', () => {
    for (let cut = 0; cut <= INTERLEAVED.length; cut++) {
      const first = add(new TransactionTracker(), INTERLEAVED.slice(0, cut));
      first.merge(add(new TransactionTracker(), INTERLEAVED.slice(cut)), true);
      expect(partsOf(first)).toEqual(FOUND);
    }
  });

  it('takes a transaction within a transaction as a whole', () => {
    const rows: RowSpec[] = [
      { label: 'Card', fromMs: 10, toMs: 20 },
      { label: 'Payment', kind: 'transaction', fromMs: 10, toMs: 25 },
      { label: 'Mail', fromMs: 25, toMs: 30 },
      { ...checkout, fromMs: 5, toMs: 30 },
    ];
    expect(partsOf(add(new TransactionTracker(), rows))).toEqual([
      ['Checkout', 'Mail', 1, 5],
      ['Checkout', 'Payment', 1, 15],
      ['Payment', 'Card', 1, 10],
    ]);
  });

  it('takes the children that follow a transaction with a parent sample', () => {
    const rows: RowSpec[] = [
      { ...checkout, fromMs: 0, toMs: 30 },
      { label: 'Cart', fromMs: 0, toMs: 10 },
      { label: 'Pay', fromMs: 10, toMs: 30 },
      { label: 'Home', fromMs: 30, toMs: 35 },
    ];
    expect(partsOf(add(new TransactionTracker(), rows))).toEqual([
      ['Checkout', 'Cart', 1, 10],
      ['Checkout', 'Pay', 1, 20],
    ]);
  });

  it('takes what threads of a parallel controller did, and counts what no transaction spans', () => {
    const thread = 'org.apache.jmeter.threads.JMeterThread@1f2e - bzm - Parallel Controller - Image';
    const rows: RowSpec[] = [
      { label: 'Image', fromMs: 5, toMs: 15, thread },
      { ...checkout, fromMs: 0, toMs: 20 },
      { ...checkout, fromMs: 21, toMs: 40, thread: 'Users 1-2' },
      { label: 'Image', fromMs: 25, toMs: 35, thread },
      { ...checkout, fromMs: 22, toMs: 41, thread: 'Users 1-3' },
      { label: 'Image', fromMs: 50, toMs: 60, thread },
    ];
    const tracker = add(new TransactionTracker(), rows);
    expect(partsOf(tracker)).toEqual([['Checkout', 'Image', 1, 10]]);
    expect(tracker.tree().unmatchedCount).toBe(2);
  });

  it('does not count samples of setUp and tearDown', () => {
    const rows: RowSpec[] = [
      { label: 'Prepare', kind: 'setup', fromMs: 0, toMs: 5 },
      { ...checkout, fromMs: 0, toMs: 10 },
    ];
    expect(partsOf(add(new TransactionTracker(), rows))).toEqual([]);
  });
});
