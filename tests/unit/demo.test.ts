import { readFileSync } from 'node:fs';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { readInventory } from '../../backend-sidecar/src/scripts/read-inventory.ts';
import { prepareCopy } from '../../backend-sidecar/src/scripts/prepare-copy.ts';
import { DEMO_DIFFERENCES, startDemoTarget, type DemoTarget } from '../../scripts/demo/target.mjs';

function script(name: string): string {
  return readFileSync(new URL(`../../scripts/demo/jmeter-scripts/${name}`, import.meta.url), 'utf8');
}

/** As they are asked for by the demo's scenarios. */
const RUN = {
  load: { userCount: 4, durationSeconds: 20, rampUpSeconds: 2 },
  isSmoke: false,
  properties: {},
  placeholders: {},
  secretNames: [],
  keepFailuresIn: null,
};

describe('the demo’s scripts', () => {
  it.each([
    ['prod-rev-trans.jmx', ['prod', 'rev', 'trans']],
    ['uid.jmx', ['uid']],
  ])('%s lets a run set users, ramp-up, duration, host, port and release of every group', (name, groups) => {
    const plan = readInventory(script(name));
    const main = plan.threadGroups.filter(({ kind }) => kind === 'ThreadGroup');
    expect(main.map((group) => group.name)).toEqual(groups);
    expect(new Set(plan.properties.map((property) => property.name))).toEqual(
      new Set(['threads', 'rampup', 'duration', 'host', 'port', 'version'])
    );
    expect(prepareCopy({ ...RUN, xml: script(name) })).toMatchObject({
      warnings: [],
      setUpGroups: ['setUp Thread Group'],
    });
  });

  it('have one transaction in parent mode and one listener with a file, for the copy to switch off', () => {
    const xml = script('prod-rev-trans.jmx');
    const { edits } = prepareCopy({ ...RUN, load: null, xml, enabledThreadGroups: ['trans'] });
    expect(edits.map(({ what, element }) => `${what}: ${element}`)).toEqual([
      'thread group switched off: prod',
      'thread group switched off: rev',
      'parent mode switched off: Make a transfer',
      'listener with a file switched off: Summary Report',
    ]);
  });

  it('have the labels in which the releases differ', () => {
    const scripts = script('prod-rev-trans.jmx') + script('uid.jmx');
    expect(DEMO_DIFFERENCES).toHaveLength(2);
    for (const { label, transaction, path } of DEMO_DIFFERENCES) {
      expect(scripts).toContain(`testname="${label}"`);
      expect(scripts).toContain(`testname="${transaction}"`);
      expect(scripts).toContain(`>${path}<`);
    }
  });
});

describe('the demo’s target', () => {
  let target: DemoTarget;

  beforeAll(async () => {
    target = await startDemoTarget();
  });

  afterAll(() => target.close());

  async function ask(path: string, options: { version?: string; method?: string } = {}) {
    const { version, method = 'GET' } = options;
    const headers: Record<string, string> = version === undefined ? {} : { 'X-Demo-Version': version };
    const started = performance.now();
    const response = await fetch(target.url + path, { method, headers });
    const text = await response.text();
    return { status: response.status, text, elapsedMs: performance.now() - started };
  }

  async function askMany(path: string, options: { version: string; method?: string }) {
    return Promise.all(Array.from({ length: 100 }, () => ask(path, options)));
  }

  it('answers its health check, refuses unknown paths and wrong methods', async () => {
    expect(await ask('/health')).toMatchObject({ status: 200, text: expect.stringContaining('"status":"ok"') });
    expect((await ask('/nope')).status).toBe(404);
    expect((await ask('/trans/transfer')).status).toBe(405);
  });

  it('fails eight of a hundred lookups in 14.2.3, and none in another release', async () => {
    const failed = async (version: string) =>
      (await askMany('/uid/lookup', { version })).filter(({ status }) => status === 500).length;
    expect(await failed('14.2.2')).toBe(0);
    expect(await failed('14.2.1')).toBe(0);
    const errors = await failed('14.2.3');
    expect(errors).toBeGreaterThanOrEqual(7);
    expect(errors).toBeLessThanOrEqual(9);
  });

  it('takes its time for a transfer in 14.2.3: never less than 90 ms × 1.6 × 0.85', async () => {
    const slower = await askMany('/trans/transfer', { version: '14.2.3', method: 'POST' });
    // Timers may fire up to a millisecond early against the wall clock.
    expect(Math.min(...slower.map(({ elapsedMs }) => elapsedMs))).toBeGreaterThan(90 * 1.6 * 0.85 - 2);
  });
});
