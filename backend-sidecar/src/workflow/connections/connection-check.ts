import type { ConnectionCheck, ConnectionState, ConnectionTest } from '../../contract/system.ts';

/** The worst of its checks is the state of a connection. */
const RANK: Record<ConnectionState, number> = { works: 0, 'not set up': 1, warning: 2, fails: 3 };

export function works(name: string, detail: string): ConnectionCheck {
  return { name, state: 'works', detail };
}

export function fails(name: string, detail: string): ConnectionCheck {
  return { name, state: 'fails', detail };
}

export function warns(name: string, detail: string): ConnectionCheck {
  return { name, state: 'warning', detail };
}

export function notSetUp(name: string, detail: string): ConnectionTest {
  return { name, state: 'not set up', detail, checks: [] };
}

/** What stands first in the result is the check that matters most: the worst, else the first. */
export function connectionOf(name: string, checks: readonly ConnectionCheck[]): ConnectionTest {
  const [worst] = [...checks].sort((one, other) => RANK[other.state] - RANK[one.state]);
  return { name, state: worst?.state ?? 'fails', detail: worst?.detail ?? 'nothing was checked', checks: [...checks] };
}

/** Beyond this Grafana's signed identities are refused, and points and annotations stand at wrong times. */
const LARGEST_CLOCK_DIFFERENCE_MS = 5_000;

/** An answer's `Date` has whole seconds, and it took a moment to come. */
export function clockCheck(date: string | null, nowMs: number): ConnectionCheck[] {
  const theirsMs = date === null ? Number.NaN : Date.parse(date);
  if (Number.isNaN(theirsMs)) {
    return [];
  }
  const differenceMs = theirsMs + 500 - nowMs;
  if (Math.abs(differenceMs) <= LARGEST_CLOCK_DIFFERENCE_MS) {
    return [works('Clock', 'the same as here, to a few seconds')];
  }
  const direction = differenceMs > 0 ? 'ahead of' : 'behind';
  const seconds = Math.round(Math.abs(differenceMs) / 1000);
  return [warns('Clock', `its clock is ${seconds} s ${direction} this host’s: set both by NTP`)];
}
