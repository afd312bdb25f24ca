import type { AnalysisRules, Scenario } from '../../contract/scenarios.ts';
import type { StoredCandidate } from '../../persistence/import-store.ts';
import type { FinalResult } from '../../results/follow-protocol.ts';
import { analysisWindow, type AnalysisWindow } from '../../runs/analysis-window.ts';

const SECONDS_OF_AN_HOUR = 3600;

export function analysisOf({
  excludedLabels,
  labelFoldings,
  windowTrimStartSeconds,
  windowTrimEndSeconds,
  apdex,
}: Scenario): AnalysisRules {
  return { excludedLabels, labelFoldings, windowTrimStartSeconds, windowTrimEndSeconds, apdex };
}

/** What the scenario plans for this test type; a run made elsewhere says nothing of it. */
export function rampUpOf(scenario: Scenario, testTypeId: number): number {
  return scenario.loads.find((load) => load.testTypeId === testTypeId)?.rampUpSeconds ?? 0;
}

/** As of a run made here, counted from its first sample; null where nothing is left out, or nothing would be left. */
export function windowOf(result: FinalResult, scenario: Scenario, testTypeId: number): AnalysisWindow | null {
  const startMs = startOf(result);
  const rampUpSeconds = rampUpOf(scenario, testTypeId);
  const { windowTrimStartSeconds, windowTrimEndSeconds } = scenario;
  if (startMs === null || (windowTrimStartSeconds ?? rampUpSeconds) + windowTrimEndSeconds === 0) {
    return null;
  }
  const load = { durationSeconds: spanSeconds(result), rampUpSeconds };
  return analysisWindow(startMs, load, { windowTrimStartSeconds, windowTrimEndSeconds });
}

interface ReadTimes {
  result: FinalResult;
  durationSeconds: number;
}

/** Without times of its own a run has those that it was told to have; it ends now where nobody knows. */
export function timesOf(read: ReadTimes, toldStartMs: number | null, nowMs: number) {
  const [loadStartedAtMs, loadEndedAtMs] = [startOf(read.result), endOf(read.result)];
  const startedAtMs = loadStartedAtMs ?? toldStartMs;
  const endedAtMs = startedAtMs === null ? nowMs : startedAtMs + read.durationSeconds * 1000;
  return { startedAtMs, loadStartedAtMs, loadEndedAtMs, completedAtMs: loadEndedAtMs ?? endedAtMs };
}

/** Before it is read with all its parts; only for how finely its time is cut. */
export function plannedSeconds(candidates: readonly StoredCandidate[]): number {
  const known = candidates.map(({ durationMs }) => durationMs).filter((durationMs) => durationMs !== null);
  return known.length === 0 ? SECONDS_OF_AN_HOUR : Math.ceil(Math.max(...known) / 1000);
}

export function startOf({ whole }: FinalResult): number | null {
  const starts = whole.rows.map(({ firstStartMs }) => firstStartMs).filter((time) => time !== null);
  return starts.length === 0 ? null : Math.min(...starts);
}

function endOf({ whole }: FinalResult): number | null {
  const ends = whole.rows.map(({ lastEndMs }) => lastEndMs).filter((time) => time !== null);
  return ends.length === 0 ? null : Math.max(...ends);
}

/** From the first start to the last end; a part of a second is one. */
export function spanSeconds(result: FinalResult): number {
  const [start, end] = [startOf(result), endOf(result)];
  return start === null || end === null ? 0 : Math.max(1, Math.ceil((end - start) / 1000));
}

/** 0: the file does not say. */
export function mostThreads({ timeline }: FinalResult): number {
  return timeline.reduce((most, { activeThreads }) => Math.max(most, activeThreads ?? 0), 0);
}
