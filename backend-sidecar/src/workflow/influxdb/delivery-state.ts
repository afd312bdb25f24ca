import type { InfluxDbDelivery } from '../../contract/influxdb.ts';
import type { InfluxAnswer } from '../../integrations/influxdb/influx-target.ts';

/** Two points fit into it, and that they are missing is said within 15 s. */
const LEAST_PATIENCE_MS = 11_000;

/** What is known of a run's points so far. */
export interface Watched {
  readonly delivery: InfluxDbDelivery;
  /** When, by our own clock, a newer point was seen; null: none was. */
  readonly advancedAtMs: number | null;
}

/** What was asked just now. */
export interface Observation {
  readonly nowMs: number;
  readonly newest: InfluxAnswer<number | null>;
  /** Since when points were to be expected, by our own clock; null: JMeter's test has not begun. */
  readonly expectedSinceMs: number | null;
  readonly intervalMs: number;
}

export const UNWATCHED: Watched = {
  delivery: { state: 'waiting', detail: null, lastPointAtMs: null, checkedAtMs: null },
  advancedAtMs: null,
};

/**
 * waiting → delivering ⇄ silent, and refused from everywhere and back. The clocks of InfluxDB, of the generator and ours
 * may differ: what counts is that newer points come, not what time they say.
 */
export function nextDelivery(before: Watched, { newest, nowMs, ...expected }: Observation): Watched {
  const { lastPointAtMs } = before.delivery;
  if (newest.kind === 'fault') {
    const { kind, why } = newest.fault;
    const detail = `${why} ${ADVICE[kind]}`;
    return { ...before, delivery: { state: 'refused', detail, lastPointAtMs, checkedAtMs: nowMs } };
  }
  if (newest.value !== null && newest.value !== lastPointAtMs) {
    const delivery: InfluxDbDelivery = {
      ...{ state: 'delivering', detail: null },
      ...{ lastPointAtMs: newest.value, checkedAtMs: nowMs },
    };
    return { delivery, advancedAtMs: nowMs };
  }
  return { ...before, delivery: withoutNewPoint(before, { nowMs, ...expected }) };
}

const ADVICE = {
  unreachable: 'Start it, or correct its address in the settings or at the environment.',
  credentials: 'Correct user and password or token in the settings or at the environment.',
  missing: 'Create it, or name another one in the settings or at the environment.',
  refused: 'See InfluxDB’s log.',
} as const;

function withoutNewPoint(
  { delivery, advancedAtMs }: Watched,
  { nowMs, expectedSinceMs, intervalMs }: Omit<Observation, 'newest'>
): InfluxDbDelivery {
  const { lastPointAtMs } = delivery;
  const sinceMs = advancedAtMs ?? expectedSinceMs;
  const patienceMs = Math.max(LEAST_PATIENCE_MS, 2 * intervalMs + 1_000);
  if (sinceMs !== null && nowMs - sinceMs >= patienceMs) {
    const what = lastPointAtMs === null ? 'No point of this run has arrived' : 'No newer point of this run arrives';
    const detail = `${what}, although InfluxDB answers. JMeter’s listener writes nothing or elsewhere: see jmeter.log.`;
    return { state: 'silent', detail, lastPointAtMs, checkedAtMs: nowMs };
  }
  const state = advancedAtMs === null ? 'waiting' : 'delivering';
  return { state, detail: null, lastPointAtMs, checkedAtMs: nowMs };
}

/** JMeter is gone. What was wrong until then is still said. */
export function endedDelivery({ delivery }: Watched, nowMs: number): InfluxDbDelivery {
  const { state, detail, lastPointAtMs } = delivery;
  const isWrong = state === 'refused' || state === 'silent';
  const nothing = 'No point of this run has arrived.';
  return {
    state: 'ended',
    detail: isWrong ? detail : lastPointAtMs === null ? nothing : null,
    lastPointAtMs,
    checkedAtMs: nowMs,
  };
}
