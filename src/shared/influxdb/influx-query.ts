import type { RunInfluxDb } from 'perftest-automation-sidecar/contract/influxdb';

/** What is asked of a run's points: the whole of it, or one value of the tag `transaction`. */
export interface InfluxSubject {
  points: RunInfluxDb;
  label?: string;
}

export interface InfluxTarget {
  refId: string;
  query: string;
}

export interface TimeSpan {
  fromMs: number;
  toMs: number;
}

/** More points than a chart has room for say nothing more. */
const MOST_POINTS = 720;
const NO_LABELS = ['all', 'internal'];
/** Until there is a point: nothing to align with. */
const DEFAULT_INTERVAL_SECONDS = 5;

/** Seconds of a point on the chart: a multiple of what the listener sends. */
export function secondsPerPoint({ intervalSeconds }: RunInfluxDb, { fromMs, toMs }: TimeSpan): number {
  const interval = intervalSeconds ?? DEFAULT_INTERVAL_SECONDS;
  const points = (toMs - fromMs) / 1000 / interval;
  return interval * Math.max(1, Math.ceil(points / MOST_POINTS));
}

/** The queries of the four charts; each gives one row for each point of time. */
export function chartTargets(subject: InfluxSubject, span: TimeSpan): InfluxTarget[] {
  const seconds = secondsPerPoint(subject.points, span);
  const every = groupByTime(subject.points, seconds);
  const from = `FROM ${nameOf(subject.points.measurement ?? '')}`;
  const select = (refId: string, what: string, where: string, fill: string) => ({
    refId,
    query: `SELECT ${what} ${from} WHERE ${where} AND $timeFilter GROUP BY ${every} fill(${fill})`,
  });
  const count = `sum("count") / ${seconds}`;
  return [
    select('threads', threadsOf(subject.points), within(subject.points, `"transaction" = 'internal'`), 'null'),
    select('times', percentilesOf(subject.points), timesOf(subject), 'null'),
    {
      refId: 'mean',
      query: `SELECT ${MEAN} FROM (${weighted(subject, from)}) WHERE $timeFilter GROUP BY ${every} fill(null)`,
    },
    select('throughput', `${count} AS "requests"`, countsOf(subject, 'all'), '0'),
    select('errors', `${count} AS "errors"`, countsOf(subject, 'ko'), '0'),
  ];
}

/** The queries of the table: each gives one row for each label. */
export function tableTargets(points: RunInfluxDb): InfluxTarget[] {
  const from = `FROM ${nameOf(points.measurement ?? '')}`;
  const seconds = points.intervalSeconds ?? DEFAULT_INTERVAL_SECONDS;
  const labels = NO_LABELS.map((name) => ` AND "transaction" <> ${textOf(name)}`).join('');
  const select = (refId: string, what: string, statut: string) => ({
    refId,
    query: `SELECT ${what} ${from} WHERE ${within(points, `"statut" = '${statut}'`)}${labels} AND $timeFilter GROUP BY "transaction"`,
  });
  const all = within(points, `"statut" = 'all'`) + labels;
  const inner = `SELECT "avg" * "count" AS "weighted", "count" AS "n" ${from} WHERE ${all} GROUP BY "transaction"`;
  const times = points.percentileFields.map((field) => `last(${nameOf(field)}) AS ${nameOf(shownName(field))}`);
  const counts = 'sum("count") AS "count", max("max") AS "max"';
  return [
    select('counts', counts, 'all'),
    select('errors', 'sum("count") AS "errors"', 'ko'),
    { refId: 'mean', query: `SELECT ${MEAN} FROM (${inner}) WHERE $timeFilter GROUP BY "transaction"` },
    select('rates', `last("count") / ${seconds} AS "rate"`, 'all'),
    ...(times.length === 0 ? [] : [select('times', times.join(', '), 'ok')]),
  ];
}

/** `p90` of `pct90.0`. */
export function shownName(percentileField: string): string {
  return `p${percentileField.replace(/^pct/, '').replace(/\.0$/, '')}`;
}

const MEAN = 'sum("weighted") / sum("n") AS "mean"';

/** The mean of many is the mean of their means, weighted by their counts. */
function weighted(subject: InfluxSubject, from: string): string {
  return `SELECT "avg" * "count" AS "weighted", "count" AS "n" ${from} WHERE ${countsOf(subject, 'all')}`;
}

/**
 * The line `all` counts transactions besides their samples: counts are added up over the samplers. Percentiles cannot be
 * added, so those of the whole are the listener's own.
 */
function countsOf({ points, label }: InfluxSubject, statut: 'all' | 'ko'): string {
  const which =
    label === undefined
      ? [...NO_LABELS, ...points.transactions].map((name) => `"transaction" <> ${textOf(name)}`).join(' AND ')
      : `"transaction" = ${textOf(label)}`;
  return within(points, `"statut" = '${statut}' AND ${which}`);
}

/** Of a label those of its good samples: they are of the interval, while those of all samples are of the last 500. */
function timesOf({ points, label }: InfluxSubject): string {
  return label === undefined
    ? within(points, `"transaction" = 'all' AND "statut" = 'all'`)
    : within(points, `"transaction" = ${textOf(label)} AND "statut" = 'ok'`);
}

function percentilesOf({ percentileFields }: RunInfluxDb): string {
  const fields = percentileFields.map((field) => `mean(${nameOf(field)}) AS ${nameOf(shownName(field))}`);
  return fields.length === 0 ? 'mean("avg") AS "mean of all"' : fields.join(', ');
}

/** Started less ended is the number of now; the listener's others are of its last samples. A backfill knows those only. */
function threadsOf({ listener }: RunInfluxDb): string {
  const threads = listener === 'backfilled' ? 'max("maxAT")' : 'last("startedT") - last("endedT")';
  return `${threads} AS "active threads"`;
}

function within({ runId }: RunInfluxDb, where: string): string {
  return `"runId" = ${textOf(runId)} AND ${where}`;
}

/** With the points in the middle: sent every 5 s, they would now and then fall two into one group and none into the next. */
function groupByTime({ delivery }: RunInfluxDb, seconds: number): string {
  const everyMs = seconds * 1000;
  const lastPointAtMs = delivery?.lastPointAtMs ?? 0;
  return `time(${everyMs}ms, ${(((lastPointAtMs - everyMs / 2) % everyMs) + everyMs) % everyMs}ms)`;
}

function nameOf(identifier: string): string {
  return `"${identifier.replace(/[\\"]/g, '\\$&')}"`;
}

function textOf(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
