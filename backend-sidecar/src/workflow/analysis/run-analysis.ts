import { setImmediate as nextTurn } from 'node:timers/promises';

import type {
  DistributionBins,
  HeatMap,
  LabelQuery,
  StatisticsExportQuery,
  TransactionTree,
} from '../../contract/analysis.ts';
import type { RunStatistics, StatisticsQuery, StatisticsRow, StatisticsScope } from '../../contract/statistics.ts';
import { AppError } from '../../kernel/errors.ts';
import type { ResultStore } from '../../persistence/result-store.ts';
import type { RunRecord, RunStore } from '../../persistence/run-store.ts';
import type { LabelSlices } from '../../results/follow-protocol.ts';
import { ApdexThresholds } from '../../statistics/apdex.ts';
import { Distribution } from '../../statistics/distribution.ts';
import { binsOf } from '../../statistics/distribution-bins.ts';
import { HeatMapCounts } from '../../statistics/heat-map.ts';
import { statisticsCsv } from '../../statistics/statistics-csv.ts';
import { tableOf, type NamedSummary } from '../../statistics/statistics-table.ts';
import { analyzeStored, keyOf, type Measured } from '../../statistics/stored-analysis.ts';
import { decodeTimeSlices, storedSummaryWithin, type TimeSpan } from '../../statistics/stored-slices.ts';
import { percentilesOf, spanOf, subsetKeys } from './analysis-query.ts';
import { apdexOf, inTotal, ResultReadings, sliceMsOf, summariesOf } from './result-readings.ts';
import type { SetUpGroupsDeps } from '../runs/set-up-groups.ts';

interface RunAnalysisDeps extends SetUpGroupsDeps {
  runs: RunStore;
  results: ResultStore;
}

type Source = RunStatistics['source'];
interface MeasuredFrom extends Measured {
  readonly source: Source;
  /** What it cannot say, and why. */
  readonly notes?: readonly string[];
}

/** So long other requests wait while stored slices are unpacked; between the labels they have their turn. */
const LONGEST_STRETCH_MS = 15;
const EVER: TimeSpan = { fromMs: -Infinity, toMs: Infinity };

/** Everything that can be asked of the result of an ended run without another test. Nothing of it changes a verdict. */
export class RunAnalysis {
  private readonly readings: ResultReadings;

  constructor(private readonly deps: RunAnalysisDeps) {
    this.readings = new ResultReadings(deps);
  }

  /** @throws AppError NOT_FOUND while the run has no result, or none of that scope */
  async statistics(runId: number, query: StatisticsQuery): Promise<RunStatistics> {
    const run = this.deps.runs.get(runId);
    const span = spanOf(query);
    const percentiles = percentilesOf(query);
    const stored = this.stored(run, span === null ? (query.scope ?? 'run') : 'run');
    const subset = subsetKeys(query.labels, stored.rows);
    const { estimator = 'rank' } = query;
    const isStored = span === null && estimator === 'rank' && percentiles.length === 0 && subset === null;
    if (isStored || stored.source === 'imported summary') {
      return asStored(stored, { isWhatIf: span !== null, isMore: !isStored });
    }
    const measured = span === null ? this.storedScope(run, stored) : await this.within(run, span);
    const isChosen = subset && ((row: StatisticsRow) => subset.has(keyOf(row)));
    const analysis = analyzeStored(measured, { estimator, percentiles, subset: isChosen, apdex: apdexOf(run) });
    const notes = [...stored.notes, ...(measured.notes ?? [])];
    return {
      ...stored,
      ...analysis,
      estimator,
      notes,
      ...(span === null ? {} : whatIf(span, stored, measured.source)),
    };
  }

  /** A file to keep, or to go on with in another program. */
  async export(runId: number, { format, ...query }: StatisticsExportQuery): Promise<{ name: string; text: string }> {
    const statistics = ofLabels(await this.statistics(runId, query), query.labels);
    const { scenarioName, testTypeName, versionName } = this.deps.runs.get(runId);
    const text =
      format === 'csv' ? statisticsCsv(statistics.total, statistics.rows) : `${JSON.stringify(statistics, null, 2)}\n`;
    const name = [scenarioName, testTypeName, versionName, `run-${runId}`, 'statistics', partName(query)].join('_');
    return { name: `${name}.${format}`, text };
  }

  async distribution(runId: number, query: LabelQuery): Promise<DistributionBins> {
    const run = this.deps.runs.get(runId);
    const span = spanOf(query);
    const { label = null, kind = 'sample' } = query;
    const stored = this.stored(run, 'run');
    const known = rowOf(stored, query);
    const only = label === null ? undefined : known;
    const { table, summaries } = span === null ? this.storedScope(run, stored) : await this.within(run, span, only);
    const row = only === undefined ? table.total : table.rows.find((one) => keyOf(one) === keyOf(only));
    const { ok, failed } = timesOf(summaries, only);
    return { label, kind, row: row ?? emptyRow(known), bins: binsOf(ok, failed) };
  }

  /** Columns are whole slices: those that the window touches. Their edges are the same in every window of the run. */
  async heatMap(runId: number, query: LabelQuery): Promise<HeatMap> {
    const run = this.deps.runs.get(runId);
    const { label = null, kind = 'sample' } = query;
    const { minMs, maxMs } = rowOf(this.stored(run, 'run'), query);
    const sliceMs = sliceMsOf(run);
    const { fromMs, toMs } = spanOf(query) ?? EVER;
    const isShown = ({ startMs }: { startMs: number }) => startMs + sliceMs > fromMs && startMs < toMs;
    const slices = label === null ? this.slicesOf(run).filter(inTotal(run)) : this.slicesOf(run, query);
    const shown = this.startsOf(run, label === null ? undefined : slices[0]).filter(isShown);
    const [first, last] = [shown[0], shown.at(-1)];
    if (first === undefined || last === undefined) {
      return { label, kind, sliceMs, startsMs: [], edgesMs: [], counts: [] };
    }
    const times = { minMs: minMs ?? 0, maxMs: maxMs ?? 0 };
    const map = new HeatMapCounts({ sliceMs, firstStartMs: first.startMs, lastStartMs: last.startMs, ...times });
    await inTurns(slices, ({ encoded }) =>
      decodeTimeSlices(encoded, sliceMs)
        .filter(isShown)
        .forEach((slice) => map.add(slice))
    );
    return { label, kind, ...map.result() };
  }

  transactions(runId: number): TransactionTree {
    const run = this.deps.runs.get(runId);
    this.stored(run, 'run');
    return this.deps.results.transactions(runId);
  }

  private stored(run: RunRecord, scope: StatisticsScope): RunStatistics {
    const stored = this.deps.results.statistics(run.id, scope);
    if (stored === undefined) {
      throw new AppError('NOT_FOUND', `run ${run.id} is ${run.status} and has no statistics of its ${scope}`);
    }
    return stored;
  }

  private storedScope(run: RunRecord, { scope, total, rows, source }: RunStatistics): MeasuredFrom {
    const distributions = this.deps.results.distributions(run.id, scope);
    return { table: { total, rows }, summaries: summariesOf(run, distributions), source };
  }

  /** From the stored slices where the window falls on them, else from the result file. */
  private async within(run: RunRecord, span: TimeSpan, only?: StatisticsRow): Promise<MeasuredFrom> {
    const summaries: NamedSummary[] = [];
    const [isInTotal, sliceMs] = [inTotal(run), sliceMsOf(run)];
    const slices = this.slicesOf(run, only);
    let isExact = slices.length > 0;
    await inTurns(slices, ({ label, kind, encoded }) => {
      const summary = isExact ? storedSummaryWithin(encoded, sliceMs, span) : null;
      isExact &&= summary !== null;
      if (summary !== null && summary.count > 0) {
        summaries.push({ label, kind, isInTotal: isInTotal({ label, kind }), summary });
      }
    });
    if (isExact && only === undefined && summaries.some(hasNoTimes)) {
      return this.fromFileIfKept(run, span, summaries);
    }
    return isExact
      ? { table: tableOf(summaries, new ApdexThresholds(apdexOf(run))), summaries, source: 'stored slices' }
      : { ...(await this.readings.within(run, span)), source: 'result file' };
  }

  /** Slices of an older sidecar do not know when their samples ended: throughput and KB/s are in the file alone. */
  private async fromFileIfKept(run: RunRecord, span: TimeSpan, summaries: NamedSummary[]): Promise<MeasuredFrom> {
    try {
      return { ...(await this.readings.within(run, span)), source: 'result file' };
    } catch (error) {
      if (!(error instanceof AppError)) {
        throw error;
      }
      const table = tableOf(summaries, new ApdexThresholds(apdexOf(run)));
      return { table, summaries, source: 'stored slices', notes: [NO_TIMES] };
    }
  }

  /** Of one label, or of all. */
  private slicesOf({ id }: RunRecord, { label, kind = 'sample' }: LabelQuery = {}): LabelSlices[] {
    const { results } = this.deps;
    return label === undefined ? results.allSlices(id) : [{ label, kind, encoded: results.slices(id, kind, label) }];
  }

  /** When slices with samples begin: of the total, or of a label. */
  private startsOf(run: RunRecord, ofLabel: LabelSlices | undefined): ReadonlyArray<{ startMs: number }> {
    return ofLabel === undefined
      ? (this.deps.results.timeline(run.id) ?? [])
      : decodeTimeSlices(ofLabel.encoded, sliceMsOf(run));
  }
}

const NO_TIMES =
  'Stored by an older version without the ends of samples, and its result file is not there any more: of a part of the run there is no throughput and no KB/s';

function hasNoTimes({ summary }: NamedSummary): boolean {
  return summary.count > 0 && summary.lastEndMs === null;
}

/** What the file holds, in its name. */
function partName({ scope = 'run', fromMs, toMs, labels }: Omit<StatisticsExportQuery, 'format'>): string {
  const span = fromMs === undefined && toMs === undefined ? scope : [fromMs ?? 'begin', toMs ?? 'end'].join('-');
  return labels === undefined ? span : `${span}_labels`;
}

/** Of chosen labels only their rows, and their total in place of the run's. */
function ofLabels(statistics: RunStatistics, labels: string | undefined): RunStatistics {
  const keys = subsetKeys(labels, statistics.rows);
  if (keys === null) {
    return statistics;
  }
  if (statistics.subset === null) {
    throw new AppError('NOT_FOUND', 'a total of some labels: only what was reckoned from the samples was imported');
  }
  const rows = statistics.rows.filter((row) => keys.has(keyOf(row)));
  return { ...statistics, total: statistics.subset, rows };
}

/** One after another, and other requests in between. */
async function inTurns<T>(items: readonly T[], visit: (item: T) => void): Promise<void> {
  let sinceMs = performance.now();
  for (const item of items) {
    visit(item);
    if (performance.now() - sinceMs > LONGEST_STRETCH_MS) {
      await nextTurn();
      sinceMs = performance.now();
    }
  }
}

/** A summary that was imported has no samples, so of it there is nothing but what is stored. */
function asStored(stored: RunStatistics, asked: { isWhatIf: boolean; isMore: boolean }): RunStatistics {
  if (!asked.isMore) {
    return stored;
  }
  if (asked.isWhatIf) {
    throw new AppError('NOT_FOUND', 'its samples: only what was reckoned from them was imported');
  }
  const note = 'Only what was reckoned from the samples was imported: no other percentiles, no other total';
  return { ...stored, notes: [...stored.notes, note] };
}

function rowOf({ total, rows }: RunStatistics, { label, kind = 'sample' }: LabelQuery): StatisticsRow {
  const row = label === undefined ? total : rows.find((one) => one.label === label && one.kind === kind);
  if (row === undefined) {
    throw new AppError('NOT_FOUND', `${kind} "${String(label)}"`);
  }
  return row;
}

/** Of one label, or of the total. */
function timesOf(summaries: readonly NamedSummary[], only: StatisticsRow | undefined) {
  const times = { ok: new Distribution(), failed: new Distribution() };
  for (const one of summaries) {
    if (only === undefined ? one.isInTotal : keyOf(one) === keyOf(only)) {
      times.ok.merge(one.summary.ok);
      times.failed.merge(one.summary.failed);
    }
  }
  return times;
}

function whatIf({ fromMs, toMs }: TimeSpan, { total }: RunStatistics, source: Source) {
  return {
    scope: 'window' as const,
    windowFromMs: Number.isFinite(fromMs) ? fromMs : total.firstStartMs,
    windowToMs: Number.isFinite(toMs) ? toMs : total.lastEndMs,
    isWhatIf: true,
    source,
  };
}

function emptyRow({ label, kind }: Pick<StatisticsRow, 'label' | 'kind'>): StatisticsRow {
  return { ...tableOf([], new ApdexThresholds()).total, label, kind };
}
