import { describe, expect, it } from 'vitest';

import { buildReportModel } from './report-model.ts';
import { fixtureBatchInput, fixtureSingleInput } from './report-fixture.ts';

describe('buildReportModel of a batch', () => {
  const model = buildReportModel(fixtureBatchInput());

  it('leads with the batch’s verdict and at most three findings', () => {
    expect(model).toMatchObject({ version: 1, type: 'batch', title: 'Release 14.2.3', outcome: 'failed' });
    expect(model.sentence).toBe('1 run failed, 2 inconclusive, 1 passed (1 not carried out to the end).');
    expect(model.findings).toHaveLength(3);
    // 552 ÷ 9 049 = 6.10 %, 9 ÷ 9 118 = 0.10 %
    expect(model.findings[0]?.text).toBe('prod · Load: Pay fails in 6.1 % of its samples, in 14.2.2 in 0.1 %');
  });

  it('lays scenarios and test types out as a matrix', () => {
    expect(model.matrix?.testTypes).toEqual(['Load', 'Stress']);
    expect(
      model.matrix?.rows.map((row) => [row.scenario, row.cells.map((cells) => cells.map((cell) => cell.runId))])
    ).toEqual([
      ['prod', [[11], [12]]],
      ['uid', [[13], [14]]],
    ]);
  });

  it('names the worst label of a cell: 341 ÷ 212 − 1 = 60.8 %', () => {
    expect(model.matrix?.rows[0]?.cells[0]?.[0]?.worst).toBe('Transfer +60.8\u00a0%');
    expect(model.matrix?.rows[0]?.cells[1]?.[0]?.worst).toBeNull();
  });

  it('puts key labels that changed first', () => {
    const order = model.runs[0]?.comparisons.map((group) => [group.label, group.state]);
    expect(order?.slice(0, 5)).toEqual([
      ['Transfer', 'regressed'], // +60.8 %
      ['Pay', 'regressed'], // errors; its faster p90 is no consolation
      ['Old export', 'missing'],
      ['Checkout', 'suspected'], // 1 171 ÷ 1 012: +15.7 %
      ['Search', 'suspected'], // 437 ÷ 388: +12.6 %
    ]);
  });

  it('counts labels by what became of them', () => {
    // Run 11: Transfer, Pay regressed, Old export missing, Checkout, Search suspected. Runs 12, 13: nothing changed.
    expect(model.summary).toEqual({ comparedLabels: 8 * 3, improved: 0, degraded: 5, critical: 2 });
  });

  it('keeps a run that was not carried out, without figures', () => {
    const lost = model.runs.find(({ run }) => run.id === 14);
    expect(lost).toMatchObject({ durationMs: null, judged: null, counts: null, comparisons: [], errors: [] });
  });

  it('links to Grafana with its sub-path', () => {
    expect(model.runs[0]?.link).toEqual({
      path: '/a/perftest-automation-app/tests/11',
      url: 'https://grafana.example.org/ops/a/perftest-automation-app/tests/11',
    });
    expect(model.link.path).toBe('/a/perftest-automation-app/batches/9');
  });

  it('survives being stored: it is plain JSON', () => {
    expect(JSON.parse(JSON.stringify(model))).toEqual(model);
  });
});

describe('buildReportModel of a run', () => {
  it('takes verdict and findings from the run', () => {
    const model = buildReportModel(fixtureSingleInput());
    expect(model).toMatchObject({ type: 'single', title: 'prod · Load · 14.2.3', outcome: 'failed', matrix: null });
    expect(model.findings).toHaveLength(3);
  });

  it('judges the window and shows the whole run where there is no window', () => {
    const input = fixtureSingleInput();
    expect(buildReportModel(input).runs[0]?.judged?.scope).toBe('window');
    const withoutWindow = { ...input, runs: input.runs.map((run) => ({ ...run, windowStatistics: null })) };
    expect(buildReportModel(withoutWindow).runs[0]?.judged?.scope).toBe('run');
  });

  it('shows the 50 most frequent error groups and counts the others', () => {
    const input = fixtureSingleInput();
    const runs = input.runs.map((run) => ({
      ...run,
      statistics: run.statistics && {
        ...run.statistics,
        errors: Array.from({ length: 60 }, (_, index) => ({
          label: 'A',
          kind: 'sample' as const,
          responseCode: String(index),
          message: '',
          example: '',
          count: index,
          firstMs: 0,
          lastMs: 0,
        })),
      },
    }));
    const [run] = buildReportModel({ ...input, runs }).runs;
    expect([run?.errors.length, run?.errors[0]?.count, run?.errorGroupsLeftOut]).toEqual([50, 59, 10]);
  });

  it.each([null, 'javascript:alert(1)', 'https://a"onclick="x'])('has no address from %s', (grafanaUrl) => {
    expect(buildReportModel({ ...fixtureSingleInput(), grafanaUrl }).link.url).toBeNull();
  });
});
