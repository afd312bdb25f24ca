import { placeName, writeAddress } from '../../scripts/influx-place.ts';
import type { InfluxClient, RunPoints } from './influx-client.ts';
import { faulty, postToInflux, saidBy, type InfluxResponse } from './influx-http.ts';
import type { InfluxAnswer, InfluxTarget } from './influx-target.ts';

const ASK_LIMIT_MS = 5_000;
const WRITE_LIMIT_MS = 30_000;
const REMOVE_LIMIT_MS = 60_000;
/** As the handler of InfluxDB 2 says it to a body without a point, once token and bucket are found to be right. */
const NOTHING_WRITTEN = 'writing requires points';

type BucketTarget = Extract<InfluxTarget, { kind: 'bucket' }>;

/** InfluxDB 2: `/api/v2/write`, `/api/v2/query` with Flux, `/api/v2/delete`. */
export class BucketClient implements InfluxClient {
  constructor(private readonly target: BucketTarget) {}

  async checkWriting(signal: AbortSignal): Promise<InfluxAnswer<null>> {
    const answer = await this.send('', ASK_LIMIT_MS, signal);
    return answer.kind === 'fault' && answer.fault.why.includes(NOTHING_WRITTEN)
      ? { kind: 'done', value: null }
      : answer;
  }

  write(lines: string, signal: AbortSignal): Promise<InfluxAnswer<null>> {
    return this.send(lines, WRITE_LIMIT_MS, signal);
  }

  async newestPointMs({ measurement, runId }: RunPoints, signal: AbortSignal): Promise<InfluxAnswer<number | null>> {
    const flux = [
      `from(bucket: ${fluxText(this.target.bucket)})`,
      '|> range(start: 0)',
      `|> filter(fn: (r) => r._measurement == ${fluxText(measurement)} and r._field == "maxAT")`,
      `|> filter(fn: (r) => r.runId == ${fluxText(runId)} and r.transaction == "internal")`,
      '|> group()',
      '|> sort(columns: ["_time"])',
      '|> last()',
      '|> keep(columns: ["_time"])',
    ].join('\n  ');
    const request = { body: flux, contentType: 'application/vnd.flux', accept: 'application/csv' };
    const answer = await this.post('query', { ...request, timeLimitMs: ASK_LIMIT_MS }, signal);
    return answer.kind === 'fault' ? answer : { kind: 'done', value: timeInCsv(answer.value.text) };
  }

  async remove({ measurement, runId }: RunPoints, signal: AbortSignal): Promise<InfluxAnswer<null>> {
    const body = JSON.stringify({
      start: '1970-01-01T00:00:00Z',
      stop: '2100-01-01T00:00:00Z',
      predicate: `_measurement=${JSON.stringify(measurement)} AND runId=${JSON.stringify(runId)}`,
    });
    const request = { body, contentType: 'application/json', timeLimitMs: REMOVE_LIMIT_MS };
    const answer = await this.post('delete', request, signal);
    return answer.kind === 'fault' ? answer : { kind: 'done', value: null };
  }

  private async send(lines: string, timeLimitMs: number, signal: AbortSignal): Promise<InfluxAnswer<null>> {
    const request = { body: lines, contentType: 'text/plain; charset=utf-8', timeLimitMs };
    const answer = await this.post('write', request, signal);
    return answer.kind === 'fault' ? answer : { kind: 'done', value: null };
  }

  private async post(
    path: 'write' | 'query' | 'delete',
    request: { body: string; contentType: string; accept?: string; timeLimitMs: number },
    signal: AbortSignal
  ): Promise<InfluxAnswer<InfluxResponse>> {
    const { target } = this;
    const url = writeAddress(target);
    url.pathname = url.pathname.replace(/write$/, path);
    if (path === 'query') {
      url.searchParams.delete('bucket');
    }
    const answer = await postToInflux({ ...request, url }, target.credentials, signal);
    return answer.kind === 'fault' ? answer : (this.refusalOf(answer.value) ?? answer);
  }

  private refusalOf(response: InfluxResponse) {
    const { status } = response;
    const said = saidBy(response);
    const { host } = new URL(this.target.url);
    if (status >= 200 && status < 300) {
      return undefined;
    }
    if (status === 401 || status === 403) {
      return faulty('credentials', `InfluxDB at ${host} refuses the token: ${said}.`);
    }
    if (status === 404) {
      return faulty('missing', `There is no ${placeName(this.target)}: ${said}.`);
    }
    return faulty('refused', `InfluxDB at ${host} refused: ${said}.`);
  }
}

/** The last time in an annotated CSV of one column: `,result,table,_time`. */
function timeInCsv(csv: string): number | null {
  const times = [...csv.matchAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g)].map(([text]) => Date.parse(text));
  return times.at(-1) ?? null;
}

function fluxText(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&').replaceAll('${', '\\${')}"`;
}
