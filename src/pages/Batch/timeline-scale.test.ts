import { percentOf, ticksOf } from './timeline-scale';

const HOUR_MS = 3_600_000;

describe('the scale of the time line', () => {
  it('puts moments outside of it at its edges', () => {
    const range = { fromMs: 100, toMs: 300 };
    expect([50, 100, 150, 300, 400].map((atMs) => percentOf(atMs, range))).toEqual([0, 0, 25, 100, 100]);
  });

  it('has round hours, and few of them', () => {
    // 18:10 to 04:20 are ten hours and ten minutes: every two hours.
    const fromMs = Date.UTC(2026, 2, 2, 18, 10);
    const hours = ticksOf({ fromMs, toMs: fromMs + 10 * HOUR_MS + 600_000 }).map((at) => new Date(at).getUTCHours());
    expect(hours).toEqual([20, 22, 0, 2, 4]);
  });

  it('has round hours of a zone that is half an hour off', () => {
    const fromMs = Date.UTC(2026, 2, 2, 0, 0);
    const [first] = ticksOf({ fromMs, toMs: fromMs + 9 * HOUR_MS }, 5.5 * HOUR_MS);
    // 00:00 UTC is 05:30 there; the next round hour is 06:00.
    expect(first).toBe(fromMs + HOUR_MS / 2);
  });

  it('has an end even for no time at all', () => {
    expect(ticksOf({ fromMs: 60_000, toMs: 60_000 })).toEqual([60_000]);
    expect(percentOf(60_000, { fromMs: 60_000, toMs: 60_000 })).toBe(0);
  });
});
