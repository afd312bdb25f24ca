import { setTimeout as wait } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Scenario } from '../../backend-sidecar/src/contract/scenarios.ts';
import { waitUntil } from '../browser/wait-until.ts';
import { plainPlan } from '../harness/plans.ts';
import { takeOver } from '../harness/takeover.ts';
import { TestBed } from '../harness/test-bed.ts';

const ROUNDS = Number(process.env.ROUNDS ?? 100);
/** From the claim of the run to behind its end, on a quiet machine. */
const LATEST_KILL_MS = 7_000;
const GOLDEN_RATIO = (1 + Math.sqrt(5)) / 2;

let bed: TestBed;
let scenario: Scenario;

beforeAll(async () => {
  bed = await TestBed.open();
  scenario = await bed.addScenario({ plan: plainPlan(), durationSeconds: 4, rampUpSeconds: 1 });
});

afterAll(() => bed.close());

/** JMeter has just ended: the sidecar collects and analyses. */
async function whenJMeterEnds(runId: number): Promise<void> {
  await bed.untilLoaded(runId);
  await waitUntil({
    what: 'JMeter has ended',
    timeoutMs: 60_000,
    read: async () => bed.generatorFile(runId, 'process.exit'),
    isDone: (text) => text !== '',
  });
}

/** Moments that are spread evenly over the whole run, and every fourth time the analysis. */
async function momentOf(round: number, runId: number): Promise<void> {
  if (round % 4 === 3) {
    await whenJMeterEnds(runId);
    // The result is read and stored within the next tenths of a second.
    await wait((round / 4) * 60);
    return;
  }
  await wait(((round * GOLDEN_RATIO) % 1) * LATEST_KILL_MS);
}

describe('a sidecar that is killed at any moment of a run', () => {
  const seen: string[] = [];

  it.each(Array.from({ length: ROUNDS }, (_, index) => ({ round: index + 1 })))(
    'takes the run over and loses nothing: round $round',
    async ({ round }) => {
      const { moment } = await takeOver({
        bed,
        scenario,
        moment: (id) => momentOf(round, id),
        end: () => bed.killSidecar(),
      });
      seen.push(moment);
    }
  );

  it('was killed at different moments', () => {
    expect(seen).toHaveLength(ROUNDS);
    console.log(seen.join(', '));
    expect(new Set(seen).size).toBeGreaterThan(1);
  });

  it('is killed again and again within one run', async () => {
    const long = await bed.addScenario({ plan: plainPlan(), durationSeconds: 25 });
    await takeOver({
      bed,
      scenario: long,
      moment: (id) => bed.untilLoaded(id),
      end: async () => {
        for (let times = 0; times < 4; times += 1) {
          await bed.killSidecar();
          await bed.startSidecar();
          await wait(times * 500);
        }
        await bed.killSidecar();
      },
    });
  });
});

describe('a JMeter that takes no command', () => {
  it('is killed at the end of the ladder, and the run keeps what it has measured', async () => {
    const { id } = await bed.queue(await bed.addScenario({ plan: plainPlan(), durationSeconds: 600 }));
    await bed.untilLoaded(id);
    const java = await bed.untilJavaRuns();
    process.kill(java, 'SIGSTOP');
    await bed.api.post(`/tests/${id}/cancel`);
    const run = await bed.untilEnded(id);

    expect(run).toMatchObject({ status: 'cancelled', error: null });
    expect(run.counts?.samples).toBeGreaterThan(0);
    expect(bed.java()).toEqual([]);
  });
});
