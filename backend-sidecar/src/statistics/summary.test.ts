import { describe, expect, it } from 'vitest';

import type { SampleRecord } from '../results/sample-record.ts';
import { ApdexThresholds } from './apdex.ts';
import { VarintReader, VarintWriter } from './byte-codec.ts';
import { foldMessage } from './error-message.ts';
import { statisticsRow } from './statistics-row.ts';
import { Summary } from './summary.ts';

const T0 = 1_700_000_000_000;

function summaryOf(...rows: Array<Partial<SampleRecord>>): Summary {
  const summary = new Summary();
  for (const fields of rows) {
    summary.add({
      ...{ kind: 'record', startMs: T0, elapsedMs: 100, label: 'Login', isSuccess: true, isTransaction: false },
      ...{ threadName: 'Users 1-1', groupName: 'Users', responseCode: '', failureText: '', receivedBytes: null },
      ...{ sentBytes: null, activeThreads: null, latencyMs: null, connectMs: null, idleMs: null, sampleCount: 1 },
      errorCount: fields.isSuccess === false ? 1 : 0,
      ...fields,
    });
  }
  return summary;
}

const rowOf = (summary: Summary, estimator: 'rank' | 'interpolated' = 'rank') =>
  statisticsRow(summary, {
    ...{ label: 'Login', kind: 'sample', estimator },
    apdex: new ApdexThresholds().countsOf(summary, 'Login'),
  });

describe('Summary', () => {
  it('tells latency, connect and idle times, and null where no row had any', () => {
    const row = rowOf(summaryOf({ latencyMs: 40, connectMs: 3 }, { latencyMs: 61, connectMs: 0 }, { connectMs: 9 }));
    expect(row).toMatchObject({
      latencyMeanMs: 50.5,
      latencyMaxMs: 61,
      connectMeanMs: 4,
      connectMaxMs: 9,
      idleMeanMs: null,
    });
  });

  it('counts a row of several samples as so many, with their exact sum', () => {
    // 10 ms over 3 samples: 4, 3, 3; the one that failed is the longest.
    const summary = summaryOf({ elapsedMs: 10, sampleCount: 3, errorCount: 1 });
    expect([summary.ok.sumMs, summary.ok.count, summary.failed.sumMs, summary.failed.count]).toEqual([6, 2, 4, 1]);
    expect(rowOf(summary)).toMatchObject({ count: 3, errors: 1, meanMs: 10 / 3, minMs: 3, maxMs: 4 });
  });

  it('comes back from its bytes', () => {
    const summary = summaryOf(
      { receivedBytes: 7, activeThreads: 3, latencyMs: 9 },
      { isSuccess: false, startMs: T0 + 9 }
    );
    const writer = new VarintWriter();
    summary.writeTo(writer, T0 - 5);
    expect(rowOf(Summary.readFrom(new VarintReader(writer.finish()), T0 - 5))).toEqual(rowOf(summary));
  });
});

describe('percentiles and the index of satisfaction', () => {
  // jmeter-facts: the Aggregate Report says 40, the dashboard 45.0; of 1 to 10 it says 9 and 9, the dashboard 9.9 and 10.0.
  it('differ by estimator as JMeter’s two reports do', () => {
    const eight = summaryOf(...[10, 20, 30, 40, 50, 60, 80, 90].map((elapsedMs) => ({ elapsedMs })));
    expect([rowOf(eight).medianMs, rowOf(eight, 'interpolated').medianMs]).toEqual([40, 45]);
    const ten = summaryOf(...Array.from({ length: 10 }, (_, index) => ({ elapsedMs: index + 1 })));
    expect([rowOf(ten).p90Ms, rowOf(ten).p95Ms]).toEqual([9, 9]);
    expect(rowOf(ten, 'interpolated').p90Ms).toBeCloseTo(9.9, 12);
    expect(rowOf(ten, 'interpolated').p95Ms).toBe(10);
  });

  it('counts a time at a threshold as within it, and a failed sample as neither', () => {
    // 500 and 499 satisfied; 501 and 1500 tolerated; 1501 and the failed one frustrated: (2 + 2/2) / 6.
    const summary = summaryOf(...[499, 500, 501, 1500, 1501].map((elapsedMs) => ({ elapsedMs })), {
      elapsedMs: 1,
      isSuccess: false,
    });
    expect(rowOf(summary).apdex).toBe(0.5);
  });

  it('are judged by the thresholds of the first pattern that fits', () => {
    const rules = {
      satisfiedMs: 500,
      toleratedMs: 1500,
      ofLabels: [{ pattern: 'Rep*', satisfiedMs: 2000, toleratedMs: 8000 }],
    };
    const thresholds = new ApdexThresholds(rules);
    const summary = summaryOf({ elapsedMs: 1800 });
    expect(thresholds.countsOf(summary, 'Report')).toEqual({ satisfied: 1, tolerated: 0, count: 1 });
    expect(thresholds.countsOf(summary, 'Login')).toEqual({ satisfied: 0, tolerated: 0, count: 1 });
  });
});

describe('foldMessage', () => {
  it.each([
    ['Order 4711 not found', 'Order # not found'],
    ['took 12.5 s at 10:32:07', 'took # s at #'],
    ['id 3fa85f64-5717-4562-b3fc-2c963f66afa6 unknown', 'id # unknown'],
    ['object 0x7ffdeadbeef and 9f86d081884c', 'object # and #'],
    ['Test failed: text expected to contain /Welcome/', 'Test failed: text expected to contain /Welcome/'],
    ['decade facade', 'decade facade'],
  ])('%s', (message, folded) => expect(foldMessage(message)).toBe(folded));
});
