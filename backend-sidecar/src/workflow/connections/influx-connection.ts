import type { ConnectionCheck, ConnectionTest } from '../../contract/system.ts';
import { influxClient } from '../../integrations/influxdb/influx-client.ts';
import type { InfluxAnswer, InfluxTarget } from '../../integrations/influxdb/influx-target.ts';
import { askHttp } from './ask-http.ts';
import type { InfluxChoice } from '../influxdb/influx-targets.ts';
import { clockCheck, connectionOf, fails, notSetUp, works } from './connection-check.ts';

const NAME = 'InfluxDB';
const TIME_LIMIT_MS = 8_000;
/** Nothing was ever written for it: it is asked only to see whether asking is allowed. */
const NO_RUN = { measurement: 'jmeter', runId: 'connection test' };

export async function testInflux(choice: InfluxChoice, nowMs: () => number): Promise<ConnectionTest> {
  switch (choice.kind) {
    case 'none':
      return notSetUp(NAME, choice.why);
    case 'faulty':
      return connectionOf(NAME, [fails('Settings', choice.why)]);
    case 'chosen':
      return connectionOf(NAME, await checksOf(choice.target, nowMs));
  }
}

async function checksOf(target: InfluxTarget, nowMs: () => number): Promise<ConnectionCheck[]> {
  const address = new URL(target.url);
  const ping = await askHttp({ url: new URL('ping', slashed(address)), timeLimitMs: TIME_LIMIT_MS });
  if (ping.kind === 'failed') {
    return [fails('Address', `${address.host}: ${ping.why}`)];
  }
  const version = ping.headers.get('x-influxdb-version');
  if (version === null) {
    return [fails('Address', `what answers at ${address.host} is no InfluxDB (${ping.status})`)];
  }
  const client = influxClient(target);
  const signal = AbortSignal.timeout(TIME_LIMIT_MS);
  const [writing, reading] = await Promise.all([
    attempted(client.checkWriting(signal)),
    attempted(client.newestPointMs(NO_RUN, signal)),
  ]);
  const place = target.kind === 'database' ? `the database “${target.database}”` : `the bucket “${target.bucket}”`;
  return [
    works('Address', `InfluxDB ${version.replace(/^v/, '')}`),
    checkOf('Write', writing, `may write into ${place}`),
    checkOf('Read', reading, `may read from ${place}`),
    ...clockCheck(ping.headers.get('date'), nowMs()),
  ];
}

function checkOf(name: string, answer: InfluxAnswer<unknown>, done: string): ConnectionCheck {
  return answer.kind === 'done' ? works(name, done) : fails(name, answer.fault.why);
}

/** Its clients throw when they are broken off. */
async function attempted<T>(asked: Promise<InfluxAnswer<T>>): Promise<InfluxAnswer<T>> {
  return asked.catch(() => ({
    kind: 'fault',
    fault: { kind: 'unreachable', why: `it did not answer within ${TIME_LIMIT_MS / 1000} s` },
  }));
}

function slashed(address: URL): URL {
  return new URL(address.href.endsWith('/') ? address.href : `${address.href}/`);
}
