import { describe, expect, it } from 'vitest';

import type { ReconciledFigure } from '../../contract/analysis.ts';
import { DEFAULT_APDEX, type ApdexRules } from '../../contract/scenarios.ts';
import type { StatisticsRow } from '../../contract/statistics.ts';
import type { JMeterRow } from './jmeter-rows.ts';
import { JMeterTables, type TablesOptions } from './jmeter-tables.ts';
import { reconcile, rulesOf } from './reconcile.ts';

const OPTIONS: TablesOptions = { setupGroups: [], stopSentAtMs: null, excludedLabels: [], labelFoldings: [] };

/** A second for each sample, one after another. */
function tablesOf(rows: ReadonlyArray<Partial<JMeterRow>>, options: Partial<TablesOptions> = {}): JMeterTables {
  const tables = new JMeterTables({ ...OPTIONS, ...options });
  rows.forEach((row, index) =>
    tables.add({
      ...{ startMs: index * 1000, elapsedMs: 1000, label: 'A', isSuccess: true, isTransaction: false },
      ...{ isEmptyTransaction: false, isNested: false, groupName: 'g', receivedBytes: 1024, sentBytes: 0, ...row },
    })
  );
  return tables;
}

/** What we have of so many such samples; 1 s each, so that they are tolerated. */
function ours(count: number, change: Partial<StatisticsRow> = {}): StatisticsRow {
  const times = { minMs: 1000, meanMs: 1000, medianMs: 1000, p90Ms: 1000, p95Ms: 1000, p99Ms: 1000, maxMs: 1000 };
  return {
    ...{ label: 'A', kind: 'sample', count, errors: 0, errorRate: 0, ...times, standardDeviationMs: 0 },
    ...{ throughputPerSec: 1, receivedKbPerSec: 1, sentKbPerSec: 0, firstStartMs: 0, lastEndMs: count * 1000 },
    ...{ apdex: 0.5, latencyMeanMs: null, latencyMaxMs: null, connectMeanMs: null, connectMaxMs: null },
    ...{ idleMeanMs: null, ...change },
  };
}

interface Case {
  tables: JMeterTables;
  total: StatisticsRow;
  rows: StatisticsRow[];
  apdex?: ApdexRules;
}

function differences({ tables, total, rows, apdex = DEFAULT_APDEX }: Case): string[] {
  const { aggregateReport, dashboard } = reconcile({ ours: { total, rows }, tables, apdex });
  const told = (report: string) => (figure: ReconciledFigure) =>
    figure.isEqual ? [] : [`${report} ${figure.label} ${figure.figure}: ${figure.why}`];
  return [...aggregateReport.flatMap(told('Aggregate')), ...dashboard.flatMap(told('Dashboard'))];
}

describe('reconcile', () => {
  it('finds all equal where no rule makes a difference', () => {
    expect(differences({ tables: tablesOf([{}, {}, {}]), total: ours(3), rows: [ours(3)] })).toEqual([]);
  });

  it('names the label into which the scenario folds others', () => {
    const tables = tablesOf([{ label: '/item/1' }, { label: '/item/2' }], {
      labelFoldings: [{ pattern: '/item/*', label: '/item' }],
    });
    const told = differences({ tables, total: ours(2), rows: [ours(2, { label: '/item' })] });
    expect(told).toContain('Aggregate /item/1 count: The scenario counts it as “/item”');
    expect(told).toContain('Aggregate /item count: The scenario counts further labels as this one');
  });

  it('names the thresholds that the scenario has for a label', () => {
    const apdex = { ...DEFAULT_APDEX, ofLabels: [{ pattern: 'A*', satisfiedMs: 1000, toleratedMs: 2000 }] };
    const satisfied = ours(2, { apdex: 1 });
    expect(differences({ tables: tablesOf([{}, {}]), total: satisfied, rows: [satisfied], apdex })).toEqual([
      'Dashboard Total APDEX: JMeter’s thresholds are 500 and 1500 ms, the scenario has its own for some labels',
      'Dashboard A APDEX: JMeter’s thresholds are 500 and 1500 ms, the scenario’s 1000 and 2000 ms',
    ]);
  });

  it('tells a label of which the stop left nothing', () => {
    const tables = tablesOf([{}, { label: 'B', isSuccess: false }], { stopSentAtMs: 1500 });
    expect(differences({ tables, total: ours(1), rows: [ours(1)] })).toContain(
      'Aggregate B count: All its samples were interrupted by the stop'
    );
  });

  it('admits that it cannot explain a difference', () => {
    const wrong = ours(3, { maxMs: 999 });
    expect(differences({ tables: tablesOf([{}, {}, {}]), total: ours(3), rows: [wrong] })).toEqual([
      'Aggregate A max: No known rule explains this difference: please report it',
      'Dashboard A max: No known rule explains this difference: please report it',
    ]);
  });

  it('says how many rows could not be read', () => {
    const subjects = (rejected: number) => rulesOf({ apdex: DEFAULT_APDEX, rejected }).map(({ subject }) => subject);
    expect(subjects(1)).toEqual([...subjects(0), 'Rows that cannot be read']);
  });
});
