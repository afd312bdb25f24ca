import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

import type { InjectOptions } from 'fastify';
import { pino } from 'pino';

import type { Role } from '../contract/common.ts';
import { createSidecar, type Sidecar } from '../sidecar.ts';

export const KEY = 'a-key-of-the-tests-0123456789';
export const MIGRATIONS = fileURLToPath(new URL('../../migrations', import.meta.url));

/** A whole sidecar on a data directory of its own; it is not started, so nothing of the queue is worked on. */
export interface ApiUnderTest {
  sidecar: Sidecar;
  dataDirectory: string;
  /** Every line that was logged. */
  log: string[];
  /** Asks with the key, as Grafana's proxy does for a person of this role. */
  ask: (
    role: Role,
    method: InjectOptions['method'],
    url: string,
    payload?: InjectOptions['payload']
  ) => Promise<Answer>;
  close: () => Promise<void>;
}

export interface Answer {
  statusCode: number;
  headers: Record<string, unknown>;
  body: string;
  rawPayload: Buffer;
  /** As the test expects it to be. */
  json: <T = Record<string, unknown>>() => T;
}

export async function apiUnderTest(environment: NodeJS.ProcessEnv = {}): Promise<ApiUnderTest> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'perftest-api-'));
  const log: string[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      log.push(chunk.toString('utf8'));
      done();
    },
  });
  const sidecar = await createSidecar({
    config: {
      dataDirectory,
      host: '127.0.0.1',
      port: 0,
      sidecarKey: KEY,
      organisationId: 1,
      secretsKey: null,
      formerSecretsKey: null,
      forgetsLostSecrets: false,
      logLevel: 'trace',
    },
    environment,
    migrationsDirectory: MIGRATIONS,
    version: '0.0.0',
    log: pino({ level: 'trace' }, sink),
  });
  return {
    sidecar,
    dataDirectory,
    log,
    ask: (role, method, url, payload) =>
      sidecar.app.inject({ method, url, headers: headersOf({ OrgRole: role }), payload } as InjectOptions),
    close: async () => {
      await sidecar.stop();
      rmSync(dataDirectory, { recursive: true, force: true });
    },
  };
}

/** The headers of Grafana's proxy. Its context is UTF-8, which Node reads as latin1. */
export function headersOf(context: Record<string, unknown> = {}, more: Record<string, string> = {}) {
  const whole = { UserID: 7, OrgID: 1, OrgRole: 'Admin', Login: 'zoe', Name: 'Zoe', IsAnonymous: false, ...context };
  return {
    'x-sidecar-key': KEY,
    'x-grafana-context': Buffer.from(JSON.stringify(whole), 'utf8').toString('latin1'),
    ...more,
  };
}

/** A multipart body, its fields before the file as a browser's form sends them. */
export function multipart(fields: Record<string, string>, file?: { name: string; content: string | Buffer }) {
  const boundary = '----perftest';
  const parts = Object.entries(fields).map(([name, value]) =>
    Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
  );
  if (file !== undefined) {
    const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${file.name}"\r\ncontent-type: application/octet-stream\r\n\r\n`;
    parts.push(Buffer.from(head), Buffer.from(file.content), Buffer.from('\r\n'));
  }
  return {
    payload: Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]),
    headers: { ...headersOf(), 'content-type': `multipart/form-data; boundary=${boundary}` },
  };
}
