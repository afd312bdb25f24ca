import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import type { JudgementRules } from '../../contract/scenarios.ts';
import type { StatisticsRow } from '../../contract/statistics.ts';
import type { LabelComparison } from '../../contract/verdict.ts';
import { labelKey } from '../key-labels.ts';
import { rowOf } from './history-fixture.ts';
import { compareWithHistory } from './compare-with-history.ts';
import { testErrors } from './error-test.ts';

/** p90, samples, errors */
type Row = [p90Ms: number, count: number, errors: number];

interface OracleLabel {
  /** Oldest first. */
  runs: Array<Row | null>;
  /** Indices of runs with which the centre begins anew. */
  changed: number[];
  current: Row;
  siblings: Array<[...Row, batchId: number | null]>;
}

interface OracleTime {
  c: number;
  s2: number;
  df: number;
  d: number;
  se: number;
  p: number;
  upper: number;
  state: string;
  severity?: string;
}

interface OracleErrors {
  p0: number;
  chi2: number;
  phi: number;
  z: number;
  p: number;
  state: string;
}

interface OracleCase {
  versions: number[];
  batch: number | null;
  judgement: JudgementRules;
  labels: Record<string, OracleLabel>;
  times: Record<string, OracleTime>;
  errors: Record<string, OracleErrors>;
}

/** 200 random histories judged by tests/oracle/verdict/rules.py with scipy and statsmodels. */
const { cases } = JSON.parse(
  readFileSync(new URL('../../../../tests/fixtures/verdict/rules.json', import.meta.url), 'utf8')
) as { cases: OracleCase[] };

function toRow(label: string, [p90Ms, count, errors]: Row): StatisticsRow {
  return rowOf(label, p90Ms, { count, errors, errorRate: errors / count });
}

function judge({ versions, batch, judgement, labels }: OracleCase) {
  const named = Object.entries(labels);
  const history = versions.map((versionId, index) => ({
    runId: index + 1,
    versionId,
    versionName: `v${versionId}`,
    changed: new Set(
      named.flatMap(([label, { changed }]) => (changed.includes(index) ? [labelKey({ label, kind: 'sample' })] : []))
    ),
    rows: named.flatMap(([label, { runs }]) => {
      const row = runs[index] ?? null;
      return row === null ? [] : [toRow(label, row)];
    }),
  }));
  const siblings = (named[0]?.[1].siblings ?? []).map(([, , , batchId], index) => ({
    runId: 100 + index,
    batchId,
    rows: named.flatMap(([label, one]) => {
      const [p90Ms, count, errors] = one.siblings[index] ?? [0, 0, 0];
      return [toRow(label, [p90Ms, count, errors])];
    }),
  }));
  return compareWithHistory({
    ...{ judgement, siblings, batchId: batch, single: null, labelRenames: [], historyName: 'the history' },
    keyLabels: named.map(([label]) => label),
    history: history.reverse(),
    current: named.map(([label, { current }]) => toRow(label, current)),
  });
}

function expectNear(found: number, wanted: number): void {
  expect(Math.abs(found - wanted)).toBeLessThanOrEqual(1e-9 * Math.max(1e-3, Math.abs(wanted)));
}

function expectTime({ label, evidence, state, severity }: LabelComparison, wanted: OracleTime | undefined): void {
  if (!evidence || wanted === undefined) {
    throw new Error(`${label} was not expected`);
  }
  expectNear(Math.log(evidence.centreMs), wanted.c);
  expectNear(evidence.spread ** 2, wanted.s2);
  expectNear(evidence.degreesOfFreedom, wanted.df);
  expectNear(evidence.change, wanted.d);
  expectNear(evidence.standardError, wanted.se);
  expectNear(evidence.p, wanted.p);
  expectNear(Math.log1p(evidence.upperChangeRatio), wanted.upper);
  expect({ label, state, severity }).toEqual({ label, state: wanted.state, severity: wanted.severity ?? null });
}

const compared = cases.map((one) => judge(one).comparisons);

describe('200 random histories', () => {
  it('have the times of the independent computation', () => {
    let judged = 0;
    for (const [index, one] of cases.entries()) {
      const found = (compared[index] ?? []).filter(({ metric, evidence }) => metric === 'p90Ms' && evidence);
      expect(found.map(({ label }) => label).sort()).toEqual(Object.keys(one.times).sort());
      found.forEach((comparison) => expectTime(comparison, one.times[comparison.label]));
      judged += found.length;
    }
    expect(judged).toBeGreaterThan(500);
  });

  it('have the errors of the independent computation', () => {
    const states = cases.flatMap(({ errors }, index) =>
      Object.entries(errors).map(([label, { state }]) => ({ index, label, state }))
    );
    const found = states.map(({ index, label }) => {
      const state = compared[index]?.find((row) => row.label === label && row.metric === 'errorRate')?.state;
      return { index, label, state: state === 'regressed' || state === 'suspected' ? state : 'not risen' };
    });
    expect(states.length).toBeGreaterThan(500);
    expect(found).toEqual(states);
  });

  it('have the figures of the error rule', () => {
    for (const { labels, errors } of cases) {
      for (const [label, wanted] of Object.entries(errors)) {
        const one = labels[label];
        const references = (one?.runs ?? []).flatMap((row) =>
          row === null ? [] : [{ count: row[1], errors: row[2] }]
        );
        const [, count = 0, failed = 0] = one?.current ?? [];
        const test = testErrors({ count, errors: failed }, references);
        expectNear(test.expectedRate, wanted.p0);
        expectNear(test.chiSquare, wanted.chi2);
        expectNear(test.overdispersion, wanted.phi);
        expectNear(test.z, wanted.z);
        expectNear(test.pWorse, wanted.p);
      }
    }
  });
});
