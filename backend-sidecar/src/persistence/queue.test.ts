import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';

import { SecretBox } from '../kernel/secret-box.ts';
import { BatchStore } from './batch-store.ts';
import { openDatabase } from './database.ts';
import { EnvironmentStore } from './environment-store.ts';
import { HoldStore } from './hold-store.ts';
import { LaneStore } from './lane-store.ts';
import { RunStore, type NewRun } from './run-store.ts';
import { ScenarioStore } from './scenario-store.ts';
import { ScriptStore } from './script-store.ts';
import { TestTypeStore } from './test-type-store.ts';
import { VersionStore } from './version-store.ts';

const MIGRATIONS = new URL('../../migrations', import.meta.url).pathname;
const PAUSE = { by: 'zoe', sinceMs: 1 };
const HOLD = { reason: 'version mismatch', question: 'Go on?', runId: 1, sinceMs: 1 } as const;

/** Two lanes, a and b, that are fed by different generators. */
function open() {
  const { db } = openDatabase({ path: ':memory:', migrationsDirectory: MIGRATIONS, nowMs: 0 });
  const runs = new RunStore(db);
  const environments = new EnvironmentStore(db, new SecretBox(Buffer.alloc(32, 1)));
  new TestTypeStore(db).addDefaults();
  const version = new VersionStore(db).create({ version: '1.0' });
  const [a, b] = ['a', 'b'].map((name) => environments.create({ name }).id) as [number, number];
  const script = new ScriptStore(db).create(
    { name: 's', description: '', scenarioId: null },
    {
      ...{ directory: 'x', fileName: 'a.jmx', sizeBytes: 1, checksumSha256: '', files: [], threadGroups: [] },
      ...{ uploadedBy: 'x', uploadedAtMs: 0 },
    }
  );
  const scenario = new ScenarioStore(db).create({
    ...{ name: 'prod', displayName: 'prod', description: '', testType: 'standalone', scriptId: script.id, loads: [] },
    ...{ environmentId: a, enabledThreadGroups: null, cooldownSeconds: 0, minimumSamples: 0, properties: {} },
    ...{ slos: [], keyLabels: null, isActive: true },
  });
  const newRun = (lane: number, more: Partial<NewRun> = {}): NewRun => ({
    ...{ scenarioId: scenario.id, testTypeId: 1, versionId: version.id, environmentId: lane, scriptId: script.id },
    ...{ revisionId: script.revisionId, runnerType: 'local', generator: `host ${lane}`, userCount: 1 },
    ...{ durationSeconds: 10, rampUpSeconds: 0, cooldownSeconds: 0, properties: {}, warnings: [], createdBy: 'x' },
    ...{ status: 'queued', queuedAtMs: 1, queuePosition: runs.nextQueuePosition() },
    ...more,
  });
  const add = (lane: number, more: Partial<NewRun> = {}) => runs.create(newRun(lane, more)).id;
  return {
    runs,
    lanes: new LaneStore(db),
    holds: new HoldStore(db, runs),
    batches: new BatchStore(db),
    versionId: version.id,
    a,
    b,
    add,
    newRun,
  };
}

let queue: ReturnType<typeof open>;
beforeEach(() => (queue = open()));

const waitingIds = () => queue.runs.waiting().map(({ id }) => id);
const claim = () => queue.runs.claimNext(1000)?.id;

describe('what keeps a run from starting', () => {
  it('is the pause of its lane, and that alone', () => {
    const { lanes, a, b, add } = queue;
    const [first, other] = [add(a), add(b)];
    lanes.setPause(a, PAUSE);
    expect([claim(), claim()]).toEqual([other, undefined]);
    lanes.setPause(a, null);
    expect(claim()).toBe(first);
  });

  it('is the pause of the whole queue', () => {
    const { lanes, a, add } = queue;
    const run = add(a);
    lanes.setQueuePause(PAUSE);
    expect(claim()).toBeUndefined();
    expect(lanes.queuePause()).toEqual(PAUSE);
    lanes.setQueuePause(null);
    expect(claim()).toBe(run);
  });

  it('is what holds its lane', () => {
    const { holds, a, b, add } = queue;
    add(a);
    const other = add(b);
    holds.hold(a, HOLD);
    expect([claim(), claim()]).toEqual([other, undefined]);
  });

  it('is a smoke run of its batch that has not passed yet; the smoke run itself goes', () => {
    const { batches, versionId, runs, a, b, newRun } = queue;
    const batch = { name: 'x', versionId, findings: [], createdBy: 'x', smokeGate: 'waiting' as const };
    const { id } = batches.create(batch, [newRun(a, { kind: 'smoke' }), newRun(b)]);
    const [smoke, test] = runs.ofBatch(id).map((run) => run.id);
    expect([claim(), claim()]).toEqual([smoke, undefined]);
    batches.change(id, { smokeGate: 'open', hold: { ...HOLD, reason: 'smoke run failed' } });
    expect(claim()).toBeUndefined();
    batches.change(id, { hold: null });
    expect(claim()).toBe(test);
  });
});

describe('a move in the queue', () => {
  it('is refused across lanes, and for runs that no longer wait', () => {
    const { runs, a, b, add } = queue;
    const [first, second, other] = [add(a), add(a), add(b)];
    expect(() => runs.moveInQueue([second], other)).toThrow('another environment');
    runs.claimNext(1000);
    expect(() => runs.moveInQueue([second], first)).toThrow(`run ${first} no longer waits`);
    expect(() => runs.moveInQueue([first], null)).toThrow(`run ${first} no longer waits`);
    expect(waitingIds()).toEqual([second, other]);
  });

  it('changes which run is claimed next', () => {
    const { runs, a, add } = queue;
    const [first, second] = [add(a), add(a)];
    runs.moveInQueue([second], first);
    expect(claim()).toBe(second);
  });

  it('is part of the batch that is inserted: if it is refused, there is no batch', () => {
    const { batches, runs, versionId, a, add, newRun } = queue;
    const waiting = add(a);
    const batch = { name: 'x', versionId, findings: [], createdBy: 'x' };
    const create = (before: number) => batches.create(batch, [newRun(a)], (ids) => runs.moveInQueue(ids, before));
    expect(() => create(99)).toThrow('run 99 no longer waits');
    expect(batches.list({}).totalItems).toBe(0);
    const { id } = create(waiting);
    expect(waitingIds()).toEqual([runs.ofBatch(id)[0]?.id, waiting]);
  });
});

describe('a run that is repeated', () => {
  it('goes first in its lane or last, with what was asked for and nothing of what became of it', () => {
    const { runs, a, add } = queue;
    const ended = add(a, { userCount: 7, properties: { host: 'x' } });
    runs.claimNext(1000);
    runs.moveTo(ended, 'failed', { completedAtMs: 2000, errorCode: 'RUN_LOST' });
    const waiting = add(a);
    const next = runs.repeat(ended, { createdBy: 'zoe', nowMs: 3000, place: 'next' });
    const last = runs.repeat(ended, { createdBy: 'zoe', nowMs: 3000, place: 'end' });
    expect(waitingIds()).toEqual([next.id, waiting, last.id]);
    expect(next).toMatchObject({ userCount: 7, properties: { host: 'x' }, errorCode: null, completedAtMs: null });
    expect(next).toMatchObject({ createdBy: 'zoe', supersedesRunId: null });
  });

  it('takes the place of the one before in its batch, until it is deleted', () => {
    const { batches, runs, versionId, a, newRun } = queue;
    const { id } = batches.create({ name: 'x', versionId, findings: [], createdBy: 'x' }, [newRun(a)]);
    const first = runs.ofBatch(id)[0]?.id ?? 0;
    runs.claimNext(1000);
    runs.moveTo(first, 'cancelled');
    const again = runs.repeat(first, { createdBy: 'x', nowMs: 1, place: 'end' });
    expect(again).toMatchObject({ batchId: id, supersedesRunId: first });
    expect(runs.get(first).supersededByRunId).toBe(again.id);
    runs.delete(again.id);
    expect(runs.get(first).supersededByRunId).toBeNull();
  });
});

describe('a run that is inserted', () => {
  it('and its place are one write: without the place there is no run', () => {
    const { runs, a, b, newRun, add } = queue;
    const [first, other] = [add(a), add(b)];
    expect(() => runs.create(newRun(a), other)).toThrow('another environment');
    expect(waitingIds()).toEqual([first, other]);
    const { id } = runs.create(newRun(a), first);
    expect(waitingIds()).toEqual([id, first, other]);
  });
});

describe('runs that are repeated or cancelled together', () => {
  it('keep their order, and all of them are or none', () => {
    const { runs, a, add } = queue;
    const [one, two, waiting] = [add(a, { userCount: 11 }), add(a, { userCount: 12 }), add(a)];
    runs.cancelWaiting([one, two], { by: 'zoe', atMs: 5 });
    expect(runs.get(two)).toMatchObject({ status: 'cancelled', cancelledBy: 'zoe', completedAtMs: 5 });
    runs.repeatAll([one, two], { createdBy: 'zoe', nowMs: 6, place: 'next' });
    const again = runs.waiting().map(({ id, userCount }) => (id === waiting ? 'waiting' : userCount));
    expect(again).toEqual([11, 12, 'waiting']);
    expect(() => runs.cancelWaiting([waiting, one], { by: 'zoe', atMs: 7 })).toThrow('cannot become cancelled');
    expect(runs.get(waiting).status).toBe('queued');
  });
});

/** What people and the queue do, by turns; numbers choose among what there is. */
type Step = readonly [
  action: 'add' | 'insert' | 'move' | 'claim' | 'end' | 'cancel' | 'repeat',
  one: number,
  other: number,
];
const steps = fc.array(
  fc.tuple(
    fc.constantFrom<Array<Step[0]>>('add', 'insert', 'move', 'claim', 'end', 'cancel', 'repeat'),
    fc.nat({ max: 99 }),
    fc.nat({ max: 99 })
  ),
  { maxLength: 40 }
);

interface ModelRun {
  id: number;
  lane: number;
}

/** The queue as a list: no positions, no database. */
class QueueModel {
  waiting: ModelRun[] = [];
  running: ModelRun[] = [];
  ended: ModelRun[] = [];
  readonly claimed: number[] = [];

  insert(run: ModelRun, before: ModelRun | undefined): void {
    const place = before === undefined ? this.waiting.length : this.waiting.indexOf(before);
    this.waiting = [...this.waiting.slice(0, place), run, ...this.waiting.slice(place)];
  }

  laneOf(run: ModelRun): ModelRun[] {
    return this.waiting.filter(({ lane, id }) => lane === run.lane && id !== run.id);
  }

  move(run: ModelRun, before: ModelRun | undefined): void {
    const last = this.laneOf(run).at(-1);
    this.waiting = this.waiting.filter((one) => one !== run);
    const behindLast = last === undefined ? undefined : this.waiting[this.waiting.indexOf(last) + 1];
    this.insert(run, before ?? behindLast);
  }

  /** The first whose lane nothing runs in. */
  next(): ModelRun | undefined {
    return this.waiting.find(({ lane }) => !this.running.some((run) => run.lane === lane));
  }
}

type Play = (model: QueueModel, one: number, other: number) => void;

/** What each step does, in the database and in the model. */
const PLAY: Record<Step[0], Play> = {
  add: (model, one) => {
    const lane = one % 2 === 0 ? queue.a : queue.b;
    model.insert({ id: queue.add(lane), lane }, undefined);
  },
  insert: (model, one) => {
    const before = chosen(model.waiting, one);
    if (before !== undefined) {
      const { lane } = before;
      model.insert({ id: queue.runs.create(queue.newRun(lane), before.id).id, lane }, before);
    }
  },
  move: (model, one, other) => {
    const run = chosen(model.waiting, one);
    if (run !== undefined) {
      const before = other % 3 === 0 ? undefined : chosen(model.laneOf(run), other);
      queue.runs.moveInQueue([run.id], before?.id ?? null);
      model.move(run, before);
    }
  },
  claim: (model) => {
    const next = model.next();
    expect(claim()).toBe(next?.id);
    if (next !== undefined) {
      model.waiting = model.waiting.filter((run) => run !== next);
      model.running.push(next);
      model.claimed.push(next.id);
    }
  },
  end: (model) => {
    const run = model.running.shift();
    if (run !== undefined) {
      queue.runs.moveTo(run.id, 'failed', { completedAtMs: 2000 });
      model.ended.push(run);
    }
  },
  cancel: (model, one) => {
    const run = chosen(model.waiting, one);
    if (run !== undefined) {
      queue.runs.cancelWaiting([run.id], { by: 'x', atMs: 1 });
      model.waiting = model.waiting.filter((other) => other !== run);
      model.ended.push(run);
    }
  },
  repeat: (model, one, other) => {
    const run = chosen(model.ended, one);
    if (run !== undefined) {
      const place = other % 2 === 0 ? 'next' : 'end';
      const { id } = queue.runs.repeat(run.id, { createdBy: 'x', nowMs: 1, place });
      model.insert({ id, lane: run.lane }, place === 'next' ? model.laneOf(run)[0] : undefined);
    }
  },
};

function chosen(runs: readonly ModelRun[], choice: number): ModelRun | undefined {
  return runs[choice % Math.max(1, runs.length)];
}

describe('the order of the queue', () => {
  it('is that of a list, whatever people and the queue do: nobody is lost, doubled or claimed twice', () => {
    const model = new QueueModel();
    fc.assert(
      fc.property(steps, (drawn) => {
        drawn.forEach(([action, one, other]) => PLAY[action](model, one, other));
        expect(waitingIds()).toEqual(model.waiting.map(({ id }) => id));
        expect(queue.runs.active().map(({ id }) => id)).toEqual(
          model.running.map(({ id }) => id).toSorted((x, y) => x - y)
        );
        expect(new Set(model.claimed).size).toBe(model.claimed.length);
      }),
      { numRuns: 40 }
    );
  }, 30_000);
});
