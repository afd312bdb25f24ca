import { placeName, writeAddress } from '../../scripts/influx-place.ts';
import type { InfluxClient, RunPoints } from './influx-client.ts';
import { faulty, postToInflux, saidBy, type InfluxResponse } from './influx-http.ts';
import type { InfluxAnswer, InfluxTarget } from './influx-target.ts';

const ASK_LIMIT_MS = 5_000;
const WRITE_LIMIT_MS = 30_000;
const REMOVE_LIMIT_MS = 60_000;

type DatabaseTarget = Extract<InfluxTarget, { kind: 'database' }>;

/** InfluxDB 1.x: `/write` and `/query` with InfluxQL. */
export class DatabaseClient implements InfluxClient {
  constructor(private readonly target: DatabaseTarget) {}

  /** An empty write: database, user and right are checked before the lines are (1.6 and 1.8). */
  checkWriting(signal: AbortSignal): Promise<InfluxAnswer<null>> {
    return this.send('', ASK_LIMIT_MS, signal);
  }

  write(lines: string, signal: AbortSignal): Promise<InfluxAnswer<null>> {
    return this.send(lines, WRITE_LIMIT_MS, signal);
  }

  async newestPointMs({ measurement, runId }: RunPoints, signal: AbortSignal): Promise<InfluxAnswer<number | null>> {
    const where = `"runId" = ${textOf(runId)} AND "transaction" = 'internal'`;
    const answer = await this.query(`SELECT last("maxAT") FROM ${nameOf(measurement)} WHERE ${where}`, signal);
    return answer.kind === 'fault' ? answer : { kind: 'done', value: firstTimeMs(answer.value) };
  }

  async remove({ measurement, runId }: RunPoints, signal: AbortSignal): Promise<InfluxAnswer<null>> {
    const statement = `DELETE FROM ${nameOf(measurement)} WHERE "runId" = ${textOf(runId)}`;
    const answer = await this.query(statement, signal, REMOVE_LIMIT_MS);
    return answer.kind === 'fault' ? answer : { kind: 'done', value: null };
  }

  private async send(lines: string, timeLimitMs: number, signal: AbortSignal): Promise<InfluxAnswer<null>> {
    const request = {
      url: writeAddress(this.target),
      body: lines,
      contentType: 'text/plain; charset=utf-8',
      timeLimitMs,
    };
    const answer = await postToInflux(request, this.target.credentials, signal);
    return answer.kind === 'fault' ? answer : (this.refusalOf(answer.value) ?? { kind: 'done', value: null });
  }

  private async query(
    influxQl: string,
    signal: AbortSignal,
    timeLimitMs = ASK_LIMIT_MS
  ): Promise<InfluxAnswer<Result>> {
    const { target } = this;
    const url = new URL(writeAddress(target).pathname.replace(/write$/, 'query'), target.url);
    const body = new URLSearchParams({ db: target.database, epoch: 'ms', q: influxQl }).toString();
    const request = { url, body, contentType: 'application/x-www-form-urlencoded', timeLimitMs };
    const answer = await postToInflux(request, target.credentials, signal);
    if (answer.kind === 'fault') {
      return answer;
    }
    return this.refusalOf(answer.value) ?? this.resultOf(answer.value);
  }

  private refusalOf(response: InfluxResponse) {
    const { status } = response;
    const said = saidBy(response);
    const { host } = new URL(this.target.url);
    if (status >= 200 && status < 300) {
      return undefined;
    }
    if (status === 401) {
      return faulty('credentials', `InfluxDB at ${host} refuses user and password: ${said}.`);
    }
    if (status === 403) {
      return faulty('credentials', `The user may not do that in the ${placeName(this.target)}: ${said}.`);
    }
    if (status === 404) {
      return faulty('missing', `There is no ${placeName(this.target)}: ${said}.`);
    }
    return faulty('refused', `InfluxDB at ${host} refused: ${said}.`);
  }

  /** A query that goes wrong is answered with 200 and an error in it. */
  private resultOf(response: InfluxResponse): InfluxAnswer<Result> {
    const result = parse(response.text);
    if (result === undefined) {
      return faulty('refused', `What answers at ${new URL(this.target.url).host} is no InfluxDB.`);
    }
    if (typeof result.error === 'string') {
      const isMissing = result.error.startsWith('database not found');
      const why = `“${result.error.slice(0, 200)}”`;
      return isMissing
        ? faulty('missing', `There is no ${placeName(this.target)}: ${why}.`)
        : faulty('refused', `InfluxDB at ${new URL(this.target.url).host} refused: ${why}.`);
    }
    return { kind: 'done', value: result };
  }
}

interface Result {
  readonly error?: unknown;
  readonly series?: unknown;
}

function parse(text: string): Result | undefined {
  try {
    const { results } = JSON.parse(text) as { results?: unknown };
    const [first] = Array.isArray(results) ? (results as unknown[]) : [];
    return typeof first === 'object' && first !== null ? first : undefined;
  } catch {
    return undefined;
  }
}

function firstTimeMs({ series }: Result): number | null {
  const [first] = Array.isArray(series) ? (series as Array<{ values?: unknown }>) : [];
  const [row] = Array.isArray(first?.values) ? (first.values as unknown[][]) : [];
  const time = Array.isArray(row) ? row[0] : undefined;
  return typeof time === 'number' ? time : null;
}

function nameOf(identifier: string): string {
  return `"${identifier.replace(/[\\"]/g, '\\$&')}"`;
}

function textOf(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
