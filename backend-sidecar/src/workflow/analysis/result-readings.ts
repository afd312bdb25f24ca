import { DEFAULT_APDEX, type ApdexRules } from '../../contract/scenarios.ts';
import type { StatisticsRow } from '../../contract/statistics.ts';
import { AppError } from '../../kernel/errors.ts';
import type { RunRecord } from '../../persistence/run-store.ts';
import type { LabelDistributions } from '../../results/follow-protocol.ts';
import { sliceWidthMs } from '../../runs/analysis-window.ts';
import { ApdexThresholds } from '../../statistics/apdex.ts';
import { Distribution } from '../../statistics/distribution.ts';
import { LabelRules } from '../../statistics/label-rules.ts';
import { tableOf, type NamedSummary } from '../../statistics/statistics-table.ts';
import type { Measured } from '../../statistics/stored-analysis.ts';
import type { TimeSpan } from '../../statistics/stored-slices.ts';
import { Summary } from '../../statistics/summary.ts';
import { analyseInThread } from '../imports/import-task.ts';
import { keptParts } from './kept-result.ts';
import { setUpGroupsOfRun, type SetUpGroupsDeps } from '../runs/set-up-groups.ts';

/** A person moves a window forth and back, and a file of millions of rows takes seconds to read. */
const REMEMBERED = 4;

/** Kept result files, read once more for a window that cuts stored slices. */
export class ResultReadings {
  private readonly known = new Map<string, Promise<Measured>>();

  constructor(private readonly deps: SetUpGroupsDeps) {}

  /** @throws AppError NOT_FOUND where no file with samples is kept, RESULT_UNREADABLE where it is damaged */
  within(run: RunRecord, span: TimeSpan): Promise<Measured> {
    const key = JSON.stringify([run.id, run.rowCount, run.resultSizeBytes, String(span.fromMs), String(span.toMs)]);
    const known = this.known.get(key);
    if (known !== undefined) {
      return known;
    }
    const asked = this.read(run, span);
    this.known.set(key, asked);
    asked.catch(() => this.known.delete(key));
    const oldest = this.known.keys().next();
    if (this.known.size > REMEMBERED && oldest.done !== true) {
      this.known.delete(oldest.value);
    }
    return asked;
  }

  private async read(run: RunRecord, window: TimeSpan): Promise<Measured> {
    const parts = keptParts(run, this.deps.files);
    if (parts.length === 0) {
      throw new AppError('NOT_FOUND', `run ${run.id} has no result file, and the window cuts its stored slices`);
    }
    const { labelFoldings = [], excludedLabels = [] } = run.analysis ?? {};
    const setupGroups = await setUpGroupsOfRun(run, this.deps);
    const { result } = await analyseInThread({
      parts,
      read: run.importedFrom?.read ?? {},
      rules: {
        ...{ labelFoldings, excludedLabels, setupGroups, window, apdex: apdexOf(run), isLive: false },
        ...{ sliceMs: sliceMsOf(run), stopSentAtMs: run.stopSentAtMs },
      },
    });
    const inWindow = result.distributions.filter(({ scope }) => scope === 'window');
    return { table: result.window ?? tableOf([], new ApdexThresholds()), summaries: summariesOf(run, inWindow) };
  }
}

export function sliceMsOf({ sliceMs, durationSeconds }: RunRecord): number {
  return sliceMs ?? sliceWidthMs(durationSeconds);
}

export function apdexOf({ analysis }: RunRecord): ApdexRules {
  return analysis?.apdex ?? DEFAULT_APDEX;
}

/** As the engine decides it; stored labels have their folded names already. */
export function inTotal({ analysis }: RunRecord): (of: Pick<StatisticsRow, 'label' | 'kind'>) => boolean {
  const rules = new LabelRules({ labelFoldings: [], excludedLabels: analysis?.excludedLabels ?? [] });
  return ({ label, kind }) => kind === 'sample' && !rules.of(label).isExcluded;
}

/** The counts of a stored scope; how long latencies took is in its rows. */
export function summariesOf(run: RunRecord, distributions: readonly LabelDistributions[]): NamedSummary[] {
  const isInTotal = inTotal(run);
  return distributions.map((stored) => {
    const { label, kind } = stored;
    const summary = new Summary();
    summary.ok = Distribution.decode(stored.ok);
    summary.failed = Distribution.decode(stored.failed);
    summary.receivedBytes = stored.receivedBytes;
    summary.sentBytes = stored.sentBytes;
    summary.firstStartMs = stored.firstStartMs;
    summary.lastEndMs = stored.lastEndMs;
    return { label, kind, isInTotal: isInTotal({ label, kind }), summary };
  });
}
