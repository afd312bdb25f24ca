import type {
  DashboardContent,
  DashboardPanel,
  GrafanaDatasource,
  QueriedRange,
} from '../../integrations/grafana/dashboard-client.ts';
import { fieldsOf } from '../../integrations/grafana/grafana-http.ts';
import { fillQuery, referredNames, unknownFormat } from './fill-query.ts';
import { fillVariables, type VariableValue } from './panel-variables.ts';

export interface AskedPanel {
  readonly dashboard: DashboardContent;
  readonly panel: DashboardPanel;
  /** Of the run. */
  readonly variables: Readonly<Record<string, string>>;
  readonly datasources: readonly GrafanaDatasource[];
  readonly range: QueriedRange;
  readonly widthPixels: number;
}

type Query = Readonly<Record<string, unknown>>;

export type PanelQueries =
  | { readonly kind: 'queries'; readonly queries: readonly Query[] }
  /** `why` goes on with “data not kept, because …”. */
  | { readonly kind: 'none'; readonly why: string };

type Variables = ReadonlyMap<string, VariableValue>;

const INFLUX = 'influxdb';
const NOT_INFLUXQL: readonly unknown[] = ['Flux', 'SQL'];
/** Fields of a query of InfluxDB in which Grafana's pages fill variables. */
const FILLED_FIELDS = ['query', 'measurement', 'policy', 'alias', 'limit', 'slimit', 'tz'] as const;

/** What Grafana's pages would ask for this panel; only InfluxQL is known here. */
export function panelQueries(asked: AskedPanel): PanelQueries {
  const { panel, dashboard, variables: wanted } = asked;
  const targets = panel.targets.map(fieldsOf).filter(({ hide }) => hide !== true);
  if (targets.length === 0) {
    return none(panel.isOfLibrary ? 'its queries stand in Grafana’s library of panels' : 'the panel asks for none');
  }
  const texts = JSON.stringify([panel.datasource, targets]);
  const used = new Set(referredNames(texts));
  const filled = fillVariables(dashboard.variables, wanted, (name) => used.has(name));
  if (filled.kind === 'unknown') {
    return none(filled.why);
  }
  const format = unknownFormat(texts, filled.variables);
  if (format !== undefined) {
    return none(`its queries write variables as “${format}”, which is not known here`);
  }
  return queriesOf(targets, asked, filled.variables);
}

function queriesOf(targets: readonly Query[], asked: AskedPanel, variables: Variables): PanelQueries {
  const queries: Query[] = [];
  for (const target of targets) {
    const source = datasourceOf(target.datasource ?? asked.panel.datasource, asked.datasources, variables);
    const why = whyNotAsked(source);
    if (why !== null || source === undefined) {
      return none(why ?? '');
    }
    queries.push({
      ...filledTarget(target, variables),
      datasource: { uid: source.uid, type: source.type },
      intervalMs: intervalMs(asked, source.leastIntervalMs),
      maxDataPoints: asked.widthPixels,
    });
  }
  return { kind: 'queries', queries };
}

function whyNotAsked(source: GrafanaDatasource | undefined): string | null {
  if (source === undefined) {
    return 'its datasource is not known to Grafana';
  }
  if (source.type !== INFLUX) {
    return `its datasource “${source.name}” is of the kind ${source.type}, and only queries in InfluxQL can be run again`;
  }
  return NOT_INFLUXQL.includes(source.queryLanguage)
    ? `its datasource “${source.name}” is asked in ${source.queryLanguage}, and only queries in InfluxQL can be run again`
    : null;
}

/** By uid, as dashboards refer to it now, or by name; nothing stands for the default one. */
function datasourceOf(
  reference: unknown,
  datasources: readonly GrafanaDatasource[],
  variables: Variables
): GrafanaDatasource | undefined {
  const given = typeof reference === 'string' ? reference : fieldsOf(reference).uid;
  const wanted = typeof given === 'string' ? fillPlain(given, variables) : 'default';
  return wanted === 'default'
    ? datasources.find(({ isDefault }) => isDefault)
    : datasources.find(({ uid, name }) => uid === wanted || name === wanted);
}

function fillPlain(text: string, variables: Variables): string {
  return fillQuery(text.replace(/\$\{(\w+)\}|\$(\w+)/g, '${$1$2:raw}'), variables);
}

function filledTarget(target: Query, variables: Variables): Query {
  const fill = (text: unknown) => (typeof text === 'string' ? fillQuery(text, variables) : text);
  const own = FILLED_FIELDS.filter((name) => target[name] !== undefined).map((name) => [name, fill(target[name])]);
  return {
    ...target,
    ...Object.fromEntries(own),
    ...(Array.isArray(target.tags) ? { tags: target.tags.map((tag) => filledTag(fieldsOf(tag), fill)) } : {}),
    ...(Array.isArray(target.groupBy) ? { groupBy: target.groupBy.map((part) => filledPart(part, fill)) } : {}),
    ...(Array.isArray(target.select) ? { select: target.select.map((parts) => filledParts(parts, fill)) } : {}),
  };
}

type Fill = (text: unknown) => unknown;

function filledTag(tag: Query, fill: Fill): Query {
  return { ...tag, key: fill(tag.key), value: fill(tag.value) };
}

function filledParts(parts: unknown, fill: Fill): unknown {
  return Array.isArray(parts) ? parts.map((part) => filledPart(part, fill)) : parts;
}

function filledPart(part: unknown, fill: Fill): Query {
  const { params, ...others } = fieldsOf(part);
  return { ...others, params: Array.isArray(params) ? params.map(fill) : [] };
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** Those that Grafana rounds to. */
const INTERVALS_MS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 20, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 20, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12, 24].map((hours) => hours * HOUR),
];

/** A point for each pixel, but not more than are written. */
function intervalMs({ range, widthPixels }: AskedPanel, leastMs: number): number {
  const exact = Math.max(leastMs, (range.toMs - range.fromMs) / widthPixels);
  return INTERVALS_MS.find((interval) => interval >= exact) ?? 24 * HOUR;
}

function none(why: string): PanelQueries {
  return { kind: 'none', why };
}
