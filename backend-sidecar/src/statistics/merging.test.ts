import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { SampleRecord } from '../results/sample-record.ts';
import { RunStatistics } from './run-statistics.ts';

const T0 = 1_700_000_000_000;
const OPTIONS = {
  sliceMs: 1000,
  setupGroups: ['Set up'],
  window: { fromMs: T0 + 2_500, toMs: T0 + 17_000 },
  excludedLabels: ['Poll'],
  stopSentAtMs: T0 + 25_000,
} as const;

const numberOrNone = (max: number) => fc.option(fc.integer({ min: 0, max }), { nil: null });

const records: fc.Arbitrary<SampleRecord[]> = fc.array(
  fc
    .record({
      startMs: fc.integer({ min: T0, max: T0 + 30_000 }),
      elapsedMs: fc.oneof(fc.integer({ min: 0, max: 900 }), fc.integer({ min: 0, max: 70_000 })),
      label: fc.constantFrom('Login', 'Search', 'Pay', 'Poll'),
      isSuccess: fc.boolean(),
      isTransaction: fc.boolean(),
      groupName: fc.constantFrom('Users', 'Set up'),
      threadName: fc.constantFrom('Users 1-1', 'Users 1-2'),
      receivedBytes: numberOrNone(5000),
      sentBytes: numberOrNone(500),
      activeThreads: numberOrNone(20),
      latencyMs: numberOrNone(900),
      connectMs: numberOrNone(50),
      idleMs: numberOrNone(5),
      sampleCount: fc.constantFrom(1, 1, 1, 7),
    })
    .map((fields) => ({
      ...fields,
      kind: 'record' as const,
      errorCount: fields.isSuccess ? 0 : 1,
      responseCode: fields.isSuccess ? '' : '500',
      failureText: fields.isSuccess ? '' : 'down',
    })),
  { maxLength: 120 }
);

function read(rows: readonly SampleRecord[], isLive = true): RunStatistics {
  const statistics = new RunStatistics({ ...OPTIONS, isLive });
  rows.forEach((row) => statistics.add(row));
  return statistics;
}

function everythingOf(statistics: RunStatistics) {
  const { rows } = statistics.whole();
  return {
    counts: statistics.counts(),
    whole: statistics.whole(),
    window: statistics.window(),
    timeline: statistics.totalTimeline(),
    timelines: rows.map(({ label, kind }) => statistics.labelTimeline(label, kind)),
    errors: statistics.errors().sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1)),
  };
}

describe('statistics of parts, merged', () => {
  it('are those of the whole, wherever it is cut and whatever the order of the parts', () => {
    fc.assert(
      fc.property(records, fc.nat(120), fc.boolean(), fc.boolean(), (rows, cut, isSwapped, isLive) => {
        const [one, other] = [read(rows.slice(0, cut), isLive), read(rows.slice(cut), isLive)];
        const [first, second] = isSwapped ? [other, one] : [one, other];
        first.merge(second, 'same generator');
        expect(everythingOf(first)).toEqual(everythingOf(read(rows)));
      }),
      { numRuns: 60 }
    );
  });

  it('are the same when somebody looks in between, whether they are added up by row or by slice', () => {
    fc.assert(
      fc.property(records, fc.nat(120), fc.boolean(), (rows, look, isLive) => {
        const statistics = read(rows.slice(0, look), isLive);
        everythingOf(statistics);
        rows.slice(look).forEach((row) => statistics.add(row));
        expect(everythingOf(statistics)).toEqual(everythingOf(read(rows)));
      }),
      { numRuns: 60 }
    );
  });

  it('of two generators add their threads, and nothing else is different', () => {
    const row = (fields: Partial<SampleRecord>): SampleRecord => ({
      ...{ kind: 'record', startMs: T0, elapsedMs: 10, label: 'Login', isSuccess: true, isTransaction: false },
      ...{
        threadName: 'Users 1-1',
        groupName: 'Users',
        responseCode: '',
        failureText: '',
        receivedBytes: 1,
        sentBytes: 1,
      },
      ...{ activeThreads: 4, latencyMs: 1, connectMs: 1, idleMs: 0, sampleCount: 1, errorCount: 0 },
      ...fields,
    });
    const one = read([row({}), row({ activeThreads: 5 })]);
    one.merge(read([row({ activeThreads: 7 })]), 'another generator');
    expect(one.totalTimeline()).toMatchObject([{ count: 3, activeThreads: 12 }]);
    expect(one.labelTimeline('Login', 'sample')).toMatchObject([{ count: 3, activeThreads: 12 }]);
  });
});
