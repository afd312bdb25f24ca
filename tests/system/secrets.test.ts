import { readFileSync, renameSync } from 'node:fs';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Environment } from '../../backend-sidecar/src/contract/scenarios.ts';
import { header, pause, plan, request, threadGroup } from '../harness/plans.ts';
import { filesHolding, livingProcesses } from '../harness/processes.ts';
import { TestBed } from '../harness/test-bed.ts';

/** Nothing but these tests would write it; with characters that mean something in properties, shells and JSON. */
const SECRET = 'S3cret#of=the\\tests!: "über" $(id) 🔑';
/** What any encoding of it would hold. */
const RECOGNISABLE = 'S3cret#of=the';
const ESCAPED = 'S3cret#of\\=the';

let bed: TestBed;

beforeAll(async () => {
  bed = await TestBed.open();
});

afterAll(() => bed.close());

function traces(): string[] {
  const processes = livingProcesses().filter(({ commandLine }) => commandLine.includes(RECOGNISABLE));
  const files = [RECOGNISABLE, ESCAPED, 'S3cret'].flatMap((text) => filesHolding(bed.folder, text));
  return [...processes.map(({ pid }) => `process ${pid}`), ...files];
}

describe('a secret of an environment', () => {
  it('reaches JMeter, and stands in no command line, file, log or answer while the run lasts and after it', async () => {
    const environment = await bed.addEnvironment('secretive', { 'api.token': SECRET });
    const guarded = plan([
      threadGroup('users', [header('X-Token', '${__P(api.token,none)}'), pause(50), request('Ask', '/ok')]),
    ]);
    const scenario = await bed.addScenario({ plan: guarded, environmentId: environment.id, durationSeconds: 4 });
    const { id } = await bed.queue(scenario);
    await bed.untilLoaded(id);

    expect(bed.java()).toHaveLength(1);
    expect(traces()).toEqual([]);
    const run = await bed.untilEnded(id);

    expect(run).toMatchObject({ status: 'completed' });
    // JMeter writes headers as it has them, in UTF-8 or with "?" for what is not ASCII; Node reads latin1.
    const token = Buffer.from(String(bed.target.lastHeaders('/ok')?.['x-token']), 'latin1').toString('utf8');
    expect(asciiOf(token)).toBe(asciiOf(SECRET));
    expect(traces()).toEqual([]);
    const answers = await Promise.all([
      bed.api.get(`/environments/${environment.id}`),
      bed.api.get(`/tests/${id}`),
      bed.api.get(`/tests/${id}/log`),
      bed.api.get(`/tests/${id}/log?source=console`),
      bed.api.get('/audit'),
    ]);
    expect(JSON.stringify(answers)).not.toContain('S3cret');
    expect(answers[0]).toMatchObject({ secretNames: ['api.token'] });
  });

  it('cannot be opened without the key beside the database, and is used again when that is back', async () => {
    const { id } = await bed.addEnvironment('later', { word: SECRET });
    const key = `${bed.dataDirectory}/db/secrets.key`;
    await bed.stopSidecar();
    renameSync(key, `${key}.elsewhere`);
    await expect(bed.startSidecar()).rejects.toThrow('did not start');
    const log = readFileSync(`${bed.dataDirectory}/sidecar.log`, 'utf8');
    expect(log).toContain(`environment_secrets/${id}/word`);
    expect(log).not.toContain('S3cret');

    renameSync(`${key}.elsewhere`, key);
    await bed.startSidecar();
    expect(await bed.api.get<Environment>(`/environments/${id}`)).toMatchObject({ secretNames: ['word'] });
    const guarded = plan([
      threadGroup('users', [header('X-Word', '${__P(word,none)}'), pause(50), request('Ask', '/word')]),
    ]);
    const run = await bed.carryOut({ plan: guarded, environmentId: id, durationSeconds: 1 });
    expect(run.status).toBe('completed');
    const word = Buffer.from(String(bed.target.lastHeaders('/word')?.['x-word']), 'latin1').toString('utf8');
    expect(asciiOf(word)).toBe(asciiOf(SECRET));
  });
});

function asciiOf(text: string): string {
  return text.replace(/[^\x20-\x7e]+/g, '').replace(/\?+/g, '');
}
