import type { ConnectionCheck, ConnectionTest } from '../../contract/system.ts';
import { confluenceClient, type ConfluenceClient } from '../../integrations/confluence/confluence-client.ts';
import type { ConfluenceTarget } from '../../integrations/confluence/confluence-http.ts';
import { connectionOf, fails, notSetUp, warns, works } from './connection-check.ts';

export interface ConfluenceToTest {
  readonly target: ConfluenceTarget | { readonly why: string };
  /** Whether anything of it is set. */
  readonly isWanted: boolean;
  readonly spaceKey: string | null;
  readonly parentPageId: string | null;
}

const NAME = 'Confluence';
const TIME_LIMIT_MS = 20_000;

/** Token, space and parent page; that pages may be written shows when one is. */
export async function testConfluence(wanted: ConfluenceToTest): Promise<ConnectionTest> {
  const { target, isWanted } = wanted;
  if ('why' in target) {
    return isWanted
      ? connectionOf(NAME, [fails('Settings', target.why)])
      : notSetUp(NAME, 'No address is set: reports are not published.');
  }
  const signal = AbortSignal.timeout(TIME_LIMIT_MS);
  try {
    return connectionOf(NAME, await checksOf(confluenceClient(target), { ...wanted, target }, signal));
  } catch (error) {
    if (!signal.aborted) {
      throw error;
    }
    return connectionOf(NAME, [fails('Address', `it did not answer within ${TIME_LIMIT_MS / 1000} s`)]);
  }
}

async function checksOf(
  client: ConfluenceClient,
  { target, spaceKey, parentPageId }: ConfluenceToTest & { target: ConfluenceTarget },
  signal: AbortSignal
): Promise<ConnectionCheck[]> {
  const who = await client.whoAmI(signal);
  if (who.kind === 'fault') {
    return [fails('Token', who.fault.why)];
  }
  if (who.value === null) {
    return [fails('Token', 'Confluence answers, but takes the sidecar for nobody: it does not know this token')];
  }
  const kind = target.kind === 'cloud' ? 'Confluence Cloud' : 'Confluence Data Center';
  const token = works('Token', `${kind}, signed in as ${who.value}`);
  return [token, await spaceCheck(client, spaceKey, signal), ...(await parentCheck(client, parentPageId, signal))];
}

async function spaceCheck(client: ConfluenceClient, key: string | null, signal: AbortSignal) {
  if (key === null) {
    return warns('Space', 'none is set: it must be chosen each time a report is published');
  }
  const space = await client.findSpace(key, signal);
  if (space.kind === 'fault') {
    return fails('Space', space.fault.why);
  }
  return space.value === null
    ? fails('Space', `there is no space ${key}, or the account of the token may not see it`)
    : works('Space', `“${space.value.name}” (${space.value.key})`);
}

async function parentCheck(client: ConfluenceClient, id: string | null, signal: AbortSignal) {
  if (id === null) {
    return [];
  }
  const page = await client.page(id, signal);
  if (page.kind === 'fault') {
    return [fails('Parent page', page.fault.why)];
  }
  return page.value === null
    ? [fails('Parent page', `there is no page ${id}, or the account of the token may not see it`)]
    : [works('Parent page', `“${page.value.title}”`)];
}
