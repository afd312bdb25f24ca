import { describe, expect, it } from 'vitest';

import type { Metric } from '../../contract/verdict.ts';
import { fixtureBaselineInput, fixtureComparisonInput, fixtureLabels } from '../model/comparison-fixture.ts';
import { fixtureRunInput, REPORT_CONTEXT } from '../model/report-fixture.ts';
import { buildReportModel, type ReportModel, type ReportModelInput } from '../model/report-model.ts';
import { readSheets, tableOf, type RawCell, type Row } from './read-xlsx-independently.ts';
import { renderExcel } from './render-excel.ts';

const DAY_MS = 86_400_000;
/** Days from 1899-12-30, where a spreadsheet's calendar begins, to 1970-01-01. */
const EPOCH_DAYS = 25_569;
const METRIC_NAMES: ReadonlyArray<readonly [Metric, string]> = [
  ...([
    ['p90Ms', 'p90'],
    ['errorRate', 'error rate'],
    ['meanMs', 'mean'],
    ['medianMs', 'median'],
  ] as const),
  ...([
    ['p95Ms', 'p95'],
    ['p99Ms', 'p99'],
    ['maxMs', 'maximum'],
    ['throughputPerSec', 'throughput'],
  ] as const),
];

function only(row: Row, headers: readonly string[]): Row {
  return Object.fromEntries(headers.map((header) => [header, row[header] ?? null]));
}

function expectRows(actual: readonly Row[], expected: readonly Row[]): void {
  expect(actual).toHaveLength(expected.length);
  expect(actual.map((row, index) => only(row, Object.keys(expected[index] ?? {})))).toEqual(expected);
}

function expectedSideBySide({ comparisons }: ReportModel): Row[] {
  return comparisons.flatMap(({ scenarioName, testTypeName, environmentName, columns, total, labels }) => {
    const names = columns.map(({ versionName, runId }) => (runId === null ? `${versionName} (baseline)` : versionName));
    const all = [{ label: 'All samples', kind: 'total', metrics: total, states: [] }, ...labels];
    return METRIC_NAMES.flatMap(([metric, name]) =>
      all.map(({ label, kind, metrics, states }) => {
        const { values, changeRatios } = metrics[metric];
        const last = states.at(-1);
        const state = { p90Ms: last?.p90, errorRate: last?.errorRate }[metric as 'p90Ms' | 'errorRate'] ?? null;
        return {
          ...{ Scenario: scenarioName, 'Test type': testTypeName, Environment: environmentName },
          ...{ Label: label, Kind: kind, Metric: name, State: state },
          ...Object.fromEntries(names.map((column, index) => [column, values[index] ?? null])),
          ...Object.fromEntries(
            names.slice(1).map((column, index) => [`${column} change %`, changeRatios[index + 1] ?? null])
          ),
        };
      })
    );
  });
}

function expectedJudgement({ runs }: ReportModel): Row[] {
  const nameOf = new Map(METRIC_NAMES);
  return runs.flatMap(({ run, comparisons }) =>
    comparisons.flatMap(({ all }) =>
      all.map(({ label, metric, reference, current, change, changeRatio, state, severity, why }) => ({
        ...{ Run: run.name, Label: label, Metric: nameOf.get(metric) ?? '', Reference: reference, Current: current },
        ...{ Change: change, 'Change %': changeRatio, State: state, Severity: severity, Why: why },
      }))
    )
  );
}

function expectedStatistics({ statistics }: ReportModel['runs'][number]): Row[] {
  const scopes = [
    ['analysis window', statistics.window],
    ['whole run', statistics.run],
  ] as const;
  return scopes.flatMap(([scope, one]) =>
    (one === null ? [] : [one.total, ...one.rows]).map((row) => ({
      ...{ 'Samples of': scope, Label: row.label, Samples: row.count, Errors: row.errors, 'Errors %': row.errorRate },
      ...{ 'Min ms': row.minMs, 'Mean ms': row.meanMs, 'Median ms': row.medianMs, 'p90 ms': row.p90Ms },
      ...{ 'p95 ms': row.p95Ms, 'p99 ms': row.p99Ms, 'Max ms': row.maxMs, 'Std dev ms': row.standardDeviationMs },
      ...{ 'Throughput /s': row.throughputPerSec, 'Received KB/s': row.receivedKbPerSec },
      'Sent KB/s': row.sentKbPerSec,
    }))
  );
}

function expectedTimeline({ runs }: ReportModel): Row[] {
  return runs.flatMap(({ run, timeline }) =>
    (timeline?.points ?? []).map((point, index, points) => {
      const isCutOff = index === points.length - 1;
      const perSec = (count: number) => (isCutOff ? null : (count * 1000) / (timeline?.sliceMs ?? 1));
      return {
        ...{ Run: run.name, 'From (UTC)': EPOCH_DAYS + point.startMs / DAY_MS },
        ...{ 'p50 ms': point.medianMs, 'p90 ms': point.p90Ms, 'p95 ms': point.p95Ms, 'Mean ms': point.meanMs },
        ...{ 'Max ms': point.maxMs, Samples: point.count, Errors: point.errors, Threads: point.activeThreads },
        ...{ 'Samples /s': perSec(point.count), 'Errors /s': perSec(point.errors) },
      };
    })
  );
}

function expectedErrors({ runs }: ReportModel): Row[] {
  return runs.flatMap(({ run, errors }) =>
    errors.map(({ label, count, responseCode, message, firstMs }) => ({
      ...{ Run: run.name, Label: label, Count: count, Code: responseCode, Message: message },
      'First (UTC)': EPOCH_DAYS + firstMs / DAY_MS,
    }))
  );
}

const INPUTS: ReadonlyArray<[type: string, input: (labelCount: number) => ReportModelInput]> = [
  [
    'single',
    (labelCount) => ({
      ...{ ...REPORT_CONTEXT, subject: { type: 'single' } },
      runs: [
        fixtureRunInput({
          ...{ id: 11, scenarioName: 'prod', testTypeName: 'Load' },
          labels: fixtureLabels(labelCount, 1.4),
        }),
      ],
    }),
  ],
  [
    'comparison',
    (labelCount) =>
      fixtureComparisonInput(
        labelCount > 100
          ? { labelCount, versionNames: ['14.2.3', '14.2.2'] }
          : { labelCount, versionNames: ['14.2.3', '14.2.2', '14.2.1'], scenarioNames: ['prod', 'uid'] }
      ),
  ],
  ['baseline', fixtureBaselineInput],
];
const CASES = INPUTS.flatMap(([type, input]) => [1, 40, 300].map((count) => ({ type, count, input })));

describe.each(CASES)('a $type report of $count labels', ({ type, count, input }) => {
  const model = buildReportModel(input(count));

  it('has every figure of the model in its cell', async () => {
    const sheets = readSheets(await renderExcel(model));
    const [, ...rest] = [...sheets.keys()];
    const hasVersions = type !== 'single';
    if (hasVersions) {
      expectRows(tableOf(sheets, 'Comparison'), expectedSideBySide(model));
    }
    expectRows(tableOf(sheets, hasVersions ? 'Judgement' : 'Comparison'), expectedJudgement(model));
    const runSheets = rest.slice(hasVersions ? 3 : 2, rest.indexOf('Errors'));
    expect(runSheets).toHaveLength(model.runs.length);
    runSheets.forEach((name, index) => {
      const run = model.runs[index];
      expectRows(tableOf(sheets, name), run === undefined ? [] : expectedStatistics(run));
    });
    expectRows(tableOf(sheets, 'Errors'), expectedErrors(model));
    expectRows(tableOf(sheets, 'Timeline'), expectedTimeline(model));
    const formulas = [...sheets.values()].flatMap((cells) =>
      [...cells.values()].filter(({ hasFormula }) => hasFormula)
    );
    expect(formulas).toEqual([]);
  });
});

describe('a summary', () => {
  it('shows the very figures of the totals and of what changed', async () => {
    const model = buildReportModel(fixtureBaselineInput(40));
    const cells = readSheets(await renderExcel(model)).get('Summary') ?? new Map<string, RawCell>();
    const addresses = new Map([...cells].map(([address, { value }]) => [value, address]));
    const rowOf = (text: string) => Number(/\d+$/.exec(addresses.get(text) ?? '')?.[0]);
    const valuesAt = (row: number, letters: string) =>
      [...letters].map((letter) => cells.get(`${letter}${row}`)?.value ?? null);
    const [run] = model.runs;
    const { count, errorRate, medianMs, p90Ms, p95Ms, throughputPerSec } = run?.judged?.total ?? {};
    expect(valuesAt(rowOf('Verdict') + 1, 'CDEFGHI')).toEqual([
      ...[count, errorRate, medianMs, p90Ms, p95Ms, throughputPerSec],
      (run?.durationMs ?? 0) / DAY_MS,
    ]);
    const [worst] = run?.comparisons ?? [];
    expect(valuesAt(rowOf('p90 now ms') + 1, 'ACDEFGHI')).toEqual([
      ...[worst?.label, worst?.time?.reference, worst?.time?.current, worst?.time?.change, worst?.time?.changeRatio],
      ...[worst?.errorRate?.reference, worst?.errorRate?.current, worst?.state],
    ]);
  });
});
