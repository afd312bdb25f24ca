import { describe, expect, it } from 'vitest';

import { buildReportModel } from './report-model.ts';
import { fixtureBaselineInput, fixtureComparisonInput } from './comparison-fixture.ts';
import { fixtureBatchInput, fixtureSingleInput } from './report-fixture.ts';

describe('buildReportModel of a batch', () => {
  const model = buildReportModel(fixtureBatchInput());

  it('leads with the batch’s verdict and at most three findings', () => {
    expect(model).toMatchObject({ version: 2, type: 'batch', title: 'Release 14.2.3', outcome: 'failed' });
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
    expect(model.link.path).toBe('/a/perftest-automation-app/queue/batches/9');
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

describe('buildReportModel of a comparison', () => {
  const versionNames = ['14.2.3', '14.2.2', '14.2.1'];
  const model = buildReportModel(
    fixtureComparisonInput({ labelCount: 12, versionNames, scenarioNames: ['prod', 'uid'] })
  );

  it('judges the newest against the oldest, and the worst of its runs decides', () => {
    expect(model).toMatchObject({
      type: 'comparison',
      title: '14.2.3 against 14.2.1 and 1 version between',
      ...{ versionName: '14.2.3', comparedWith: '14.2.1', outcome: 'failed', sentence: '2 runs failed.' },
    });
    expect(model.runs.map(({ run, role }) => [run.versionName, role])).toEqual([
      ...[
        ['14.2.3', 'judged'],
        ['14.2.1', 'reference'],
        ['14.2.2', 'reference'],
      ],
      ...[
        ['14.2.3', 'judged'],
        ['14.2.1', 'reference'],
        ['14.2.2', 'reference'],
      ],
    ]);
    expect(model.matrix?.rows.map(({ cells }) => cells.flat().map(({ runId }) => runId))).toEqual([[102], [202]]);
  });

  it('stands the oldest first, and says of the newest what it found outside of this report', () => {
    const [prod] = model.comparisons;
    expect(prod?.columns.map(({ versionName, runId }) => [versionName, runId])).toEqual([
      ...[
        ['14.2.1', 100],
        ['14.2.2', 101],
        ['14.2.3', 102],
      ],
    ]);
    expect(prod?.columns[0]?.link?.path).toBe('/a/perftest-automation-app/tests/100');
    // Of the first label every third is slower by 15 % a version: 120 ms, 138 ms, 156 ms.
    const label = prod?.labels.find(({ label: name }) => name.startsWith('Přihlášení'));
    expect(label?.metrics.p90Ms).toMatchObject({ values: [120, 138, 156], changes: [null, 18, 36] });
    expect(label?.metrics.p90Ms.changeRatios[2]).toBeCloseTo(0.3, 12);
    expect(model.runs[0]?.ownVerdict?.outcome).toBe('failed');
    expect(model.runs[1]).toMatchObject({ ownVerdict: null, comparisons: [] });
  });

  it('counts the labels of the judged runs alone', () => {
    // Every third of 12 labels is 30 % slower, in two runs.
    expect(model.summary).toMatchObject({ comparedLabels: 24, critical: 8 });
  });
});

describe('buildReportModel beside a baseline', () => {
  it('says what it is compared with, and shows both', () => {
    const model = buildReportModel(fixtureBaselineInput(4));
    expect(model).toMatchObject({
      type: 'baseline',
      title: 'prod · Load · 14.2.3 beside the baseline “Spring release”',
      ...{ comparedWith: 'baseline “Spring release”', outcome: 'failed', matrix: null },
    });
    expect(model.comparisons[0]?.columns.map(({ runId, link }) => [runId, link?.path ?? null])).toEqual([
      [null, null],
      [21, '/a/perftest-automation-app/tests/21'],
    ]);
    expect(model.runs[0]?.run.verdict?.reference?.name).toBe('Spring release');
  });
});
