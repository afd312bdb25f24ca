import { describe, expect, it } from 'vitest';

import { judgeSmoke } from './judge-smoke.ts';
import { statisticsRow } from './statistics-row-fixture.ts';

const row = (label: string, count: number, errors: number, kind: 'sample' | 'transaction' | 'setup' = 'sample') =>
  statisticsRow({ label, count, errors, kind });

describe('the verdict of a smoke run', () => {
  it('is passed when something was asked and nothing failed', () => {
    const verdict = judgeSmoke([row('Login', 1, 0), row('Pay', 1, 0), row('Checkout', 1, 0, 'transaction')], 5);
    expect(verdict).toMatchObject({ outcome: 'passed', sentence: 'Smoke run: 2 requests, none failed', judgedAtMs: 5 });
  });

  it('is failed by one failed request, and names it', () => {
    const verdict = judgeSmoke([row('Login', 2, 1), row('Pay', 1, 0), row('Whole', 1, 1, 'transaction')], 5);
    expect(verdict.outcome).toBe('failed');
    expect(verdict.sentence).toBe('Smoke run: 1 of 3 requests failed (“Login”, “Whole”)');
    expect(verdict.reasons.map(({ label }) => label)).toEqual(['Login', 'Whole']);
  });

  it('is failed by a request of a setUp group', () => {
    expect(judgeSmoke([row('Prepare', 1, 1, 'setup'), row('Login', 1, 0)], 5).outcome).toBe('failed');
  });

  it('is failed when nothing was asked', () => {
    expect(judgeSmoke([], 5)).toMatchObject({
      outcome: 'failed',
      sentence: 'Smoke run: nothing was asked of the system',
    });
  });

  it('names three labels and counts the rest', () => {
    const labels = ['a', 'b', 'c', 'd', 'e'].map((label) => row(label, 1, 1));
    expect(judgeSmoke(labels, 5).sentence).toBe('Smoke run: 5 of 5 requests failed (“a”, “b”, “c” and 2 more)');
  });
});
