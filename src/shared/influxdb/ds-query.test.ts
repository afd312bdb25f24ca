import { ProblemAnswer } from '../../test/fake-sidecar';
import { sidecar } from '../../test/grafana-runtime';
import { DatasourceError, queryDatasource } from './ds-query';

jest.mock('@grafana/runtime', () => jest.requireActual('../../test/grafana-runtime').runtime);

const TARGETS = [
  { refId: 'throughput', query: 'SELECT 1' },
  { refId: 'counts', query: 'SELECT 2' },
];

function ask(span = { fromMs: 1000.4, toMs: 2000.2 }) {
  return queryDatasource({ datasourceUid: 'of-grafana', targets: TARGETS, span, signal: new AbortController().signal });
}

beforeEach(() => sidecar.reset());

describe('Grafana’s datasource', () => {
  it('is asked for the whole span, in milliseconds, as a panel asks', async () => {
    sidecar.answer({ 'POST /api/ds/query': { results: {} } });
    await ask();
    const datasource = { type: 'influxdb', uid: 'of-grafana' };
    const common = { datasource, rawQuery: true, resultFormat: 'table', intervalMs: 1000, maxDataPoints: 10_000 };
    expect(sidecar.last('POST', '/api/ds/query')?.body).toEqual({
      // Rounded outwards, so that no point at an edge is lost.
      ...{ from: '1000', to: '2001' },
      queries: TARGETS.map((target) => ({ ...target, ...common })),
    });
  });

  /** As Grafana 12.4 answered (`/api/ds/query` on InfluxDB 1.6, `table`): columns, of which the tags are some. */
  it('answers in columns; each place is one row, by the names of its columns', async () => {
    sidecar.answer({
      'POST /api/ds/query': {
        results: {
          throughput: {
            frames: [
              {
                schema: { fields: [{ name: 'Time' }, { name: 'requests' }] },
                data: {
                  values: [
                    [0, 5000],
                    [12.5, null],
                  ],
                },
              },
            ],
          },
          counts: {
            frames: [
              {
                schema: { fields: [{ name: 'Time' }, { name: 'transaction' }, { name: 'count' }] },
                data: {
                  values: [
                    [0, 0],
                    ['Search', 'TX Buy'],
                    [200, 10],
                  ],
                },
              },
            ],
          },
        },
      },
    });
    expect(await ask()).toEqual({
      throughput: [
        { Time: 0, requests: 12.5 },
        { Time: 5000, requests: null },
      ],
      counts: [
        { Time: 0, transaction: 'Search', count: 200 },
        { Time: 0, transaction: 'TX Buy', count: 10 },
      ],
    });
  });

  it('may answer in one frame for each series, whose labels belong to all its rows', async () => {
    const frame = (transaction: string, count: number) => ({
      schema: { fields: [{ name: 'Time' }, { name: 'count', labels: { transaction } }] },
      data: { values: [[0], [count]] },
    });
    sidecar.answer({
      'POST /api/ds/query': { results: { counts: { frames: [frame('Search', 200), frame('TX Buy', 10)] } } },
    });
    const { counts, throughput } = await ask();
    expect(counts).toEqual([
      { Time: 0, transaction: 'Search', count: 200 },
      { Time: 0, transaction: 'TX Buy', count: 10 },
    ]);
    expect(throughput).toEqual([]);
  });

  it.each([
    ['nothing', {}],
    ['no frame', { results: { counts: { frames: [] } } }],
    ['a frame without values', { results: { counts: { frames: [{ schema: { fields: [{ name: 'Time' }] } }] } } }],
    ['a frame without a schema', { results: { counts: { frames: [{ data: { values: [[0], [1]] } }] } } }],
  ])('that answers %s has no figures, and nothing breaks', async (_, answer) => {
    sidecar.answer({ 'POST /api/ds/query': answer });
    const { counts = [] } = await ask();
    expect(counts.filter((row) => Object.keys(row).length > 0)).toEqual([]);
  });

  it('that fails says why in the words of the query that failed, else in Grafana’s', async () => {
    const failed = { results: { counts: { error: 'InfluxDB returned error: database not found: nowhere' } } };
    sidecar.answer({ 'POST /api/ds/query': new ProblemAnswer(400, failed) });
    await expect(ask()).rejects.toMatchObject({ detail: 'InfluxDB returned error: database not found: nowhere' });
    sidecar.answer({ 'POST /api/ds/query': new ProblemAnswer(500, { message: 'plugin unavailable' }) });
    const error: unknown = await ask().catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(DatasourceError);
    expect(error).toMatchObject({ detail: 'plugin unavailable' });
  });
});
