import { AppError } from '../kernel/errors.ts';

/** What the clocks on the wall of a time zone show. */
export interface WallClock {
  /** @param wallMs the moment at which clocks in UTC show what was read @returns the moment at which those of the zone do */
  epochMs(wallMs: number): number;
}

const DAY_MS = 86_400_000;
/** Offsets of all zones change at quarters of an hour. */
const QUARTER_MS = 900_000;
const MOST_REMEMBERED = 10_000;
const OFFSET = /^(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?$/;

/**
 * @param timeZone an IANA name, `UTC`, or an offset such as `+02:00`
 * @throws AppError RESULT_UNREADABLE when there is no such zone
 */
export function wallClockOf(timeZone: string): WallClock {
  const [, sign, hours, minutes = '0'] = OFFSET.exec(timeZone) ?? [];
  if (hours !== undefined) {
    const offsetMs = (Number(hours) * 60 + Number(minutes)) * 60_000 * (sign === '-' ? -1 : 1);
    return { epochMs: (wallMs) => wallMs - offsetMs };
  }
  return timeZone === 'UTC' ? { epochMs: (wallMs) => wallMs } : zoneClock(timeZone);
}

function zoneClock(timeZone: string): WallClock {
  const offsetAt = offsetReader(timeZone);
  const known = new Map<number, number>();
  return {
    epochMs: (wallMs) => {
      const quarter = Math.floor(wallMs / QUARTER_MS);
      const offsetMs = known.get(quarter) ?? offsetOfWall(quarter * QUARTER_MS, offsetAt);
      if (known.size < MOST_REMEMBERED) {
        known.set(quarter, offsetMs);
      }
      return wallMs - offsetMs;
    },
  };
}

/**
 * As Java's calendar decides: an hour that the clocks show twice is taken as the second one (standard time), and one that
 * they leave out is counted on from the offset before.
 */
function offsetOfWall(wallMs: number, offsetAt: (epochMs: number) => number): number {
  const later = offsetAt(wallMs + DAY_MS);
  return offsetAt(wallMs - later) === later ? later : offsetAt(wallMs - DAY_MS);
}

function offsetReader(timeZone: string): (epochMs: number) => number {
  const format = formatOf(timeZone);
  return (epochMs) => {
    const parts = Object.fromEntries(format.formatToParts(epochMs).map(({ type, value }) => [type, Number(value)]));
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(epochMs / 1000) * 1000;
  };
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      ...{ timeZone, hourCycle: 'h23' },
      ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
    });
  } catch (error) {
    throw new AppError('RESULT_UNREADABLE', `there is no time zone “${timeZone}”`, { cause: error });
  }
}
