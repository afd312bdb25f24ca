import type { LiveUpdate } from 'perftest-automation-sidecar/contract/live';

import { makeLiveRow, makeSnapshot, makeTimelinePoint, T0 } from '../../test/factories';
import { mergeUpdate } from './live-state';

function makeUpdate(overrides: Partial<LiveUpdate> = {}): LiveUpdate {
  const { timeline: _timeline, log: _log, ...fields } = makeSnapshot({ sequence: 2 });
  return { ...fields, changedSlices: [], newLog: [], ...overrides };
}

describe('merging an update', () => {
  it('replaces slices by their start and adds new ones in order', () => {
    const changed = makeTimelinePoint({ startMs: T0 + 10_000, count: 999 });
    const added = makeTimelinePoint({ startMs: T0 + 15_000, count: 7 });
    const merged = mergeUpdate(makeSnapshot(), makeUpdate({ changedSlices: [added, changed] }));
    expect(merged.timeline.map(({ startMs, count }) => [startMs - T0, count])).toEqual([
      [0, 250],
      [5000, 250],
      [10_000, 999],
      [15_000, 7],
    ]);
  });

  it('adds log lines by number, and one that comes again replaces itself', () => {
    const first = mergeUpdate(makeSnapshot(), makeUpdate({ newLog: [{ number: 2, text: 'two' }] }));
    const again = mergeUpdate(
      first,
      makeUpdate({
        sequence: 3,
        newLog: [
          { number: 2, text: 'two' },
          { number: 3, text: 'three' },
        ],
      })
    );
    expect(again.log.map(({ number }) => number)).toEqual([1, 2, 3]);
  });

  it('keeps every row at its place and puts new ones at the end', () => {
    const rows = [makeLiveRow({ label: 'New' }), makeLiveRow({ label: 'Pay' }), makeLiveRow({ label: 'Search' })];
    const merged = mergeUpdate(makeSnapshot(), makeUpdate({ rows }));
    expect(merged.rows.map(({ label }) => label)).toEqual(['Search', 'Pay', 'New']);
  });

  it('tells a sample from a transaction of the same name', () => {
    const known = makeSnapshot({ rows: [makeLiveRow({ kind: 'transaction' }), makeLiveRow()] });
    const merged = mergeUpdate(known, makeUpdate({ rows: [makeLiveRow(), makeLiveRow({ kind: 'transaction' })] }));
    expect(merged.rows.map(({ kind }) => kind)).toEqual(['transaction', 'sample']);
  });

  it('ignores an update that is older than what is known', () => {
    const known = makeSnapshot({ sequence: 5 });
    expect(mergeUpdate(known, makeUpdate({ sequence: 5 }))).toBe(known);
  });
});
