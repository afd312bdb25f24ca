import { labelKey } from '../../comparison/key-labels.ts';
import type { StatisticsRow } from '../../contract/statistics.ts';
import { AppError } from '../../kernel/errors.ts';
import type { HistoryStore, StoredDistribution } from '../../persistence/history-store.ts';
import type { RunRecord } from '../../persistence/run-store.ts';
import { Distribution } from '../../statistics/distribution.ts';
import { LabelRules } from '../../statistics/label-rules.ts';
import { pooledRow } from '../../statistics/pooled-row.ts';

interface Metrics {
  total: StatisticsRow;
  rows: StatisticsRow[];
}

/**
 * What several runs of a version measured, as if they had been one.
 * @throws AppError CONFLICT_STATE when one of them came as a summary: its percentiles cannot be put together with others
 */
export function versionMetrics(runs: readonly RunRecord[], history: HistoryStore): Metrics {
  const ids = runs.map(({ id }) => id);
  const [rows, stored] = [history.judgedRows(ids), history.judgedDistributions(ids)];
  refuseSummaries(ids, stored);
  const ofLabels = mergedByLabel(stored);
  const pooled = byLabel([...rows.values()].flat()).map((same) => {
    const [first] = same;
    return pooledRow(same, (first && ofLabels.get(labelKey(first))) ?? new Distribution());
  });
  const totals = [...history.judgedTotals(ids).values()];
  return { total: pooledRow(totals, totalOf(ofLabels, isCounted(runs))), rows: pooled };
}

function refuseSummaries(ids: readonly number[], stored: readonly StoredDistribution[]): void {
  const known = new Set(stored.map(({ runId }) => runId));
  const summary = ids.find((id) => !known.has(id));
  if (summary !== undefined) {
    const text = `run ${summary} came as a summary without samples; make the baseline of one run alone`;
    throw new AppError('CONFLICT_STATE', text);
  }
}

function mergedByLabel(stored: readonly StoredDistribution[]): Map<string, Distribution> {
  const found = new Map<string, Distribution>();
  for (const one of stored) {
    const merged = found.get(labelKey(one)) ?? new Distribution();
    merged.merge(Distribution.decode(one.ok));
    merged.merge(Distribution.decode(one.failed));
    found.set(labelKey(one), merged);
  }
  return found;
}

function byLabel(rows: readonly StatisticsRow[]): StatisticsRow[][] {
  const found = new Map<string, StatisticsRow[]>();
  for (const row of rows) {
    found.set(labelKey(row), [...(found.get(labelKey(row)) ?? []), row]);
  }
  return [...found.values()];
}

/** Neither transactions, samples of setUp and tearDown groups, nor excluded labels are part of a total. */
function isCounted([newest]: readonly RunRecord[]): (key: string) => boolean {
  const rules = new LabelRules({ labelFoldings: [], excludedLabels: newest?.analysis?.excludedLabels ?? [] });
  const samples = labelKey({ kind: 'sample', label: '' });
  return (key) => key.startsWith(samples) && !rules.of(key.slice(samples.length)).isExcluded;
}

function totalOf(ofLabels: ReadonlyMap<string, Distribution>, isPart: (key: string) => boolean): Distribution {
  const total = new Distribution();
  for (const [key, distribution] of ofLabels) {
    if (isPart(key)) {
      total.merge(distribution);
    }
  }
  return total;
}
