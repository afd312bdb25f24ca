import type { KeptSeries, SeriesFigures } from '../../contract/pictures.ts';
import { fieldsOf } from '../../integrations/grafana/grafana-http.ts';

/** More than that nobody reads, and a report would grow beyond what can be sent. */
const MOST_SERIES = 200;
const MOST_VALUES = 500_000;

export type SeriesOfFrames =
  { readonly kind: 'series'; readonly series: readonly KeptSeries[] } | { readonly kind: 'none'; readonly why: string };

interface Field {
  readonly name: string;
  readonly type: string;
  readonly values: readonly unknown[];
}

/** Each column of numbers beside a column of times is a series. */
export function seriesOfFrames(frames: readonly unknown[], unit: string | null): SeriesOfFrames {
  const series = frames.flatMap((frame) => seriesOfFrame(frame, unit));
  if (series.length === 0) {
    const hasValues = frames.some((frame) => fieldsOfFrame(frame).some(({ values }) => values.length > 0));
    return none(hasValues ? 'its queries give tables without times' : 'its queries gave no values for this time');
  }
  const valueCount = series.reduce((sum, { values }) => sum + values.length, 0);
  return series.length > MOST_SERIES || valueCount > MOST_VALUES
    ? none(`its queries gave ${series.length} series with ${valueCount} values, which are too many`)
    : { kind: 'series', series };
}

function seriesOfFrame(frame: unknown, unit: string | null): KeptSeries[] {
  const fields = fieldsOfFrame(frame);
  const times = fields.find(({ type }) => type === 'time');
  if (times === undefined || times.values.length === 0) {
    return [];
  }
  const timesMs = times.values.map(Number);
  return fields
    .filter(({ type }) => type === 'number')
    .map(({ name, values }) => {
      const numbers = timesMs.map((_, index) => numberOrNull(values[index]));
      return { name, unit, ...figuresOf(numbers), timesMs, values: numbers };
    });
}

function figuresOf(values: ReadonlyArray<number | null>): Pick<SeriesFigures, 'mean' | 'max'> {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) {
    return { mean: null, max: null };
  }
  const sum = known.reduce((total, value) => total + value, 0);
  return { mean: sum / known.length, max: known.reduce((most, value) => Math.max(most, value)) };
}

function fieldsOfFrame(frame: unknown): Field[] {
  const { schema, data } = fieldsOf(frame);
  const { name: frameName, fields } = fieldsOf(schema);
  const { values } = fieldsOf(data);
  const columns = Array.isArray(values) ? values : [];
  return (Array.isArray(fields) ? fields : []).map((field: unknown, index) => {
    const { name, type, config, labels } = fieldsOf(field);
    const column: unknown = columns[index];
    return {
      name: nameOf([fieldsOf(config).displayNameFromDS, labelled(frameName, labels), frameName, name]),
      type: typeof type === 'string' ? type : '',
      values: Array.isArray(column) ? column : [],
    };
  });
}

/** As Grafana's legend names it where the datasource does not. */
function labelled(name: unknown, labels: unknown): string | null {
  const pairs = Object.entries(fieldsOf(labels)).map(([key, value]) => `${key}=${String(value)}`);
  return pairs.length === 0 || typeof name !== 'string' ? null : `${name} {${pairs.join(', ')}}`;
}

function nameOf(candidates: readonly unknown[]): string {
  return candidates.find((name): name is string => typeof name === 'string' && name !== '') ?? 'Value';
}

function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function none(why: string): SeriesOfFrames {
  return { kind: 'none', why };
}
