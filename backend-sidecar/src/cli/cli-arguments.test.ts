import { describe, expect, it } from 'vitest';

import { DEFAULT_JUDGEMENT } from '../contract/scenarios.ts';
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

  it('ask for a percentile once, however often it was written', () => {
    expect(readArguments(['analyze', 'a', '--label-percentiles', '75,p75,99.9,75.0'])).toMatchObject({
      percentiles: [75, 99.9],
    });
  });

  it('say by what rules is judged, as a scenario does; what is not said is as there', () => {
    expect(readArguments(['compare', 'a', '--', 'b'])).toMatchObject({
      rules: { judgement: DEFAULT_JUDGEMENT, failSeverity: 'major', keyLabels: null },
    });
    const rules = ['--tolerance', '15%', '--floor', '2.5', '--floor-ms', '5', '--fail-severity', 'critical'];
    const keys = ['--key-label', 'Login', '--key-label', 'Search, all'];
    expect(readArguments(['compare', ...rules, 'a', '--', 'b', ...keys])).toMatchObject({
      rules: {
        judgement: { ...DEFAULT_JUDGEMENT, tolerance: 0.15, floorRatio: 0.025, floorMs: 5 },
        failSeverity: 'critical',
        keyLabels: ['Login', 'Search, all'],
      },
    });
  });

  it.each([
    [['compare', 'a', '--', 'b', '--tolerance', '0.2x'], '--tolerance “0.2x” is no number from 1 to 1000 %'],
    [['compare', 'a', '--', 'b', '--floor-ms', '70000'], '--floor-ms “70000”'],
    [['compare', 'a', '--', 'b', '--fail-severity', 'big'], '--fail-severity “big”'],
    [['compare', 'a', '--', 'b', '--major-from', '30%'], '--critical-from: a critical change'],
    [['analyze', 'a', '--floor', '5%'], '--floor is an option of compare'],
    [['compare', 'a', '--', 'b', '--html', 'x'], '--html is an option of analyze'],
    [['compare', 'a', 'b'], 'before and behind “--”'],
    [['analyze', 'a', '--window', '60s'], '--window “60s” is no window'],
    [['analyze', 'a', '--clock-offset', '1.5'], '--clock-offset “1.5”'],
    [['analyze', 'a', '--slo', 'p95 ~ 5'], '--slo “p95 ~ 5”'],
    [['analyze', 'a', '--label-percentiles', '90,,95'], '--label-percentiles'],
    [['analyze', 'a', '--html'], 'argument missing'],
    [['analyze', 'a', '--html', ''], '--html needs the name of a file'],
    [['analyze', 'a', '--html', 'x', '--excel', './x'], 'name the same file'],
    [['analyze', 'a', '--clock-offset', '1', '--clock-offset', '2'], 'given 2 times, but a run has 1 file here'],
    [['compare', 'a', '--', 'b', '--clock-offset', '1', '--clock-offset', '2'], 'given 2 times'],
    [['compare', 'a', '--', 'b', '--', 'c'], 'more than one “--”'],
    [['analyze', 'a', '--delimiter', 'ab'], '“ab” is no delimiter'],
    [['analyze', 'a', '--time-zone', 'Mars/Base'], 'no time zone “Mars/Base”'],
    [['analyze', 'a', '--timestamp-format', 'QQ'], '“QQ” is no pattern'],
    [[], 'a command is missing'],
  ])('%j is refused', (argv, expected) => {
    expect(() => readArguments(argv)).toThrow(UsageError);
    expect(() => readArguments(argv)).toThrow(expected);
  });
});
