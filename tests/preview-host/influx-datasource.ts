import type { IncomingMessage, ServerResponse } from 'node:http';

interface InfluxDatasource {
  /** Of a real InfluxDB 1.x. */
  url: string;
  database: string;
  uid: string;
  name: string;
}

interface Target {
  refId: string;
  query: string;
  resultFormat: 'table' | 'time_series';
  datasource: { uid: string };
}

interface Series {
  name: string;
  tags?: Record<string, string>;
  columns: string[];
  values: Array<Array<string | number | null>>;
}

/** For `datasources` of the preview host, by its name, as Grafana's `/api/frontend/settings` tells it. */
export function influxDatasourceSettings({ uid, name, database }: InfluxDatasource): Record<string, unknown> {
  const jsonData = { dbName: database, httpMode: 'POST' };
  const meta = { id: 'influxdb', type: 'datasource', name: 'InfluxDB' };
  return { [name]: { id: 1, uid, name, type: 'influxdb', isDefault: true, access: 'proxy', jsonData, meta } };
}

/** For `grafanaApi` of the preview host: `/api/ds/query` with raw InfluxQL, answered as Grafana 12.4 answers it. */
export function influxDatasourceApi(datasource: InfluxDatasource) {
  return (request: IncomingMessage, response: ServerResponse): boolean => {
    if (request.method !== 'POST' || request.url?.split('?')[0] !== '/api/ds/query') {
      return false;
    }
    answer(datasource, request, response).catch((error: unknown) => response.destroy(error as Error));
    return true;
  };
}

async function answer(datasource: InfluxDatasource, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  const { queries, from, to } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as {
    queries: Target[];
    from: string;
    to: string;
  };
  const answers = await Promise.all(queries.map((target) => answerTarget(datasource, target, { from, to })));
  const results = Object.fromEntries(
    queries
      .map(({ refId }, index) => [refId, answers[index]] as const)
      .sort(([left], [right]) => (left < right ? -1 : 1))
  );
  const hasFailed = answers.some((one) => 'error' in one);
  response.writeHead(hasFailed ? 400 : 200, { 'content-type': 'application/json' });
  response.end(asGoWrites(JSON.stringify({ results })));
}

async function answerTarget({ url, database }: InfluxDatasource, target: Target, span: { from: string; to: string }) {
  const query = target.query.replaceAll('$timeFilter', `time >= ${span.from}ms and time <= ${span.to}ms`);
  const params = new URLSearchParams({ db: database, epoch: 'ms', q: query });
  const answered = await fetch(`${url}/query`, { method: 'POST', body: params });
  const { results = [], error } = (await answered.json()) as {
    results?: Array<{ series?: Series[]; error?: string }>;
    error?: string;
  };
  const problem = error ?? results[0]?.error;
  if (problem !== undefined) {
    return { error: `InfluxDB returned error: ${problem}`, errorSource: 'downstream', status: 500 };
  }
  const series = results[0]?.series ?? [];
  const frames =
    target.resultFormat === 'table' ? tableFrame(series, target, query) : timeFrames(series, target, query);
  return { status: 200, frames };
}

/** One frame for all series: their tags become columns. */
function tableFrame(series: readonly Series[], { refId }: Target, query: string) {
  const [first] = series;
  if (first === undefined) {
    return [];
  }
  const tags = Object.keys(first.tags ?? {});
  const columns = first.columns.slice(1);
  const rows = series.flatMap((one) =>
    one.values.map(([time, ...values]) => [time, ...tags.map((tag) => one.tags?.[tag] ?? null), ...values])
  );
  const names = [...tags, ...columns];
  const fields = names.map((name, index) => ({
    name,
    ...typeOf(rows, index + 1),
    config: { displayNameFromDS: name },
  }));
  return [
    {
      schema: { name: first.name, refId, meta: metaOf('table', query), fields: [TIME, ...fields] },
      data: {
        values: [0, ...names.map((_, index) => index + 1)].map((column) => rows.map((row) => row[column] ?? null)),
      },
    },
  ];
}

/** One frame for each field of each series; only the first says what was asked. */
function timeFrames(series: readonly Series[], { refId }: Target, query: string) {
  const frames = series.flatMap((one) =>
    one.columns.slice(1).map((column, index) => {
      const tags = Object.entries(one.tags ?? {}).map(([tag, value]) => `${tag}: ${value}`);
      const name = `${one.name}.${column}${tags.length > 0 ? ` { ${tags.join(', ')} }` : ''}`;
      const value = {
        ...{ name: 'Value', ...typeOf(one.values, index + 1) },
        ...(one.tags === undefined ? {} : { labels: one.tags }),
        config: { displayNameFromDS: name },
      };
      const values = [0, index + 1].map((at) => one.values.map((row) => row[at] ?? null));
      return { name, fields: [TIME, value], values };
    })
  );
  return frames.map(({ name, fields, values }, index) => ({
    schema: { name, refId, ...(index === 0 ? { meta: metaOf('graph', query) } : {}), fields },
    data: { values },
  }));
}

const TIME = { name: 'Time', type: 'time', typeInfo: { frame: 'time.Time' } };

function metaOf(preferredVisualisationType: string, executedQueryString: string) {
  return { typeVersion: [0, 0], custom: null, preferredVisualisationType, executedQueryString };
}

function typeOf(rows: ReadonlyArray<readonly unknown[]>, column: number) {
  const isText = rows.some((row) => typeof row[column] === 'string');
  return isText
    ? { type: 'string', typeInfo: { frame: 'string', nullable: true } }
    : { type: 'number', typeInfo: { frame: 'float64', nullable: true } };
}

function asGoWrites(text: string): string {
  return text.replaceAll('<', '\\u003c').replaceAll('>', '\\u003e').replaceAll('&', '\\u0026');
}
