import { act, screen, waitFor, within } from '@testing-library/react';

import {
  makeKeptFailure,
  makeLiveRow,
  makeRun,
  makeRunningRun,
  makeSnapshot,
  makeTimeline,
  makeWaitingRun,
} from '../../test/factories';
import { ProblemAnswer } from '../../test/fake-sidecar';
import { datasources, sidecar, toasts } from '../../test/grafana-runtime';
import { makeDelivery, makeRunInfluxDb } from '../../test/influx-factories';
import { renderApp } from '../../test/render-app';

jest.mock('@grafana/runtime', () => jest.requireActual('../../test/grafana-runtime').runtime);

beforeEach(() => {
  sidecar.reset();
  toasts.length = 0;
  datasources.length = 0;
});

const RUNNING = makeRun({ ...makeRunningRun(), verdict: null, counts: null });

/** The live stream in the hands of the test. */
class LiveStream {
  private sink: ReadableStreamDefaultController<Uint8Array> | undefined;

  readonly fetch = async (_url: unknown, { signal }: { signal?: AbortSignal } = {}) => {
    const body = new ReadableStream<Uint8Array>({
      start: (sink) => {
        this.sink = sink;
        signal?.addEventListener('abort', () =>
          sink.error(Object.assign(new Error('aborted'), { name: 'AbortError' }))
        );
      },
    });
    return { ok: true, status: 200, body };
  };

  async send(name: string, data: unknown): Promise<void> {
    await waitFor(() => expect(this.sink).toBeDefined());
    await act(async () => {
      this.sink?.enqueue(new TextEncoder().encode(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`));
    });
  }
}

let stream: LiveStream;
beforeEach(() => {
  stream = new LiveStream();
  Object.assign(global, { fetch: stream.fetch });
});

function labelsInOrder(): Array<string | null> {
  const table = screen.getByRole('table', { name: 'Statistics per label, live' });
  return within(table)
    .getAllByRole('row')
    .slice(1)
    .map((row) => within(row).getAllByRole('button')[0]?.textContent ?? null);
}

describe('the live page', () => {
  it('shows progress, source, figures and the change against the baseline, and follows updates', async () => {
    sidecar.answer({ 'GET /api/tests/42': RUNNING });
    renderApp({ path: '/tests/42/live' });
    await stream.send('snapshot', makeSnapshot());

    expect(await screen.findByText('result file, exact · 2 s behind')).toBeInTheDocument();
    expect(screen.getByText(/steady/)).toBeInTheDocument();
    expect(screen.getByText(/18 m left/)).toBeInTheDocument();
    expect(screen.getAllByText('+31%').length).toBeGreaterThan(0);
    expect(labelsInOrder()).toEqual(['Total', 'Search', 'Pay']);

    const { timeline: _timeline, log: _log, ...fields } = makeSnapshot({ sequence: 2 });
    const rows = [makeLiveRow({ label: 'Log in' }), makeLiveRow({ label: 'Pay', p90Ms: 999 }), makeLiveRow()];
    await stream.send('update', { ...fields, rows, changedSlices: [], newLog: [] });
    expect(await screen.findByText('999')).toBeInTheDocument();
    expect(labelsInOrder()).toEqual(['Total', 'Search', 'Pay', 'Log in']);
  });

  it('keeps the order of a sort while figures change', async () => {
    sidecar.answer({ 'GET /api/tests/42': RUNNING });
    const { user } = renderApp({ path: '/tests/42/live' });
    await stream.send('snapshot', makeSnapshot());
    await user.click(await screen.findByRole('button', { name: /^Label/ }));
    expect(labelsInOrder()).toEqual(['Total', 'Pay', 'Search']);

    const { timeline: _timeline, log: _log, ...fields } = makeSnapshot({ sequence: 2 });
    const rows = [makeLiveRow({ label: 'Search' }), makeLiveRow({ label: 'Pay' }), makeLiveRow({ label: 'Add' })];
    await stream.send('update', { ...fields, rows, changedSlices: [], newLog: [] });
    await waitFor(() => expect(labelsInOrder()).toEqual(['Total', 'Pay', 'Search', 'Add']));
  });

  it('shows the charts of a label that was chosen, and keeps it in the address', async () => {
    sidecar.answer({ 'GET /api/tests/42': RUNNING, 'GET /api/tests/42/timeline': makeTimeline({ label: 'Pay' }) });
    const { user } = renderApp({ path: '/tests/42/live' });
    await stream.send('snapshot', makeSnapshot());
    await user.click(await screen.findByRole('button', { name: 'Pay' }));
    expect(await screen.findByText('Response time of Pay')).toBeInTheDocument();
    expect(screen.getByTestId('address')).toHaveTextContent('/tests/42/live?label=Pay&kind=sample');
    expect(sidecar.last('GET', '/api/tests/42/timeline')?.query.get('label')).toBe('Pay');
  });

  it.each([
    { failures: [], text: 'No failed request was kept yet.' },
    { failures: [makeKeptFailure({ label: 'Pay' })], text: '403 Forbidden' },
  ])('shows failed requests of the run that goes on beside its errors: $text', async ({ failures, text }) => {
    sidecar.answer({
      'GET /api/tests/42': RUNNING,
      'GET /api/tests/42/failures': { failures, keptPerLabel: 20, isComplete: true },
    });
    const { user } = renderApp({ path: '/tests/42/live' });
    await stream.send('snapshot', makeSnapshot());
    await user.click(await screen.findByRole('button', { name: /^Errors: 1 group/ }));
    expect(await screen.findByText(text)).toBeInTheDocument();
  });

  it('stops the run after a question', async () => {
    sidecar.answer({ 'GET /api/tests/42': RUNNING, 'POST /api/tests/42/cancel': RUNNING });
    const { user } = renderApp({ path: '/tests/42/live' });
    await user.click(await screen.findByRole('button', { name: 'Stop' }));
    await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Stop run' }));
    await waitFor(() => expect(sidecar.last('POST', '/api/tests/42/cancel')).toBeDefined());
  });

  it('keeps the figures and leads to the verdict when the run has ended', async () => {
    sidecar.answer({ 'GET /api/tests/42': RUNNING });
    renderApp({ path: '/tests/42/live' });
    await stream.send('snapshot', makeSnapshot());
    expect(await screen.findByText('result file, exact · 2 s behind')).toBeInTheDocument();
    sidecar.answer({ 'GET /api/tests/42': makeRun({ id: 42 }) });
    await stream.send('end', { runId: 42, status: 'completed' });
    expect(await screen.findByRole('link', { name: 'See what it found' })).toBeInTheDocument();
    expect(labelsInOrder()).toEqual(['Total', 'Search', 'Pay']);
  });

  it('says that a run which waits has no figures yet', async () => {
    sidecar.answer({ 'GET /api/tests/43': makeRun({ ...makeWaitingRun(), verdict: null, counts: null }) });
    renderApp({ path: '/tests/43/live' });
    expect(await screen.findByText('This run waits for its turn')).toBeInTheDocument();
  });
});

/** As Grafana 12.4 answers a query in format table. */
function dsAnswer(): unknown {
  const startsMs = [1_000, 6_000];
  const frame = (name: string, value: number) => ({
    schema: { fields: [{ name: 'Time' }, { name }] },
    data: { values: [startsMs, startsMs.map(() => value)] },
  });
  const values = { threads: ['active threads', 4], throughput: ['requests', 33.2], errors: ['errors', 0] } as const;
  const results = Object.entries(values).map(([refId, [name, value]]) => [refId, { frames: [frame(name, value)] }]);
  return { results: Object.fromEntries(results) };
}

describe('the live page of a run that writes into InfluxDB', () => {
  beforeEach(() => {
    datasources.push({ uid: 'influx', name: 'Load tests', jsonData: { dbName: 'load_tests' } });
    sidecar.answer({
      'GET /api/tests/42': RUNNING,
      'GET /api/tests/42/influxdb': makeRunInfluxDb(),
      'POST /api/ds/query': dsAnswer(),
    });
  });

  it('draws what Grafana’s datasource has, says so, and leads to Explore', async () => {
    const { user } = renderApp({ path: '/tests/42/live' });
    await stream.send('snapshot', makeSnapshot());
    expect(await screen.findByText(/^InfluxDB, sampled · /)).toBeInTheDocument();
    const asked = sidecar.last('POST', '/api/ds/query')?.body as { queries: Array<{ datasource: unknown }> };
    expect(asked.queries.map(({ datasource }) => datasource)).toEqual(
      Array(5).fill({ type: 'influxdb', uid: 'influx' })
    );
    const href = screen.getByRole('link', { name: 'Explore' }).getAttribute('href') ?? '';
    const { run } = JSON.parse(new URL(href, 'http://grafana').searchParams.get('panes') ?? '{}');
    expect([run.datasource, run.queries[0].query]).toEqual(['influx', expect.stringContaining(`"runId" = '42'`)]);

    await user.click(screen.getByRole('radio', { name: 'Result file' }));
    expect(screen.getAllByText('result file, exact · 2 s behind')).toHaveLength(2);
    expect(screen.queryByRole('link', { name: 'Explore' })).not.toBeInTheDocument();
    expect(screen.getByTestId('address')).toHaveTextContent('figures=file');
  });

  it('shows the exact charts and says why, when the datasource fails', async () => {
    sidecar.answer({
      'POST /api/ds/query': new ProblemAnswer(400, {
        results: { threads: { error: 'InfluxDB returned error: database not found: load_tests' } },
      }),
    });
    renderApp({ path: '/tests/42/live' });
    await stream.send('snapshot', makeSnapshot());
    expect(await screen.findByText('No figures from Grafana’s datasource “Load tests”')).toBeInTheDocument();
    expect(screen.getByText(/database not found: load_tests\..*exact/)).toBeInTheDocument();
    expect(screen.getByRole('figure', { name: 'Throughput' })).toBeInTheDocument();
    expect(screen.queryByText(/^InfluxDB, sampled/)).not.toBeInTheDocument();
  });

  it('shows a chosen label’s exact charts, when the datasource fails', async () => {
    sidecar.answer({
      'POST /api/ds/query': new ProblemAnswer(500, { message: 'plugin unavailable' }),
      'GET /api/tests/42/timeline': makeTimeline({ label: 'Pay' }),
    });
    renderApp({ path: '/tests/42/live?label=Pay&kind=sample' });
    await stream.send('snapshot', makeSnapshot());
    expect(await screen.findByText(/plugin unavailable/)).toBeInTheDocument();
    expect(await screen.findByText('Throughput of Pay')).toBeInTheDocument();
  });

  it('shows the exact charts and says why, when the listener does not deliver', async () => {
    const delivery = makeDelivery({ state: 'refused', detail: 'There is no database “load_tests”.' });
    sidecar.answer({ 'GET /api/tests/42/influxdb': makeRunInfluxDb({ delivery }) });
    renderApp({ path: '/tests/42/live' });
    await stream.send('snapshot', makeSnapshot());
    expect(await screen.findByText('No live figures from InfluxDB')).toBeInTheDocument();
    expect(screen.getByText(/There is no database “load_tests”\..*exact; nothing is lost/)).toBeInTheDocument();
    expect(screen.queryByText(/^InfluxDB, sampled/)).not.toBeInTheDocument();
    expect(screen.queryByRole('radio', { name: 'InfluxDB' })).not.toBeInTheDocument();
  });
});
