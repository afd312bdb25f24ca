import type { ValidityEvidence } from '../comparison/validity.ts';
import type { BaselineStore } from '../persistence/baseline-store.ts';
import type { EvidenceStore } from '../persistence/evidence-store.ts';
import type { RunRecord } from '../persistence/run-store.ts';
import type { ScenarioStore } from '../persistence/scenario-store.ts';

export interface EvidenceDeps {
  scenarios: ScenarioStore;
  baselines: BaselineStore;
  evidence: EvidenceStore;
}

/**
 * What is known about the generator and the set-up of a run that has ended.
 *
 * @param sampleCount samples of what is judged: the analysis window, or the whole run where there is none
 */
export function validityEvidence(
  { run, sampleCount }: { run: RunRecord; sampleCount: number },
  { scenarios }: EvidenceDeps
): Promise<ValidityEvidence> {
  const { minimumSamples, minimumDurationRatio } = scenarios.get(run.scenarioId);
  return Promise.resolve({
    sampleCount,
    minimumSamples,
    loadDurationMs: loadDurationMs(run),
    plannedDurationMs: run.durationSeconds * 1000,
    minimumDurationRatio,
    wasStoppedEarly: run.stopSentAtMs !== null,
  });
}

/** `null`: when the load began or ended was not seen. */
function loadDurationMs({ loadStartedAtMs, loadEndedAtMs }: RunRecord): number | null {
  return loadStartedAtMs === null || loadEndedAtMs === null ? null : loadEndedAtMs - loadStartedAtMs;
}
