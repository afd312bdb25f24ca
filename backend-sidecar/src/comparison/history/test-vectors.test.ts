import { describe, expect, it } from 'vitest';

import type { LabelComparison, TimeEvidence } from '../../contract/verdict.ts';
import { judgeRun } from '../judge-run.ts';
import { statisticsRow } from '../statistics-row-fixture.ts';
import { testErrors } from './error-test.ts';
import { historyOf, rowOf } from './history-fixture.ts';
import { learnLabels } from './label-models.ts';
import { nameRuns } from './observed-labels.ts';
import { priorOf } from './shrinkage.ts';

/*
 * The two vectors of the verdict's specification, computed there twice and independently; its printed digits are the
 * expected ones.
 */
const REFERENCE = {
  Login: [412, 425, 405, 418],
  Search: [880, 910, 850, 895],
  Cart: [230, 230, 230, 230],
  Checkout: [1510, 1450, 1530, 1490],
  Report: [2950, 3300, 2900, 3150],
};
const CURRENT = { Login: 560, Search: 905, Cart: 252, Checkout: 1500, Report: 3600 };

interface Expected {
  c: number;
  own: number;
  shrunk: number;
  d: number;
  se: number;
  t: number;
  p: number;
  limit: number;
  changeMs: number;
  upper: number;
  state: string;
  severity: string | null;
}

const EXPECTED: Record<keyof typeof CURRENT, Expected> = {
  Login: {
    ...{ c: 6.030486, own: 7.144553e-4, shrunk: 1.089318e-3, d: 0.297451, se: 0.038111, t: 7.804922 },
    ...{ p: 6.646984e-5, limit: 0.006, changeMs: 144.083, upper: 0.370128, state: 'regressed', severity: 'critical' },
  },
  Search: {
    ...{ c: 6.785168, own: 1.406232e-3, shrunk: 1.295535e-3, d: 0.022767, se: 0.041562, t: 0.54778 },
    ...{ p: 0.3007905, limit: 0.015, changeMs: 20.371, upper: 0.102025, state: 'unchanged', severity: null },
  },
  Cart: {
    ...{ c: 5.438079, own: 1e-4, shrunk: 9.061501e-4, d: 0.09135, se: 0.034759, t: 2.628077 },
    ...{ p: 0.01766511, limit: 0.0075, changeMs: 22, upper: 0.157636, state: 'unchanged', severity: null },
  },
  Checkout: {
    ...{ c: 7.306291, own: 8.71655e-4, shrunk: 1.136179e-3, d: 0.006929, se: 0.038922, t: 0.178032 },
    ...{ p: 0.4319769, limit: 0.03, changeMs: 10.358, upper: 0.081153, state: 'unchanged', severity: null },
  },
  Report: {
    ...{ c: 8.0431, own: 6.017313e-3, shrunk: 2.670089e-3, d: 0.145589, se: 0.059667, t: 2.44003 },
    ...{ p: 0.02311515, limit: 0.01, changeMs: 487.752, upper: 0.259373, state: 'inconclusive', severity: null },
  },
};

/** The specification prints variances and p with seven significant digits, all else with six behind the point. */
function expectSignificant(found: number, wanted: number): void {
  expect(Math.abs(found / wanted - 1)).toBeLessThanOrEqual(5e-7);
}

const verdict = judgeRun({
  current: {
    total: statisticsRow({ label: 'Total' }),
    rows: Object.entries(CURRENT).map(([label, p90Ms]) => rowOf(label, p90Ms)),
  },
  reference: null,
  history: historyOf(REFERENCE),
  slos: [],
  keyLabels: null,
  failSeverity: 'major',
  evidence: { sampleCount: 5000, minimumSamples: 100, wasStoppedEarly: false },
  judgedAtMs: 1,
});

function timeOf(label: string): LabelComparison & { evidence: TimeEvidence } {
  const found = verdict.comparisons.find((one) => one.label === label && one.metric === 'p90Ms');
  if (!found?.evidence) {
    throw new Error(`${label} has no evidence`);
  }
  return { ...found, evidence: found.evidence };
}

describe('the vector of the time rule', () => {
  it.each(Object.entries(EXPECTED))('%s has the printed digits', (label, expected) => {
    const { evidence, change, state, severity } = timeOf(label);
    expect(Math.log(evidence.centreMs)).toBeCloseTo(expected.c, 6);
    expectSignificant(evidence.spread ** 2, expected.shrunk);
    expect(evidence.change).toBeCloseTo(expected.d, 6);
    expect(evidence.standardError).toBeCloseTo(expected.se, 6);
    expect(evidence.t).toBeCloseTo(expected.t, 6);
    expectSignificant(evidence.p, expected.p);
    expect(evidence.holmLimit).toBeCloseTo(expected.limit, 12);
    expect(change).toBeCloseTo(expected.changeMs, 3);
    expect(Math.log1p(evidence.upperChangeRatio)).toBeCloseTo(expected.upper, 6);
    expect(evidence.degreesOfFreedom).toBeCloseTo(6.709204, 6);
    expect(evidence.referenceRuns).toBe(3);
    expect({ state, severity }).toEqual({ state: expected.state, severity: expected.severity });
  });

  it('has the printed common spread', () => {
    const own = Object.values(EXPECTED).map(({ own: variance }) => ({ variance, degreesOfFreedom: 2 }));
    const prior = priorOf(own);
    expect(prior?.degreesOfFreedom).toBeCloseTo(4.709204, 4);
    expect(prior?.variance).toBeCloseTo(1.248522e-3, 8);
    const models = learnLabels(nameRuns(historyOf(REFERENCE), []), 'p90Ms');
    for (const [label, { own: variance }] of Object.entries(EXPECTED).filter(([name]) => name !== 'Cart')) {
      expectSignificant(models.get(`sample\u0000${label}`)?.ownSpread.variance ?? 0, variance);
    }
    expect(models.get('sample\u0000Cart')?.ownSpread).toMatchObject({ variance: 0, degreesOfFreedom: 2 });
  });

  it('fails the run, by its history', () => {
    expect(verdict).toMatchObject({
      outcome: 'failed',
      rules: 'history/1',
      suspiciousRunId: null,
      reference: { kind: 'history', confidence: 'normal', versionName: 'v4', runIds: [4, 3, 2, 1] },
    });
    expect(verdict.comparisons.filter(({ state }) => state === 'improved')).toEqual([]);
    expect(verdict.sentence).toBe('Login p90 is 35 % slower than in the history of 4 runs (416 → 560 ms).');
  });

  it('gives each state one sentence with its figures', () => {
    expect(timeOf('Login').why).toBe(
      '35 % slower than in the last 3 runs (416 → 560 ms): more than chance explains (3.3 % from run to run are usual; p = 0.000066, limit 0.006)'
    );
    expect(timeOf('Search').why).toBe(
      '2.3 % slower than in the last 3 runs (885 → 905 ms): more than 10.7 % slower is excluded, up to 20 % is tolerated'
    );
    // e^0.259373 − 1 = 29.6 % cannot be excluded. With one more run se is √(2.670089e-3 · (1/3 + 1/2)) = 0.04717,
    // t 3.0865 and p 0.0094 for 6.709 degrees of freedom, below its limit of 0.01.
    expect(timeOf('Report').why).toBe(
      '15.7 % slower than in the last 3 runs (3\u00a0112 → 3\u00a0600 ms): chance can do this (p = 0.023, limit 0.01), and 20 % slower cannot be excluded either; only 30 % or more is seen in 8 of 10 runs, 1 more run would decide'
    );
  });
});

describe('the vector of the error rule', () => {
  const counts = [4980, 5020, 5005, 4990, 5010, 4995];
  const references = (errors: number[]) =>
    errors.map((number, index) => ({ errors: number, count: counts[index] ?? 0 }));

  it('A has the printed digits', () => {
    const test = testErrors({ errors: 60, count: 5000 }, references([12, 9, 15, 10, 8, 14]));
    expect(test.expectedRate).toBeCloseTo(2.283257e-3, 9);
    expect(test.chiSquare).toBeCloseTo(3.48319, 6);
    expect(test.overdispersion).toBe(1);
    expect(test.z).toBeCloseTo(13.327579, 6);
    expect(test.pWorse).toBeCloseTo(2.12653e-5, 11);
  });

  it('B has the printed digits', () => {
    const test = testErrors({ errors: 60, count: 10000 }, references([12, 9, 30, 10, 8, 14]));
    expect(test.expectedRate).toBeCloseTo(2.783241e-3, 9);
    expect(test.chiSquare).toBeCloseTo(24.247927, 6);
    expect(test.overdispersion).toBeCloseTo(8.699171, 6);
    expect(test.z).toBeCloseTo(1.792834, 6);
    expect(test.pWorse).toBeCloseTo(6.648941e-2, 8);
  });
});
