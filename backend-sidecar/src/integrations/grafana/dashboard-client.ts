import { askGrafana, fault, fieldsOf, type GrafanaAnswer, type GrafanaTarget } from './grafana-http.ts';

export interface FoundDashboard {
  readonly uid: string;
  readonly title: string;
  readonly folderTitle: string | null;
}

export interface DashboardPanel {
  readonly id: number;
  readonly title: string;
  readonly type: string;
  readonly unit: string | null;
  /** As the dashboard has it: a reference by type and uid, an old name, or nothing. */
  readonly datasource: unknown;
  readonly targets: readonly unknown[];
  /** Its queries stand elsewhere, in Grafana's library of panels. */
  readonly isOfLibrary: boolean;
}

export interface DashboardVariable {
  readonly name: string;
  readonly type: string;
  readonly isMulti: boolean;
  readonly values: readonly string[];
  /** What stands for all values; null: all that its query gives. */
  readonly allValue: string | null;
}

export interface DashboardContent {
  readonly uid: string;
  readonly title: string;
  /** Also those of rows that are closed. */
  readonly panels: readonly DashboardPanel[];
  readonly variables: readonly DashboardVariable[];
}

export interface GrafanaDatasource {
  readonly uid: string;
  readonly name: string;
  readonly type: string;
  readonly isDefault: boolean;
  /** `Flux` or `SQL` of an InfluxDB that is not asked by InfluxQL. */
  readonly queryLanguage: string | null;
  /** How often points are written to it, as its settings say. */
  readonly leastIntervalMs: number;
}

export interface GrafanaAbilities {
  readonly isRendererAvailable: boolean;
  readonly datasources: readonly GrafanaDatasource[];
}

export interface QueriedRange {
  readonly fromMs: number;
  readonly toMs: number;
}

const MOST_FOUND = 500;
const QUERY_LIMIT_MS = 60_000;

/** Dashboards of one organisation of Grafana, what it can do, and queries by its datasources. */
export class DashboardClient {
  constructor(private readonly target: GrafanaTarget) {}

  async list(search: string, signal: AbortSignal): Promise<GrafanaAnswer<FoundDashboard[]>> {
    const query = [['type', 'dash-db'] as const, ['limit', String(MOST_FOUND)] as const, ['query', search] as const];
    const answer = await askGrafana(this.target, { method: 'GET', path: 'api/search', query }, signal);
    if (answer.kind === 'fault') {
      return answer;
    }
    return Array.isArray(answer.value) ? { kind: 'done', value: answer.value.flatMap(readFound) } : notGrafana();
  }

  /** A dashboard that is not there is a fault of kind `missing`. */
  async find(uid: string, signal: AbortSignal): Promise<GrafanaAnswer<DashboardContent>> {
    const path = `api/dashboards/uid/${encodeURIComponent(uid)}`;
    const answer = await askGrafana(this.target, { method: 'GET', path }, signal);
    if (answer.kind === 'fault') {
      return answer.fault.kind === 'missing'
        ? fault('missing', `Grafana has no dashboard ${uid}, or the service account may not see it.`)
        : answer;
    }
    const { dashboard } = fieldsOf(answer.value);
    return typeof dashboard === 'object' && dashboard !== null
      ? { kind: 'done', value: readDashboard(uid, dashboard) }
      : notGrafana();
  }

  async abilities(signal: AbortSignal): Promise<GrafanaAnswer<GrafanaAbilities>> {
    const answer = await askGrafana(this.target, { method: 'GET', path: 'api/frontend/settings' }, signal);
    if (answer.kind === 'fault') {
      return answer;
    }
    const { rendererAvailable, datasources, defaultDatasource } = fieldsOf(answer.value);
    if (typeof rendererAvailable !== 'boolean') {
      return notGrafana();
    }
    const found = Object.entries(fieldsOf(datasources)).flatMap(([name, one]) =>
      readDatasource(name, one, defaultDatasource)
    );
    return { kind: 'done', value: { isRendererAvailable: rendererAvailable, datasources: found } };
  }

  /** The frames of each query, by its letter. */
  async query(
    queries: ReadonlyArray<Readonly<Record<string, unknown>>>,
    { fromMs, toMs }: QueriedRange,
    signal: AbortSignal
  ): Promise<GrafanaAnswer<Array<{ refId: string; frames: unknown[] }>>> {
    const body = { queries, from: String(fromMs), to: String(toMs) };
    const request = { method: 'POST', path: 'api/ds/query', body, timeLimitMs: QUERY_LIMIT_MS } as const;
    const answer = await askGrafana(this.target, request, signal);
    if (answer.kind === 'fault') {
      return answer;
    }
    const results = Object.entries(fieldsOf(fieldsOf(answer.value).results));
    const framesOf = (result: unknown) => {
      const { frames } = fieldsOf(result);
      return Array.isArray(frames) ? frames : [];
    };
    return { kind: 'done', value: results.map(([refId, result]) => ({ refId, frames: framesOf(result) })) };
  }
}

function notGrafana() {
  return fault('refused', 'What answers is no Grafana, or one of an unknown version.');
}

function readFound(value: unknown): FoundDashboard[] {
  const { uid, title, folderTitle } = fieldsOf(value);
  return typeof uid === 'string' && typeof title === 'string' ? [{ uid, title, folderTitle: textOr(folderTitle) }] : [];
}

function readDatasource(name: string, value: unknown, defaultName: unknown): GrafanaDatasource[] {
  const { uid, type, jsonData } = fieldsOf(value);
  const { version, timeInterval } = fieldsOf(jsonData);
  return typeof uid === 'string' && typeof type === 'string'
    ? [
        {
          ...{ uid, name, type, isDefault: name === defaultName, queryLanguage: textOr(version) },
          leastIntervalMs: millisecondsOf(timeInterval),
        },
      ]
    : [];
}

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** `5s`, `>1m`; 0 where nothing is said. */
function millisecondsOf(text: unknown): number {
  const [, amount = '0', unit = ''] = /^>?(\d{1,6})(ms|s|m|h)$/.exec(textOr(text) ?? '') ?? [];
  return Number(amount) * (UNITS_MS[unit] ?? 0);
}

function readDashboard(uid: string, dashboard: object): DashboardContent {
  const { title, panels, templating } = fieldsOf(dashboard);
  return {
    uid,
    title: textOr(title) ?? uid,
    panels: listOf(panels).flatMap(readPanels),
    variables: listOf(fieldsOf(templating).list).flatMap(readVariable),
  };
}

function readPanels(value: unknown): DashboardPanel[] {
  const { id, title, type, datasource, targets, fieldConfig, libraryPanel, panels } = fieldsOf(value);
  if (type === 'row') {
    return listOf(panels).flatMap(readPanels);
  }
  if (typeof id !== 'number') {
    return [];
  }
  const unit = textOr(fieldsOf(fieldsOf(fieldConfig).defaults).unit);
  const named = { id, title: textOr(title) ?? '', type: textOr(type) ?? '', unit, datasource };
  return [{ ...named, targets: listOf(targets), isOfLibrary: libraryPanel !== undefined }];
}

function readVariable(value: unknown): DashboardVariable[] {
  const { name, type, multi, current, allValue } = fieldsOf(value);
  if (typeof name !== 'string') {
    return [];
  }
  const chosen = fieldsOf(current).value;
  const values = (Array.isArray(chosen) ? chosen : [chosen]).filter((one): one is string => typeof one === 'string');
  return [{ name, type: textOr(type) ?? '', isMulti: multi === true, values, allValue: textOr(allValue) }];
}

/** null for no text and for none at all. */
function textOr(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
