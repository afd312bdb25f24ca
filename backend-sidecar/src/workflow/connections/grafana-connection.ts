import type { ConnectionCheck, ConnectionTest } from '../../contract/system.ts';
import { askHttp, type HttpAnswer } from './ask-http.ts';
import { clockCheck, connectionOf, fails, notSetUp, warns, works } from './connection-check.ts';

export interface GrafanaToTest {
  readonly url: string | null;
  readonly token: string | null;
  /** The organisation that this sidecar serves. */
  readonly organisationId: number;
  readonly nowMs: () => number;
}

const TIME_LIMIT_MS = 8_000;

/** What the token is used for; Grafana's role Editor gives all of them. */
const NEEDED_RIGHTS: Readonly<Record<string, string>> = {
  'annotations:create': 'mark runs on graphs',
  'annotations:write': 'complete and repair those marks',
  'annotations:delete': 'take them away with their run',
};

export async function testGrafana({ url, nowMs }: GrafanaToTest): Promise<ConnectionTest> {
  if (url === null) {
    return notSetUp('Grafana', 'No address is set: identities are believed because of the shared key, not verified.');
  }
  const [health, keys] = await Promise.all([ask(url, 'api/health'), ask(url, 'api/signing-keys/keys')]);
  if (health.kind === 'failed') {
    return connectionOf('Grafana', [fails('Address', `${url}: ${health.why}`)]);
  }
  return connectionOf('Grafana', [
    healthCheck(url, health),
    keysCheck(keys),
    ...clockCheck(health.headers.get('date'), nowMs()),
  ]);
}

/** Whether the service account's token is taken, is of the right organisation, and may what it is needed for. */
export async function testGrafanaToken({ url, token, organisationId }: GrafanaToTest): Promise<ConnectionTest> {
  const name = 'Grafana’s token';
  if (url === null || token === null) {
    return notSetUp(name, 'No token is set: runs are not annotated, and dashboards cannot be looked up.');
  }
  const [organisation, rights] = await Promise.all([
    ask(url, 'api/org', token),
    ask(url, 'api/access-control/user/permissions', token),
  ]);
  if (organisation.kind === 'failed') {
    return connectionOf(name, [fails('Token', `${url}: ${organisation.why}`)]);
  }
  if (organisation.status === 401) {
    return connectionOf(name, [fails('Token', 'Grafana does not know this token, or it has expired (401).')]);
  }
  return connectionOf(name, [organisationCheck(organisation, organisationId), ...rightsChecks(rights)]);
}

/** Whether Grafana has an image renderer; without one, pictures are drawn from the data of panels. */
export async function testGrafanaRenderer({ url, token }: GrafanaToTest): Promise<ConnectionTest> {
  const name = 'Grafana’s pictures';
  if (url === null || token === null) {
    return notSetUp(name, 'Without address and token no panels are captured.');
  }
  const settings = await askGrafana(url, 'api/frontend/settings', token);
  if (settings === null) {
    return connectionOf(name, [fails('Renderer', 'Grafana does not say whether it has an image renderer')]);
  }
  const { rendererAvailable, rendererVersion } = settings;
  return connectionOf(name, [
    rendererAvailable === true
      ? works(
          'Renderer',
          `Grafana’s image renderer ${typeof rendererVersion === 'string' ? rendererVersion : ''}`.trim()
        )
      : warns(
          'Renderer',
          'Grafana has no image renderer: charts are drawn from the data of panels where there are any'
        ),
  ]);
}

type Answered = Extract<HttpAnswer, { kind: 'answered' }>;

function healthCheck(url: string, { status, text }: Answered): ConnectionCheck {
  const { database, version } = fieldsOf(text);
  if (status >= 300 && status < 400) {
    return fails('Address', `${url} leads elsewhere (${status}): give the address that it leads to, path included`);
  }
  if (database === undefined) {
    return fails('Address', `what answers at ${url} is no Grafana (${status}); is a path missing?`);
  }
  return status === 200
    ? works('Address', typeof version === 'string' ? `Grafana ${version}` : 'Grafana answers')
    : fails('Address', `Grafana is not well: its database says “${String(database).slice(0, 100)}” (${status})`);
}

function keysCheck(answer: HttpAnswer): ConnectionCheck {
  const keys = answer.kind === 'answered' ? fieldsOf(answer.text).keys : undefined;
  return Array.isArray(keys) && keys.length > 0
    ? works('Identities', 'its signing keys can be read')
    : fails('Identities', 'its signing keys (api/signing-keys/keys) cannot be read: nobody could be verified');
}

function organisationCheck({ status, text }: Answered, wanted: number): ConnectionCheck {
  const { id } = fieldsOf(text);
  if (status === 403) {
    return warns('Organisation', 'the token may not read its organisation (403)');
  }
  return id === wanted
    ? works('Organisation', `the token is of organisation ${wanted}`)
    : fails('Organisation', `the token is of organisation ${String(id)}, this sidecar serves ${wanted}`);
}

function rightsChecks(answer: HttpAnswer): ConnectionCheck[] {
  const rights = answer.kind === 'answered' && answer.status === 200 ? fieldsOf(answer.text) : null;
  if (rights === null) {
    return [warns('Rights', 'Grafana does not say what the token may do')];
  }
  const missing = Object.entries(NEEDED_RIGHTS).filter(([right]) => !(right in rights));
  if (missing.length > 0) {
    const what = missing.map(([right, use]) => `${use} (${right})`).join(', ');
    return [fails('Rights', `may not ${what}; give the service account the role Editor`)];
  }
  // Grafana gives this right for dashboards and folders that are there: without any, nobody has it.
  const sees = 'dashboards:read' in rights ? ' and read dashboards' : '; it sees no dashboard yet';
  return [works('Rights', `may write annotations${sees}`)];
}

export async function askGrafana(url: string, path: string, token: string): Promise<Record<string, unknown> | null> {
  const answer = await ask(url, path, token);
  return answer.kind === 'answered' && answer.status === 200 ? fieldsOf(answer.text) : null;
}

function ask(url: string, path: string, token?: string): Promise<HttpAnswer> {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return askHttp({ url: new URL(path, url.endsWith('/') ? url : `${url}/`), headers, timeLimitMs: TIME_LIMIT_MS });
}

function fieldsOf(text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
