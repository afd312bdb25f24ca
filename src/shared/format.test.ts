import { setTimeZoneResolver } from '@grafana/data';

import {
  formatChange,
  formatChangeRatio,
  formatCount,
  formatClock,
  formatClockWithSeconds,
  formatCountdown,
  formatDateTime,
  formatDay,
  formatDuration,
  formatMetric,
  formatMs,
  formatMsWithUnit,
  formatRate,
  formatRatio,
  formatUnit,
  NO_DATA,
  plural,
} from './format';

describe('no data', () => {
  it.each([null, undefined])('%s is a dash and never 0', (value) => {
    const formats = [
      formatCount,
      formatMs,
      formatMsWithUnit,
      formatRatio,
      formatChangeRatio,
      formatRate,
      formatDuration,
    ];
    expect(formats.map((format) => format(value))).toEqual(formats.map(() => NO_DATA));
    expect(formatUnit('reqps', value)).toBe(NO_DATA);
    expect(formatMetric('errorRate', value)).toBe(NO_DATA);
  });

  it('0 is 0', () => {
    expect([formatCount(0), formatMs(0), formatRatio(0), formatDuration(0)]).toEqual(['0', '0', '0%', '0 s']);
  });
});

describe('figures', () => {
  it.each([
    [0.002, '0.20%'],
    [0.061, '6.1%'],
    [1, '100.0%'],
    [0.000_01, '<0.01%'],
  ])('the ratio %d reads %s', (value, text) => expect(formatRatio(value)).toBe(text));

  it.each([
    [0.31, '+31%'],
    [-0.15, '−15%'],
    [0.043, '+4.3%'],
    [0, '±0.0%'],
  ])('the change %d reads %s', (value, text) => expect(formatChangeRatio(value)).toBe(text));

  it('a change of an error rate is percentage points', () => {
    expect(formatChange({ metric: 'errorRate', change: 0.06, changeRatio: 60 })).toBe('+6.0 pp');
    expect(formatChange({ metric: 'p90Ms', change: 66, changeRatio: 0.31 })).toBe('+31%');
  });

  it('milliseconds in a column keep one unit; alone they scale', () => {
    expect(formatMs(1420)).toBe('1,420');
    expect(formatMsWithUnit(1420)).toBe('1.42 s');
  });

  it('counts agree with their noun', () => {
    expect([plural(1, 'run'), plural(8, 'run'), plural(0, 'run')]).toEqual(['1 run', '8 runs', '0 runs']);
  });
});

describe('durations as people say them', () => {
  it.each([
    [45_000, '45 s'],
    [59_700, '1 m'],
    [245_000, '4 m 05 s'],
    [41 * 60_000, '41 m'],
    [3_600_000, '1 h'],
    [3_720_000, '1 h 02 m'],
    [183_600_000, '2 d 03 h'],
  ])('%d ms is %s', (valueMs, text) => expect(formatDuration(valueMs)).toBe(text));

  it.each([
    [900_000, '15:00'],
    [61_001, '1:02'],
    [3_724_000, '1:02:04'],
    [-5, '0:00'],
  ])('a countdown of %d ms reads %s', (valueMs, text) => expect(formatCountdown(valueMs)).toBe(text));
});

describe('times', () => {
  afterEach(() => setTimeZoneResolver(() => undefined));

  // The browser of these tests is in UTC. Berlin is 1 h before it in winter, 2 h in summer.
  it.each([
    ['utc', '2026-03-29T00:59:59Z', '2026-03-29 00:59'],
    ['Europe/Berlin', '2026-03-29T00:59:59Z', '2026-03-29 01:59'],
    ['Europe/Berlin', '2026-03-29T01:00:00Z', '2026-03-29 03:00'],
    ['Europe/Berlin', '2026-10-25T00:30:00Z', '2026-10-25 02:30'],
    ['Europe/Berlin', '2026-10-25T01:30:00Z', '2026-10-25 02:30'],
    ['Europe/Berlin', '2026-12-31T23:30:00Z', '2027-01-01 00:30'],
    ['Asia/Kolkata', '2026-11-23T18:40:00Z', '2026-11-24 00:10'],
    ['browser', '2026-03-29T01:00:00Z', '2026-03-29 01:00'],
  ])('are those of the zone that the person has chosen in Grafana: %s, %s', (zone, at, expected) => {
    setTimeZoneResolver(() => zone);
    const atMs = Date.parse(at);
    expect(formatDateTime(atMs)).toBe(expected);
    expect(formatClockWithSeconds(atMs)).toBe(`${expected.slice(11)}:${at.slice(17, 19)}`);
  });

  it('have their day in front where that is another one, in that zone', () => {
    const atMs = Date.parse('2026-11-23T18:40:00Z');
    const nowMs = Date.parse('2026-11-23T17:00:00Z');
    setTimeZoneResolver(() => 'utc');
    expect(formatClock(atMs, nowMs)).toBe('18:40');
    // There it is past midnight.
    setTimeZoneResolver(() => 'Asia/Kolkata');
    expect(formatClock(atMs, nowMs)).toBe('Tue 00:10');
  });

  it('of a day, as a release has it, are the same day everywhere', () => {
    const atMs = Date.parse('2026-11-23T00:00:00Z');
    for (const zone of ['utc', 'America/New_York', 'Asia/Kolkata']) {
      setTimeZoneResolver(() => zone);
      expect(formatDay(atMs)).toBe('2026-11-23');
    }
  });
});
