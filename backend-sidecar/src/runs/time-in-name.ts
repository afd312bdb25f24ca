/** A time that a file's name tells, and the name without it. */
export interface TimeInName {
  readonly atMs: number;
  readonly rest: string;
}

const DATE = '(?<year>20\\d{2})(?<dash>[-.]?)(?<month>0[1-9]|1[0-2])\\k<dash>(?<day>0[1-9]|[12]\\d|3[01])';
const CLOCK =
  '(?:(?:[Tt _-]|at|)(?<hour>[01]\\d|2[0-3])[-:.h]?(?<minute>[0-5]\\d)(?:[-:.m]?(?<second>[0-5]\\d)(?:[.,](?<fraction>\\d{1,3})\\d*)?)?)?';
const ZONE = '(?<zone>Z|z|[+-](?:0\\d|1[0-4]):?[0-5]\\d)?';
const BEFORE = '(?<=^|[^0-9A-Za-z])';
const BEHIND = '(?![0-9A-Za-z])';

const CALENDAR_TIME = new RegExp(`${BEFORE}${DATE}${CLOCK}${ZONE}${BEHIND}`, 'g');
/** Seconds or milliseconds since 1970, from 2001 to 2286. */
const EPOCH_TIME = new RegExp(`${BEFORE}(?<seconds>[1-9]\\d{9})(?<millis>\\d{3})?${BEHIND}`, 'g');

/**
 * The last time stamp of a name, e.g. `20240107T131500Z`, `2024-01-07_13-15-00`, `20240107`, `1704633300000`. Without a
 * zone it is UTC, as in the names that runs have here. A date that does not exist is none.
 */
export function timeInName(name: string): TimeInName | null {
  const found = [...name.matchAll(CALENDAR_TIME), ...name.matchAll(EPOCH_TIME)]
    .map((match) => ({ match, atMs: timeOf(match.groups ?? {}) }))
    .filter(({ atMs }) => Number.isFinite(atMs))
    .sort((one, other) => one.match.index - other.match.index)
    .at(-1);
  if (found === undefined) {
    return null;
  }
  const { match, atMs } = found;
  return { atMs, rest: name.slice(0, match.index) + name.slice(match.index + match[0].length) };
}

type Groups = Record<string, string | undefined>;

function timeOf(groups: Groups): number {
  if (groups.seconds !== undefined) {
    return Number(groups.seconds) * 1000 + Number(groups.millis ?? 0);
  }
  const { year, month, day, hour = '00', minute = '00', second = '00', fraction = '0' } = groups;
  const midnightMs = Date.UTC(Number(year), Number(month) - 1, Number(day));
  // 30 February would become 1 March.
  if (new Date(midnightMs).getUTCDate() !== Number(day)) {
    return NaN;
  }
  const clockMs = ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000 + Number(fraction.padEnd(3, '0'));
  return midnightMs + clockMs - zoneOffsetMs(groups.zone);
}

function zoneOffsetMs(zone: string | undefined): number {
  const parts = /^([+-])(\d{2}):?(\d{2})$/.exec(zone ?? '');
  if (parts === null) {
    return 0;
  }
  const minutes = Number(parts[2]) * 60 + Number(parts[3]);
  return (parts[1] === '-' ? -minutes : minutes) * 60_000;
}
