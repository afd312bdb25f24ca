import { influxTableRows } from './influx-table-rows';
import { toInfluxCharts } from './influx-chart-data';

/** Four points of time; JMeter wrote in the second and the third. */
const TIMES = [0, 5000, 10_000, 15_000];

describe('the charts of what InfluxDB answered', () => {
  const rows = {
    threads: TIMES.map((Time, index) => ({ Time, 'active threads': [null, 4, 4, null][index] ?? null })),
    times: [{ Time: 10_000, p50: 100, p90: 200 }],
    mean: [{ Time: 5000, mean: 90.5 }],
    throughput: TIMES.map((Time, index) => ({ Time, requests: [0, 12, 0, 0][index] ?? 0 })),
    errors: TIMES.map((Time) => ({ Time, errors: 0 })),
  };

  it('begin and end with what was written; a pause is zero, a time without samples is a gap', () => {
    const charts = toInfluxCharts(rows, ['p50', 'p90']);
    expect(charts.startsMs).toEqual([5000, 10_000]);
    expect(charts.throughput[0]?.values).toEqual([12, 0]);
    expect(charts.errors[0]?.values).toEqual([0, 0]);
    expect(charts.threads[0]?.values).toEqual([4, 4]);
    const times = charts.responseTimes.map(({ name, values }) => [name, values]);
    expect(times).toEqual([
      ['p50', [null, 100]],
      ['p90', [null, 200]],
      ['mean', [90.5, null]],
    ]);
  });

  it('are empty where nothing was written', () => {
    expect(toInfluxCharts({}, ['p90']).startsMs).toEqual([]);
  });

  it('go by the requests where a result file has no threads', () => {
    expect(toInfluxCharts({ ...rows, threads: [] }, []).startsMs).toEqual([5000]);
  });
});

describe('the table of what InfluxDB answered', () => {
  it('has samplers first, and nothing where a query has no answer', () => {
    const rows = influxTableRows(
      {
        counts: [
          { transaction: 'TX Buy', count: 10, max: 900 },
          { transaction: 'Search', count: 200, max: 450 },
        ],
        errors: [{ transaction: 'Search', errors: 3 }],
        mean: [{ transaction: 'Search', mean: 120 }],
        rates: [{ transaction: 'Search', rate: 6.4 }],
        times: [{ transaction: 'Search', p90: 300 }],
      },
      ['TX Buy']
    );
    expect(rows).toEqual([
      {
        ...{ label: 'Search', isTransaction: false, count: 200, errorRate: 0.015 },
        ...{ meanMs: 120, maxMs: 450, percentilesMs: { p90: 300 }, ratePerSec: 6.4 },
      },
      {
        ...{ label: 'TX Buy', isTransaction: true, count: 10, errorRate: 0 },
        ...{ meanMs: null, maxMs: 900, percentilesMs: {}, ratePerSec: null },
      },
    ]);
  });
});
