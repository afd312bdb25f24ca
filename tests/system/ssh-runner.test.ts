import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Generator } from '../../backend-sidecar/src/contract/generators.ts';
import type { ConnectionTest } from '../../backend-sidecar/src/contract/system.ts';
import { mixedPlan } from '../harness/plans.ts';
import { fileFacts, statisticsDifferences } from '../harness/run-proofs.ts';
import { SshServer } from '../harness/ssh-server.ts';
import { TestBed } from '../harness/test-bed.ts';

let bed: TestBed;
let server: SshServer;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ssh-'));
  server = await SshServer.start(join(folder, 'sshd'));
  bed = await TestBed.open();
});

afterAll(async () => {
  await bed.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('a generator that is reached by SSH', () => {
  it('makes the load', async () => {
    const generator = await bed.api.post<Generator>('/generators', {
      name: 'far',
      ssh: {
        ...{ host: '127.0.0.1', port: server.port, username: server.username, privateKeyPath: null, usesAgent: false },
        ...{ jump: null, workDirectory: join(folder, 'work'), jmeterHome: process.env.JMETER_HOME, javaPath: null },
        ...{ jvmArguments: '', minimumFreeMb: 100, removesFiles: true },
      },
      secrets: { privateKey: server.key('user_key') },
    });
    console.log(generator);
    const test = await bed.api.post<ConnectionTest>('/generators/far/test', {});
    console.log(JSON.stringify(test, null, 1));
    const environment = await bed.api.post<{ id: number }>('/environments', {
      name: 'far away',
      generator: 'far',
      properties: { port: String(bed.target.port) },
      secrets: { hush: 'p4ss' },
    });
    const run = await bed.carryOut({ plan: mixedPlan(), environmentId: environment.id });
    console.log(JSON.stringify(run.stages), run.error, run.warnings, run.runnerType);
    console.log(readdirSync(bed.runDirectory(run.id)), readdirSync(join(folder, 'work', 'runs')));
    expect(run).toMatchObject({ status: 'completed', exitCode: 0, error: null, jmeterVersion: '5.6.3' });
    const { lines } = await fileFacts(bed, run.id);
    console.log(lines.length);
    expect(await statisticsDifferences(bed, run)).toEqual([]);
  });
});
