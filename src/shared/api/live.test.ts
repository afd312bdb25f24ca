import { makeSnapshot } from '../../test/factories';
import { followRun, type LiveEvent, type LiveState, reduceLive } from './live';

jest.mock('@grafana/runtime', () => ({ config: { appSubUrl: '/grafana' } }));

type Connection = { status: number; text: string };

/** Each call of fetch gets the next connection; a stream ends after its text. */
function follow(connections: Connection[]) {
  const events: LiveEvent[] = [];
  const urls: string[] = [];
  const waits: number[] = [];
  const controller = new AbortController();
  const fetchStream: typeof fetch = async (url) => {
    urls.push(String(url));
    const next = connections.shift();
    if (!next) {
      controller.abort();
      throw Object.assign(new Error('no more connections'), { name: 'AbortError' });
    }
    return makeResponse(next);
  };
  const done = followRun({
    runId: 42,
    signal: controller.signal,
    onEvent: (event) => events.push(event),
    fetchStream,
    wait: async (delayMs) => void waits.push(delayMs),
  });
  return { done, events, urls, waits };
}

function makeResponse({ status, text }: Connection): Response {
  const body = new ReadableStream<Uint8Array>({
    start(sink) {
      sink.enqueue(new TextEncoder().encode(text));
      sink.close();
    },
  });

  return { ok: status === 200, status, body, text: async () => text } as Response;
}

const SNAPSHOT = `event: snapshot\ndata: ${JSON.stringify(makeSnapshot())}\n\n`;
const END = 'event: end\ndata: {"runId":42,"status":"completed"}\n\n';

describe('following a run', () => {
  it('ends with the run and asks through the proxy below Grafana’s sub path', async () => {
    const { done, events, urls } = follow([{ status: 200, text: SNAPSHOT + END }]);
    await done;
    expect(events.map(({ kind }) => kind)).toEqual(['snapshot', 'end']);
    expect(urls).toEqual(['/grafana/api/plugin-proxy/perftest-automation-app/api/tests/42/live']);
  });

  it('connects again when a stream breaks off, and begins with a snapshot', async () => {
    const { done, events, waits } = follow([
      { status: 200, text: SNAPSHOT },
      { status: 200, text: SNAPSHOT + END },
    ]);
    await done;
    expect(events.map(({ kind }) => kind)).toEqual(['snapshot', 'lost', 'snapshot', 'end']);
    expect(waits).toEqual([500]);
  });

  it('survives a passing 401 while Grafana rotates the session', async () => {
    const { done, events } = follow([
      { status: 401, text: '{"message":"Unauthorized"}' },
      { status: 200, text: SNAPSHOT + END },
    ]);
    await done;
    expect(events.map(({ kind }) => kind)).toEqual(['lost', 'snapshot', 'end']);
  });

  it('waits longer after each failure, and briefly again after a success', async () => {
    const down = { status: 502, text: '' };
    const { done, waits } = follow([down, down, down, { status: 200, text: SNAPSHOT }, { status: 200, text: END }]);
    await done;
    expect(waits).toEqual([500, 1000, 2000, 500]);
  });

  it('gives up where the run is unknown, and says what the sidecar said', async () => {
    const problem = { code: 'NOT_FOUND', title: 'Not found', status: 404, hint: 'Look in the list.' };
    const { done, events } = follow([{ status: 404, text: JSON.stringify(problem) }]);
    await done;
    expect(events).toEqual([
      { kind: 'lost', error: expect.objectContaining({ code: 'NOT_FOUND' }), retryInMs: Infinity },
    ]);
  });
});

describe('the live state', () => {
  it('keeps the figures while the connection is lost and forgets the loss with the next snapshot', async () => {
    const { done, events } = follow([
      { status: 200, text: SNAPSHOT },
      { status: 200, text: SNAPSHOT + END },
    ]);
    await done;
    const states: LiveState[] = [];
    events.reduce((state, event) => {
      const next = reduceLive(state, event);
      states.push(next);
      return next;
    }, {});
    expect(states.map(({ snapshot, lost }) => [snapshot !== undefined, lost !== undefined])).toEqual([
      [true, false],
      [true, true],
      [true, false],
      [true, false],
    ]);
    expect(states.at(-1)?.ended?.status).toBe('completed');
  });
});
