import type { ValidityEvidence } from '../../comparison/validity.ts';
import type { TimelinePoint } from '../../contract/statistics.ts';
import type { BaselineStore } from '../../persistence/baseline-store.ts';
import type { EvidenceStore } from '../../persistence/evidence-store.ts';
import type { RunRecord, RunStore } from '../../persistence/run-store.ts';
import type { ScenarioStore } from '../../persistence/scenario-store.ts';
import type { Execution } from '../../runners/runner.ts';
import { loadDifference } from '../runs/load-difference.ts';

export interface EvidenceDeps {
  scenarios: ScenarioStore;
  baselines: BaselineStore;
  evidence: EvidenceStore;
  /** From how much of the generator's processors on a run is not valid, in per cent; 90 when left out. */
  generatorCpuLimitPercent?: () => number;
}

const CPU_LIMIT_PERCENT = 90;

/**
 * What is known about the generator and the set-up of a run that has ended.
 *
 * @param sampleCount samples of what is judged: the analysis window, or the whole run where there is none
 */
export function validityEvidence(
  { run, sampleCount }: { run: RunRecord; sampleCount: number },
  deps: EvidenceDeps
): Promise<ValidityEvidence> {
  const { minimumSamples, minimumDurationRatio } = deps.scenarios.get(run.scenarioId);
  return Promise.resolve({
    sampleCount,
    minimumSamples,
    loadDurationMs: loadDurationMs(run),
    plannedDurationMs: run.durationSeconds * 1000,
    minimumDurationRatio,
    wasStoppedEarly: run.stopSentAtMs !== null,
    isOtherVersion: run.waivedChecks.includes('version mismatch'),
    differingFingerprint: differenceToChosen(run, deps),
    ...generatorEvidence(run, deps),
  });
}

/** `null`: when the load began or ended was not seen. */
function loadDurationMs({ loadStartedAtMs, loadEndedAtMs }: RunRecord): number | null {
  return loadStartedAtMs === null || loadEndedAtMs === null ? null : loadEndedAtMs - loadStartedAtMs;
}

function generatorEvidence(
  { id, windowFromMs, windowToMs }: RunRecord,
  { evidence, generatorCpuLimitPercent }: EvidenceDeps
): Pick<ValidityEvidence, 'generator' | 'clockJumpMs' | 'threadsPlanned' | 'threadsStarted'> {
  const measured = evidence.generator(id);
  if (measured === null) {
    return {};
  }
  const { samples, clockJumpMs, threadsPlanned, threadsStarted } = measured;
  const window = windowFromMs === null || windowToMs === null ? null : { fromMs: windowFromMs, toMs: windowToMs };
  const cpuLimitRatio = (generatorCpuLimitPercent?.() ?? CPU_LIMIT_PERCENT) / 100;
  return { generator: { samples, window, cpuLimitRatio }, clockJumpMs, threadsPlanned, threadsStarted };
}

/** The history holds runs under the same load only; what a person chose may be any. */
function differenceToChosen(
  { id, referenceRunId, baselineId }: RunRecord,
  { baselines, evidence }: EvidenceDeps
): string[] {
  const ofBaseline = baselineId === null ? undefined : baselines.find(baselineId)?.sourceTestRunId;
  const chosenId = referenceRunId ?? ofBaseline ?? null;
  return chosenId === null ? [] : loadDifference(evidence, id, chosenId);
}

interface KeepDeps {
  evidence: EvidenceStore;
  runs: RunStore;
}

/** Stores what was measured while JMeter ran. Repeated, it replaces what was there. */
export async function keepGenerator(
  runId: number,
  execution: Execution | undefined,
  { evidence, runs }: KeepDeps
): Promise<void> {
  const measured = await execution?.generator?.();
  if (measured) {
    const threadsPlanned = plannedThreads(runs.get(runId));
    evidence.saveGenerator(runId, { ...measured, threadsPlanned, threadsStarted: null });
  }
}

/** As many as the run was given, where all of them should have run at once; null where the script says how many. */
function plannedThreads({ appliesLoad, kind, userCount, rampUpSeconds, durationSeconds }: RunRecord): number | null {
  return appliesLoad && kind === 'test' && rampUpSeconds < durationSeconds ? userCount : null;
}

/** Adds the threads that were seen at work at once, which the result file tells. */
export function keepThreads(runId: number, timeline: readonly TimelinePoint[], { evidence }: KeepDeps): void {
  const measured = evidence.generator(runId);
  const seen = timeline.flatMap(({ activeThreads }) => activeThreads ?? []);
  if (measured !== null && seen.length > 0) {
    const threadsStarted = seen.reduce((most, count) => Math.max(most, count), 0);
    evidence.saveGenerator(runId, { ...measured, threadsStarted });
  }
}
