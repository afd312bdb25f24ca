import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Scenario } from '../../backend-sidecar/src/contract/scenarios.ts';
import { waitUntil } from '../browser/wait-until.ts';
import { LiveReader } from '../harness/live-reader.ts';
import { plainPlan } from '../harness/plans.ts';
import { takeOver } from '../harness/takeover.ts';
import { TestBed } from '../harness/test-bed.ts';

let bed: TestBed;
let scenario: Scenario;

beforeAll(async () => {
  bed = await TestBed.open();
  scenario = await bed.addScenario({ plan: plainPlan(), durationSeconds: 4, rampUpSeconds: 1 });
});

afterAll(() => bed.close());

/** The launcher of JMeter has been started a few milliseconds ago. */
async function justSpawned(runId: number): Promise<void> {
  await waitUntil({
    what: 'the launcher has noted its id',
    timeoutMs: 30_000,
    read: async () => bed.generatorFile(runId, 'process.pid') !== '',
    isDone: Boolean,
  });
}

describe('a sidecar that is killed and started again', () => {
  it('while it prepares the run: the run is carried out once', async () => {
    const { run, moment } = await takeOver({
      bed,
      scenario,
      moment: async (id) => {
        await bed.until(id, 'it was claimed', ({ status }) => status !== 'queued');
      },
      end: () => bed.killSidecar(),
    });
    expect(moment).not.toBe('after JMeter');
    expect(run.windowFromMs).not.toBeNull();
  });

  it('just after JMeter was spawned: it takes that JMeter over', async () => {
    const { moment } = await takeOver({ bed, scenario, moment: justSpawned, end: () => bed.killSidecar() });
    expect(moment).toBe('JMeter runs');
  });

  it('in the middle of the run: it takes that JMeter over, and shows all of it live again', async () => {
    let reader: LiveReader | undefined;
    // Long enough that a slow machine starts the sidecar again before it ends.
    const longer = await bed.addScenario({ plan: plainPlan(), durationSeconds: 9 });
    const { run, moment } = await takeOver({
      bed,
      scenario: longer,
      moment: (id) => bed.untilLoaded(id, 30),
      end: async () => {
        await bed.killSidecar();
        void readWhenBack().then((connected) => (reader = connected));
      },
    });
    expect(moment).toBe('JMeter runs');
    const [first] = (await reader?.until('there is a first event', ({ length }) => length > 0)) ?? [];
    expect(first?.event).toMatch(/snapshot|update/);
    await reader?.untilClosed();
    const slices = [...(reader?.timeline().values() ?? [])] as Array<{ count: number }>;
    expect(slices.reduce((sum, { count }) => sum + count, 0)).toBe(run.counts?.samples);
  });

  async function readWhenBack(): Promise<LiveReader | undefined> {
    const { lanes } = await waitUntil({
      what: 'the run is taken over',
      timeoutMs: 20_000,
      read: () => bed.lanes().catch(() => ({ lanes: [] })),
      isDone: (queue) => queue.lanes.some(({ running }) => running !== null),
    });
    const id = lanes.find(({ running }) => running !== null)?.running?.id;
    return id === undefined ? undefined : LiveReader.connect(bed, id);
  }

  it('when JMeter has ended in the meantime: it reads what is there', async () => {
    const { run } = await takeOver({
      bed,
      scenario,
      moment: (id) => bed.untilLoaded(id, 30),
      end: async () => {
        await bed.killSidecar();
        await waitUntil({
          what: 'JMeter ends',
          timeoutMs: 30_000,
          read: async () => bed.java().length,
          isDone: (n) => n === 0,
        });
      },
    });
    expect(run.exitCode).toBe(0);
  });
});

describe('a sidecar that is stopped and started again', () => {
  it('in the middle of the run: JMeter goes on and is taken over', async () => {
    const { moment } = await takeOver({
      bed,
      scenario,
      moment: (id) => bed.untilLoaded(id, 30),
      end: () => bed.stopSidecar(),
    });
    expect(moment).toBe('JMeter runs');
  });

  it('while an environment cools down and a run waits: both go on as they were', async () => {
    const slow = await bed.addScenario({ plan: plainPlan(), durationSeconds: 1, cooldownSeconds: 600 });
    const [first, waiting] = [await bed.queue(slow), await bed.queue(slow)];
    await bed.untilEnded(first.id);
    const before = await bed.lanes();
    await bed.killSidecar();
    await bed.startSidecar();
    const after = await bed.lanes();

    const laneOf = ({ lanes }: typeof before) =>
      lanes.find(({ environmentId }) => environmentId === slow.environmentId);
    expect(laneOf(after)).toMatchObject({ state: 'cooling down', cooldownEndsAtMs: laneOf(before)?.cooldownEndsAtMs });
    expect(laneOf(after)?.waiting.map(({ run }) => run.id)).toEqual([waiting.id]);
    await bed.api.post('/queue/skip-cooldown', { environmentId: slow.environmentId });
    expect(await bed.untilEnded(waiting.id)).toMatchObject({ status: 'completed' });
    await bed.api.post('/queue/skip-cooldown', { environmentId: slow.environmentId });
  });

  it('after a cancel: the run that stops goes on stopping, and what failed by the stop is counted apart', async () => {
    const long = await bed.addScenario({ plan: plainPlan(), durationSeconds: 600 });
    const { id } = await bed.queue(long);
    await bed.untilLoaded(id);
    await bed.api.post(`/tests/${id}/cancel`);
    await bed.killSidecar();
    await bed.startSidecar();

    const run = await bed.untilEnded(id);
    expect(run).toMatchObject({ status: 'cancelled', cancelledBy: 'tester' });
    expect(run.stopSentAtMs).not.toBeNull();
    expect(bed.java()).toEqual([]);
  });
});
