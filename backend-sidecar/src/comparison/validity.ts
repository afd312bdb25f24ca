import type { Validity } from '../contract/verdict.ts';
import { formatCount, formatShare, plural } from './wording.ts';

/** What is known about the generator and the set-up; `null` or absent = not known, which is no evidence. */
export interface ValidityEvidence {
  /** Samples of the analysis window. */
  sampleCount: number;
  /** The scenario's own minimum. */
  minimumSamples: number;
  /** How long the load lasted, from the test's begin to its end. */
  loadDurationMs?: number | null;
  plannedDurationMs?: number;
  /** The scenario's own: the least part of the planned duration that the load must have lasted. */
  minimumDurationRatio?: number;
  /** A person stopped the run before its planned end. */
  wasStoppedEarly: boolean;
  threadsStarted?: number | null;
  threadsPlanned?: number | null;
  /** The generator's clock was set while the run went on. */
  clockJumped?: boolean;
  /** How the load differs from the reference's, e.g. `50 users instead of 25`. */
  differingFingerprint?: string | null;
}

/**
 * Only evidence about the generator or the set-up makes a run invalid. Errors, gaps and low throughput are findings
 * about the system: they fail by SLO or rule and never excuse.
 */
export function judgeValidity({ evidence }: { evidence: ValidityEvidence }): Validity {
  const findings = [
    sampleFinding(evidence),
    durationFinding(evidence),
    threadFinding(evidence),
    evidence.wasStoppedEarly ? 'it was stopped before its planned end' : undefined,
    evidence.clockJumped ? 'the clock of the generator jumped while it ran' : undefined,
    evidence.differingFingerprint ? `its load differs from the reference: ${evidence.differingFingerprint}` : undefined,
  ].filter((finding) => finding !== undefined);
  return { isValid: findings.length === 0, findings };
}

function sampleFinding({ sampleCount, minimumSamples }: ValidityEvidence): string | undefined {
  if (sampleCount === 0) {
    return 'it has no samples';
  }
  return sampleCount < minimumSamples
    ? `it has ${plural(sampleCount, 'sample')}, fewer than the scenario’s minimum of ${formatCount(minimumSamples)}`
    : undefined;
}

/** In whole seconds: JMeter's clock and ours need not agree on the last of them. */
function durationFinding(evidence: ValidityEvidence): string | undefined {
  const { loadDurationMs, plannedDurationMs = 0, minimumDurationRatio = 0 } = evidence;
  if (typeof loadDurationMs !== 'number') {
    return undefined;
  }
  const lastedSeconds = Math.round(loadDurationMs / 1000);
  const plannedSeconds = plannedDurationMs / 1000;
  if (lastedSeconds >= plannedSeconds * minimumDurationRatio) {
    return undefined;
  }
  const lasted = `${formatCount(lastedSeconds)} of ${formatCount(plannedSeconds)} s`;
  return `its load lasted ${lasted}, less than the scenario’s minimum of ${formatShare(minimumDurationRatio)}`;
}

function threadFinding({ threadsStarted, threadsPlanned }: ValidityEvidence): string | undefined {
  if (typeof threadsStarted !== 'number' || typeof threadsPlanned !== 'number' || threadsStarted >= threadsPlanned) {
    return undefined;
  }
  return `only ${formatCount(threadsStarted)} of ${plural(threadsPlanned, 'planned thread')} started`;
}
