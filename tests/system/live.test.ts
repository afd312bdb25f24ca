import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { LiveRow } from '../../backend-sidecar/src/contract/live.ts';
import type { RunStatistics, StatisticsRow, Timeline } from '../../backend-sidecar/src/contract/statistics.ts';
import { LiveReader, type LiveEvent } from '../harness/live-reader.ts';
import { mixedPlan } from '../harness/plans.ts';
import { TestBed } from '../harness/test-bed.ts';

let bed: TestBed;
let runId = 0;
/** From before the run began. */
let early: LiveReader;
/** From the middle of it. */
let late: LiveReader;
/** Twice interrupted. */
const returning: LiveReader[] = [];

beforeAll(async () => {
  bed = await TestBed.open();
  const scenario = await bed.addScenario({ plan: mixedPlan(), durationSeconds: 7, rampUpSeconds: 1 });
  runId = (await bed.queue(scenario)).id;
  early = await LiveReader.connect(bed, runId);
  await early.until('there are two updates', (events) => events.length > 2);
  const first = await LiveReader.connect(bed, runId);
  await first.until('the first reader has two events', (events) => events.length > 1);
  first.disconnect();
  await early.until('there are four updates', (events) => events.length > 4);
  late = await LiveReader.connect(bed, runId);
  returning.push(first, await LiveReader.connect(bed, runId));
  await Promise.all([early, late, ...returning.slice(1)].map((reader) => reader.untilClosed()));
  await bed.untilEnded(runId);
});

afterAll(() => bed.close());

type Shown = Extract<LiveEvent, { event: 'snapshot' | 'update' }>;

function shown(reader: LiveReader): Shown[] {
  return reader.events.filter((event): event is Shown => event.event !== 'end');
}

describe('the live events of a run', () => {
  it('begin with the whole state for a reader that comes while it runs', () => {
    const [first] = late.events;
    expect(first?.event).toBe('snapshot');
    const earlier = shown(early)
      .filter(({ id }) => id <= (first?.id ?? 0))
      .at(-1);
    expect(earlier?.data.counts).toEqual(shown(late)[0]?.data.counts);
  });

  it('come in order, none twice, at most once a second and at least every other', () => {
    const updates = shown(early).filter(({ event }) => event === 'update');
    const ids = updates.map(({ id }) => id);
    expect(ids).toEqual(ids.map((_, index) => (ids[0] ?? 0) + index));
    expect(updates.map(({ data }) => data.sequence)).toEqual(ids);
    // The last one tells that JMeter has ended; it does not wait for its turn.
    const running = updates.filter(({ data }) => data.status === 'running').map(({ data }) => data.atMs);
    const gaps = running.slice(1).map((atMs, index) => atMs - (running[index] ?? 0));
    expect(gaps.length).toBeGreaterThan(4);
    // On a busy machine one comes late, and the next in time: so much nearer to it.
    const meanGapMs = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    expect(meanGapMs).toBeGreaterThan(900);
    expect(meanGapMs).toBeLessThan(2000);
    // None brings two of them at a time.
    expect(Math.min(...gaps)).toBeGreaterThan(100);
  });

  it('end with the state in which the run ended, and the stream closes', () => {
    for (const reader of [early, late]) {
      const last = reader.events.at(-1);
      expect(last).toMatchObject({ event: 'end', data: { runId, status: 'completed' } });
      expect(reader.events.filter(({ event }) => event === 'end')).toHaveLength(1);
      expect(reader.isClosed).toBe(true);
    }
  });

  it('show in the end what is stored: table, counts and timeline', async () => {
    const stored = await bed.api.get<RunStatistics>(`/tests/${runId}/statistics?scope=run`);
    const { points } = await bed.api.get<Timeline>(`/tests/${runId}/timeline`);
    const last = shown(early).at(-1)?.data;
    expect(last?.counts).toEqual(stored.counts);
    expect(figuresOf(last?.total)).toEqual(figuresOf(stored.total));
    expect(byName(last?.rows.map(figuresOf) ?? [])).toEqual(byName(stored.rows.map(figuresOf)));
    expect(inOrder(early)).toEqual(points);
  });

  it('give a late reader and one that comes back the same timeline as one that saw everything', () => {
    expect(inOrder(late)).toEqual(inOrder(early));
    const [first, second] = returning;
    const union = new Map([...(first?.timeline() ?? []), ...(second?.timeline() ?? [])]);
    expect(sorted(union)).toEqual(inOrder(early));
    expect(second?.events[0]?.event).toBe('snapshot');
  });

  it('of a run that has ended are its end only', async () => {
    const reader = await LiveReader.connect(bed, runId);
    await reader.untilClosed();
    expect(reader.events).toMatchObject([{ event: 'end', data: { runId, status: 'completed' } }]);
  });

  it('of a run that does not exist are refused', async () => {
    expect(await bed.api.attempt('GET', '/tests/4711/live')).toMatchObject({
      status: 404,
      body: { code: 'NOT_FOUND' },
    });
  });
});

function figuresOf(row: LiveRow | StatisticsRow | undefined): Omit<StatisticsRow, 'label'> & { label?: string } {
  if (row === undefined) {
    throw new Error('There is no row');
  }
  const { last60s: _last60s, baselineP90Ms: _baseline, p90ChangeRatio: _change, ...figures } = row as LiveRow;
  return figures;
}

function byName<T extends { kind: string; label?: string }>(rows: T[]): T[] {
  return [...rows].sort((a, b) => `${a.kind} ${a.label ?? ''}`.localeCompare(`${b.kind} ${b.label ?? ''}`));
}

function inOrder(reader: LiveReader): unknown[] {
  return sorted(reader.timeline());
}

function sorted(slices: Map<number, unknown>): unknown[] {
  return [...slices].sort(([a], [b]) => a - b).map(([, slice]) => slice);
}
