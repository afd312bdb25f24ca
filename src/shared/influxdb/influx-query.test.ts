import { makeRunInfluxDb } from '../../test/influx-factories';
import { chartTargets, secondsPerPoint, shownName, tableTargets } from './influx-query';

const SPAN = { fromMs: 0, toMs: 600_000 };
const POINTS = makeRunInfluxDb({ runId: '42', transactions: ['TX Buy'] });

function queryOf(targets: Array<{ refId: string; query: string }>, refId: string): string {
  return targets.find((target) => target.refId === refId)?.query ?? '';
}

describe('the queries of the charts', () => {
  it('add up samplers alone: the line “all” counts transactions besides their samples', () => {
    expect(queryOf(chartTargets({ points: POINTS }, SPAN), 'throughput')).toBe(
      `SELECT sum("count") / 5 AS "requests" FROM "jmeter" WHERE "runId" = '42' AND "statut" = 'all'` +
        ` AND "transaction" <> 'all' AND "transaction" <> 'internal' AND "transaction" <> 'TX Buy'` +
        ` AND $timeFilter GROUP BY time(5000ms, 500ms) fill(0)`
    );
  });

  it('take percentiles as the listener gives them: of everything, or of a label’s good samples', () => {
    const whole = queryOf(chartTargets({ points: POINTS }, SPAN), 'times');
    const label = queryOf(chartTargets({ points: POINTS, label: 'Search' }, SPAN), 'times');
    expect(whole).toContain(`mean("pct90.0") AS "p90"`);
    expect(whole).toContain(`"transaction" = 'all' AND "statut" = 'all'`);
    expect(label).toContain(`"transaction" = 'Search' AND "statut" = 'ok'`);
  });

  it('weigh means by their counts', () => {
    expect(queryOf(chartTargets({ points: POINTS }, SPAN), 'mean')).toMatch(
      /^SELECT sum\("weighted"\) \/ sum\("n"\) AS "mean" FROM \(SELECT "avg" \* "count" AS "weighted", "count" AS "n"/
    );
  });

  it('take any label for what it is', () => {
    const label = `it's 100 \\ "sure"`;
    expect(queryOf(chartTargets({ points: POINTS, label }, SPAN), 'errors')).toContain(
      String.raw`"transaction" = 'it\'s 100 \\ "sure"'`
    );
    const measurement = 'of "mine"';
    expect(queryOf(tableTargets({ ...POINTS, measurement }), 'counts')).toContain(String.raw`FROM "of \"mine\""`);
  });

  it('ask for no more points than a chart shows, in multiples of what the listener sends', () => {
    const [hour, night] = [3_600_000, 12 * 3_600_000];
    expect(secondsPerPoint(POINTS, { fromMs: 0, toMs: hour })).toBe(5);
    expect(secondsPerPoint(POINTS, { fromMs: 0, toMs: night })).toBe(60);
    expect(secondsPerPoint({ ...POINTS, intervalSeconds: null }, { fromMs: 0, toMs: hour })).toBe(5);
  });

  it('read threads of a backfill from what it has', () => {
    const threads = (listener: 'added' | 'backfilled') =>
      queryOf(chartTargets({ points: { ...POINTS, listener } }, SPAN), 'threads');
    expect(threads('added')).toContain('last("startedT") - last("endedT")');
    expect(threads('backfilled')).toContain('max("maxAT")');
  });
});

describe('the queries of the table', () => {
  it('leave out what is no label, and keep transactions', () => {
    const counts = queryOf(tableTargets(POINTS), 'counts');
    expect(counts).toContain(`"transaction" <> 'all' AND "transaction" <> 'internal' AND $timeFilter`);
    expect(counts).not.toContain('TX Buy');
  });

  it('do without percentiles where the listener writes none', () => {
    const refIds = tableTargets({ ...POINTS, percentileFields: [] }).map(({ refId }) => refId);
    expect(refIds).toEqual(['counts', 'errors', 'mean', 'rates']);
  });
});

it.each([
  ['pct90.0', 'p90'],
  ['pct99.9', 'p99.9'],
])('%s is shown as %s', (field, name) => {
  expect(shownName(field)).toBe(name);
});
