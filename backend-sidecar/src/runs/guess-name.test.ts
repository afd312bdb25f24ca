import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { guessName, stemOf, type GuessedName, type KnownNames } from './guess-name.ts';
import { resultFileName } from './result-name.ts';
import { timeInName } from './time-in-name.ts';

const known: KnownNames = {
  scenarioNames: ['prod', 'prod_rev_trans', 'Checkout flow', 'my_app'],
  testTypeNames: ['load', 'stress'],
  versionNames: ['14.2.3', '14.2', '20240107', 'R_2'],
};
const at = Date.UTC(2024, 0, 7, 13, 15);
const nothing: GuessedName = { scenarioName: null, testTypeName: null, versionName: null, startedAtMs: null };

/** By hand from the rule in docs/IMPORT.md. */
const CASES: Array<[string, Partial<GuessedName>]> = [
  [
    'prod_load_14.2.3_20240107T131500Z.csv',
    { scenarioName: 'prod', testTypeName: 'load', versionName: '14.2.3', startedAtMs: at },
  ],
  [
    'prod_rev_trans_stress_14.2_2024-01-07_13-15-00.jtl',
    { scenarioName: 'prod_rev_trans', testTypeName: 'stress', versionName: '14.2', startedAtMs: at },
  ],
  [
    'my~5Fapp_load_R~5F2_20240107T131500Z.csv.gz',
    { scenarioName: 'my_app', testTypeName: 'load', versionName: 'R_2', startedAtMs: at },
  ],
  [
    'PROD_LOAD_15.0_20240107.csv',
    { scenarioName: 'prod', testTypeName: 'load', versionName: '15.0', startedAtMs: Date.UTC(2024, 0, 7) },
  ],
  [
    'Checkout_flow_load_14.2.3_1704633300000.csv',
    { scenarioName: 'Checkout flow', testTypeName: 'load', versionName: '14.2.3', startedAtMs: at },
  ],
  [
    'prod_load_20240107_20240107T131500Z.csv',
    { scenarioName: 'prod', testTypeName: 'load', versionName: '20240107', startedAtMs: at },
  ],
  ['billing_load_v3.csv', { scenarioName: 'billing', testTypeName: 'load', versionName: 'v3' }],
  ['new_scenario_stress_2.0-rc1.csv', { scenarioName: 'new_scenario', testTypeName: 'stress', versionName: '2.0-rc1' }],
  ['a_soak_9.csv', { scenarioName: 'a', testTypeName: 'soak', versionName: '9' }],
  ['prod_soak_9.csv', { scenarioName: 'prod', testTypeName: 'soak', versionName: '9' }],
  ['prod-load-14.2.3.csv', { scenarioName: 'prod', testTypeName: 'load', versionName: '14.2.3' }],
  ['2024/14.2.3/load/prod/results.csv', { scenarioName: 'prod', testTypeName: 'load', versionName: '14.2.3' }],
  [
    '14.2.3/prod_load_20240107T131500Z/aggregate.csv',
    { ...nothing, scenarioName: 'prod', testTypeName: 'load', versionName: '14.2.3', startedAtMs: at },
  ],
  // 14.2 is known, and stands in neither.
  ['prod_load_14.2.9.csv', { scenarioName: 'prod', testTypeName: 'load', versionName: '14.2.9' }],
  ['prod_load_3.14.2.csv', { scenarioName: 'prod', testTypeName: 'load', versionName: '3.14.2' }],
  ['results.csv', nothing],
  ['aggregate report.csv', nothing],
  ['production.csv', nothing],
];

describe('the guess from a name', () => {
  it.each(CASES)('%s', (path, expected) => {
    expect(guessName(path, known)).toEqual({ ...nothing, ...expected });
  });

  it('reads back every name that a run’s result has, as long as it was not cut', () => {
    const name = fc.stringMatching(/^[a-z][a-z _.-]{0,15}[a-z]$/);
    fc.assert(
      fc.property(
        name,
        name,
        fc.stringMatching(/^\d\.\d{1,2}[a-z_]{0,4}$/),
        (scenarioName, testTypeName, versionName) => {
          const fileName = resultFileName({ scenarioName, testTypeName, versionName, startedAtMs: at });
          const nobody = { scenarioNames: [], testTypeNames: [], versionNames: [] };
          expect(guessName(fileName, nobody)).toEqual({ scenarioName, testTypeName, versionName, startedAtMs: at });
        }
      )
    );
  });

  it('finds a known name of which the file’s name has only the beginning and its hash', () => {
    const scenarioName = `long ${'x'.repeat(80)}`;
    const fileName = resultFileName({ scenarioName, testTypeName: 'load', versionName: '1', startedAtMs: at });
    expect(guessName(fileName, { ...known, scenarioNames: [scenarioName] }).scenarioName).toBe(scenarioName);
  });

  it('never fails, whatever the name', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (path) => guessName(path, known) !== undefined));
  });
});

describe('a time in a name', () => {
  it.each([
    ['a_20240107T131500Z', at],
    ['a_20240107T131500+0200', at - 7_200_000],
    ['a_20240107_131500', at],
    ['a-20240107131500', at],
    ['a_202401071315', at],
    ['a 2024-01-07 13:15:00.250', at + 250],
    ['a_2024-01-07T13-15-00-05:00', at + 5 * 3_600_000],
    ['a_2024.01.07', Date.UTC(2024, 0, 7)],
    ['1704633300', at],
    ['a_1704633300000', at],
  ])('%s', (name, expected) => {
    expect(timeInName(name)?.atMs).toBe(expected);
  });

  it.each(['a_20240230', 'build20240107', '14.2.3', '202401', '20241301T000000', '99999'])('is none: %s', (name) => {
    expect(timeInName(name)).toBeNull();
  });
});

describe('the stem of a file name', () => {
  it('has no endings, however many there are', () => {
    expect(stemOf('a_1.2.csv.gz')).toBe('a_1.2');
    expect(stemOf('1.2')).toBe('1.2');
  });
});
