import { parseDurationText, toDurationText } from './duration-text';

describe('a typed duration', () => {
  it.each([
    ['60', 3600],
    ['60 m', 3600],
    ['90s', 90],
    ['1h 30m', 5400],
    [' 1 H ', 3600],
    ['2d', 172_800],
  ])('"%s" is %d seconds', (text, seconds) => expect(parseDurationText(text)).toBe(seconds));

  it.each(['', 'soon', '1.5h', '-5', '5 minutes', 'm'])('"%s" is not one', (text) =>
    expect(parseDurationText(text)).toBeUndefined()
  );

  it.each([1, 59, 60, 90, 3600, 3661, 5400, 7200, 9000, 86_400])('%d seconds survive printing and reading', (seconds) =>
    expect(parseDurationText(toDurationText(seconds))).toBe(seconds)
  );
});
