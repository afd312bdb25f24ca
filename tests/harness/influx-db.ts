import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, openSync, closeSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { freePort } from '../../scripts/demo/pages-host.ts';

/** A person that this InfluxDB asks for; it then refuses everybody else. */
export interface InfluxDbAdmin {
  readonly username: string;
  readonly password: string;
}

export interface InfluxDbOptions {
  /** Where it keeps its data; started again on the same folder, it has them again. */
  readonly folder: string;
  /** 0 takes a free one. */
  readonly port?: number;
  readonly admin?: InfluxDbAdmin;
}

/** One row of an answer, by the names of its columns; tags of its series among them. */
export type InfluxRow = Readonly<Record<string, string | number | null>>;

const START_LIMIT_MS = 30_000;

/** Debian's InfluxDB 1.x as a process of its own, on a folder of its own. */
export class InfluxDb {
  private constructor(
    readonly url: string,
    readonly port: number,
    private readonly child: ChildProcess,
    private readonly admin: InfluxDbAdmin | undefined
  ) {}

  static async start({ folder, port: wanted = 0, admin }: InfluxDbOptions): Promise<InfluxDb> {
    mkdirSync(folder, { recursive: true });
    const port = await freePort(wanted);
    const config = join(folder, 'influxdb.conf');
    writeFileSync(config, configText({ folder, port, backupPort: await freePort(0), hasAuth: admin !== undefined }));
    const log = openSync(join(folder, 'influxd.log'), 'a');
    const child = spawn('influxd', ['run', '-config', config], { cwd: folder, stdio: ['ignore', log, log] });
    closeSync(log);
    const influx = new InfluxDb(`http://127.0.0.1:${port}`, port, child, admin);
    await influx.untilReady();
    if (admin !== undefined) {
      await influx.query(
        `CREATE USER "${admin.username}" WITH PASSWORD '${quoted(admin.password)}' WITH ALL PRIVILEGES`
      );
    }
    return influx;
  }

  /** Every row of every series. Throws what InfluxDB says is wrong. */
  async query(influxQl: string, database = ''): Promise<InfluxRow[]> {
    const answer = await fetch(`${this.url}/query?${new URLSearchParams({ db: database, epoch: 'ms' }).toString()}`, {
      method: 'POST',
      headers: this.headers(),
      body: new URLSearchParams({ q: influxQl }),
    });
    const { results = [], error } = (await answer.json()) as QueryAnswer;
    const problem = error ?? results.find((result) => result.error !== undefined)?.error;
    if (problem !== undefined) {
      throw new Error(problem);
    }
    return results.flatMap(({ series = [] }) => series).flatMap(rowsOf);
  }

  /** Lines of the line protocol. */
  async write(database: string, lines: string): Promise<void> {
    const headers = this.headers();
    const answer = await fetch(`${this.url}/write?db=${encodeURIComponent(database)}`, {
      method: 'POST',
      headers,
      body: lines,
    });
    if (!answer.ok) {
      throw new Error(await answer.text());
    }
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) {
      return;
    }
    const exited = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGTERM');
    await exited;
  }

  private headers(): Record<string, string> {
    const { admin } = this;
    return admin === undefined
      ? {}
      : { authorization: `Basic ${Buffer.from(`${admin.username}:${admin.password}`).toString('base64')}` };
  }

  private async untilReady(): Promise<void> {
    const deadlineMs = Date.now() + START_LIMIT_MS;
    while (Date.now() < deadlineMs && this.child.exitCode === null) {
      const answer = await fetch(`${this.url}/ping`).catch(() => undefined);
      if (answer?.status === 204) {
        return;
      }
      await wait(100);
    }
    throw new Error('InfluxDB did not start; see influxd.log in its folder');
  }
}

interface Series {
  tags?: Record<string, string>;
  columns: string[];
  values: Array<Array<string | number | null>>;
}

interface QueryAnswer {
  results?: Array<{ series?: Series[]; error?: string }>;
  error?: string;
}

function rowsOf({ tags = {}, columns, values }: Series): InfluxRow[] {
  return values.map((row) => ({
    ...tags,
    ...Object.fromEntries(columns.map((column, index) => [column, row[index] ?? null])),
  }));
}

function quoted(text: string): string {
  return text.replace(/[\\']/g, '\\$&');
}

function configText(config: { folder: string; port: number; backupPort: number; hasAuth: boolean }): string {
  const { folder, port, backupPort, hasAuth } = config;
  return `reporting-disabled = true
bind-address = "127.0.0.1:${backupPort}"
[meta]
dir = "${join(folder, 'meta')}"
[data]
dir = "${join(folder, 'data')}"
wal-dir = "${join(folder, 'wal')}"
[http]
bind-address = "127.0.0.1:${port}"
auth-enabled = ${hasAuth}
[monitor]
store-enabled = false
`;
}
