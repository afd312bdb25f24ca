import { describe, expect, it } from 'vitest';

import { namesZone, timeStampFormat, timeStampFormats } from './time-stamp-format.ts';

// What SimpleDateFormat of OpenJDK 17.0.15 makes of each (Locale.ENGLISH, setTimeZone); the last three are an hour that
// the clocks show twice, one that they leave out, and one shown twice elsewhere.
const JAVA: ReadonlyArray<[pattern: string, timeZone: string, text: string, epochMs: number]> = [
  ['yyyy/MM/dd HH:mm:ss.SSS', 'UTC', '2024/01/07 14:40:04.005', 1704638404005],
  ['yyyy/MM/dd HH:mm:ss', 'UTC', '2024/01/07 14:40:04', 1704638404000],
  ['yyyy-MM-dd HH:mm:ss', 'Europe/Berlin', '2024-07-07 14:40:04', 1720356004000],
  ['yyyy-MM-dd HH:mm:ss.SSS', 'Asia/Kolkata', '2024-01-07 14:40:04.120', 1704618604120],
  ['yyyy-MM-dd HH:mm:ss,SSS', '+02:00', '2024-01-07 14:40:04,120', 1704631204120],
  ["yyyy-MM-dd'T'HH:mm:ss.SSSXXX", 'UTC', '2024-01-07T14:40:04.120+05:30', 1704618604120],
  ["yyyy-MM-dd'T'HH:mm:ssXXX", 'UTC', '2024-01-07T14:40:04Z', 1704638404000],
  ["yyyy-MM-dd'T'HH:mm:ss.SSSZ", 'Europe/Berlin', '2024-01-07T14:40:04.120-0330', 1704651004120],
  ["yyyy-MM-dd'T'HH:mm:ss.SSS", 'America/New_York', '2024-01-07T14:40:04.120', 1704656404120],
  ['dd.MM.yyyy HH:mm:ss', 'Europe/Berlin', '07.01.2024 14:40:04', 1704634804000],
  ['MM/dd/yy HH:mm:ss', 'UTC', '01/07/24 14:40:04', 1704638404000],
  ['dd/MM/yyyy hh:mm:ss a', 'UTC', '07/01/2024 12:40:04 AM', 1704588004000],
  ['dd/MM/yyyy hh:mm:ss a', 'UTC', '07/01/2024 12:40:04 PM', 1704631204000],
  ['EEE, d MMM yyyy HH:mm:ss z', 'Asia/Tokyo', 'Sun, 7 Jan 2024 14:40:04 GMT', 1704638404000],
  ['yyyyMMddHHmmssSSS', 'UTC', '20240107144004005', 1704638404005],
  ["yyyyMMdd'at'HHmmss", 'UTC', '20240107at144004', 1704638404000],
  ['yyyy-MM-dd HH:mm:ss', 'Europe/Berlin', '2024-10-27 02:30:00', 1729992600000],
  ['yyyy-MM-dd HH:mm:ss', 'Europe/Berlin', '2024-03-31 02:30:00', 1711848600000],
  ['yyyy-MM-dd HH:mm:ss', 'America/New_York', '2024-11-03 01:30:00', 1730615400000],
];
const GUESSED = ['MM/dd/yy', 'dd/MM/yyyy', 'EEE', 'yyyyMMdd'];

describe('time stamps', () => {
  it.each(JAVA)('of the pattern %s in %s: %s is %d', (pattern, timeZone, text, epochMs) => {
    expect(timeStampFormat(pattern, timeZone).epochMs(text)).toBe(epochMs);
  });

  it.each(JAVA.filter(([pattern]) => !GUESSED.some((start) => pattern.startsWith(start))))(
    'of %s in %s are known by their look: %s is %d',
    (_, timeZone, text, epochMs) => {
      const format = timeStampFormats(undefined, timeZone).find((candidate) => candidate.epochMs(text) >= 0);
      expect(format?.epochMs(text)).toBe(epochMs);
    }
  );

  it('are not guessed where day and month could be either', () => {
    const formats = timeStampFormats(undefined, 'UTC');
    const ambiguous = ['03/04/2024 10:00:00', '03/04/24 10:00:00', '20240304100000', '1704638404', 'soon', ''];
    expect(ambiguous.filter((text) => formats.some(({ epochMs }) => epochMs(text) >= 0))).toEqual([]);
  });

  it('are refused when they are no date', () => {
    const { epochMs } = timeStampFormat('yyyy-MM-dd HH:mm:ss', 'UTC');
    const texts = [
      '2024-02-30 10:00:00',
      '2024-13-01 10:00:00',
      '2024-01-01 10:61:00',
      '2024-01-01 10:00',
      '2024-02-29 10:00:00',
    ];
    expect(texts.map((text) => epochMs(text) >= 0)).toEqual([false, false, false, false, true]);
  });

  it.each([
    ['yyyy-ww', 'the letter w is not supported'],
    ["yyyy 'at", 'a quote is not closed'],
    ['none', 'written without time stamps'],
  ])('of the pattern %j are none: %s', (pattern, problem) => {
    expect(() => timeStampFormat(pattern, 'UTC')).toThrow(problem);
  });

  it('are of a time zone that there is', () => {
    expect(() => timeStampFormat('yyyy', 'Mars/Olympus')).toThrow('there is no time zone “Mars/Olympus”');
  });

  it('may name their zone themselves', () => {
    expect(['ms', 'yyyy XXX', "yyyy 'Z'"].map(namesZone)).toEqual([true, true, false]);
  });
});
