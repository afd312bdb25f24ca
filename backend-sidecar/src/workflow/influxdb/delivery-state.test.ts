import { describe, expect, it } from 'vitest';

import type { InfluxAnswer } from '../../integrations/influxdb/influx-target.ts';
import { endedDelivery, nextDelivery, UNWATCHED, type Watched } from './delivery-state.ts';

const done = (value: number | null): InfluxAnswer<number | null> => ({ kind: 'done', value });
const REFUSED: InfluxAnswer<number | null> = { kind: 'fault', fault: { kind: 'missing', why: 'No database.' } };

/** Each look: seconds by our clock, and what InfluxDB answered. JMeter's test begins at `begins`. */
function watch(begins: number | null, looks: Array<[number, InfluxAnswer<number | null>]>): Watched {
  return looks.reduce(
    (before, [seconds, newest]) =>
      nextDelivery(before, {
        ...{ newest, nowMs: seconds * 1000, intervalMs: 5000 },
        expectedSinceMs: begins !== null && seconds >= begins ? begins * 1000 : null,
      }),
    UNWATCHED
  );
}

describe('the delivery of a run', () => {
  it.each<[string, number | null, Array<[number, InfluxAnswer<number | null>]>, string]>([
    ['waits before JMeter has begun', null, [[0, done(null)], [60, done(null)]], 'waiting'], // prettier-ignore
    ['waits for the first point', 10, [[12, done(null)], [20, done(null)]], 'waiting'], // prettier-ignore
    ['is silent when none has come in time', 10, [[12, done(null)], [21, done(null)]], 'silent'], // prettier-ignore
    ['delivers with the first point', 10, [[12, done(7)]], 'delivering'],
    ['delivers between two points', 10, [[12, done(7)], [20, done(7)]], 'delivering'], // prettier-ignore
    ['is silent when no newer one comes', 10, [[12, done(7)], [23, done(7)]], 'silent'], // prettier-ignore
    ['delivers again', 10, [[12, done(7)], [23, done(7)], [25, done(8)]], 'delivering'], // prettier-ignore
    ['is refused at once', null, [[0, REFUSED]], 'refused'],
    ['waits again after a refusal', 10, [[11, REFUSED], [13, done(null)]], 'waiting'], // prettier-ignore
    ['does not mind what time a point says', 10, [[12, done(9e15)], [14, done(1)]], 'delivering'], // prettier-ignore
  ])('%s', (_, begins, looks, state) => {
    expect(watch(begins, looks).delivery.state).toBe(state);
  });

  it('ends with what was wrong, and without a word when nothing was', () => {
    const wrong = endedDelivery(watch(10, [[11, REFUSED]]), 20_000);
    const right = endedDelivery(watch(10, [[11, done(7)]]), 20_000);
    const nothing = endedDelivery(watch(10, [[11, done(null)]]), 20_000);
    expect(wrong.detail).toContain('No database.');
    expect([right.state, right.detail, right.lastPointAtMs]).toEqual(['ended', null, 7]);
    expect(nothing.detail).toBe('No point of this run has arrived.');
  });
});
