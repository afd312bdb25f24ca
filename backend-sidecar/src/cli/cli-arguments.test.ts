import { describe, expect, it } from 'vitest';

import { readArguments, UsageError } from './cli-arguments.ts';

describe('the arguments of perftest', () => {
  it('may have options on both sides of --', () => {
    const given = readArguments([
      'compare',
      '--slo',
      'p90 < 1 s',
      'a',
      'b',
      '--',
      'c',
      '--json',
      '--slo',
      'errors < 1 %',
    ]);
    expect(given).toMatchObject({ command: 'compare', references: ['a', 'b'], current: ['c'], output: 'json' });
    expect(given).toMatchObject({ slos: [{ metric: 'p90Ms' }, { metric: 'errorRate' }] });
  });

  it('say how files are read, and nothing that was not said', () => {
    expect(readArguments(['analyze', 'a'])).toMatchObject({ read: {}, window: null, output: 'table', html: null });
    const how = ['--columns', 'timeStamp, elapsed', '--clock-offset=-5', '--clock-offset', '7', '--delimiter', ';'];
    expect(readArguments(['analyze', 'a', 'b', ...how])).toMatchObject({
      files: ['a', 'b'],
      read: { columns: ['timeStamp', 'elapsed'], delimiter: ';', clockOffsetsMs: [-5, 7] },
    });
  });

  it.each([
    [['compare', 'a', '--', 'b', '--html', 'x'], '--html is an option of analyze'],
    [['compare', 'a', 'b'], 'before and behind “--”'],
    [['analyze', 'a', '--window', '60s'], '--window “60s” is no window'],
    [['analyze', 'a', '--clock-offset', '1.5'], '--clock-offset “1.5”'],
    [['analyze', 'a', '--slo', 'p95 ~ 5'], '--slo “p95 ~ 5”'],
    [['analyze', 'a', '--label-percentiles', '90,,95'], '--label-percentiles'],
    [['analyze', 'a', '--html'], 'argument missing'],
  ])('%j is refused', (argv, expected) => {
    expect(() => readArguments(argv)).toThrow(UsageError);
    expect(() => readArguments(argv)).toThrow(expected);
  });
});
