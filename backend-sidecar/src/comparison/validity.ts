import type { Validity } from '../contract/verdict.ts';
import { generatorFindings, type GeneratorEvidence } from './generator-findings.ts';
import { formatCount, formatMs, formatShare, plural } from './wording.ts';

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
  /** What was measured of the generator. */
  generator?: GeneratorEvidence | null;
  /** The largest step of the generator's clock while the run went on. */
  clockJumpMs?: number | null;
  /** The version probe said another version than the run's, and a person let the run start. */
  isOtherVersion?: boolean;
  /** How the load differs from that of the reference which the run chose by itself, e.g. `50 users instead of 25`. */
  differingFingerprint?: readonly string[];
}

/** Times are shown by the second, so that a shorter step moves nothing. */
const CLOCK_JUMP_LIMIT_MS = 1000;
const TOLD_DIFFERENCES = 3;

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
    clockFinding(evidence),
    evidence.isOtherVersion ? OTHER_VERSION : undefined,
    fingerprintFinding(evidence),
    ...(evidence.generator ? generatorFindings(evidence.generator) : []),
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

/** Of a run that was stopped, the stop may be why. */
function threadFinding({ threadsStarted, threadsPlanned, wasStoppedEarly }: ValidityEvidence): string | undefined {
  const isKnown = typeof threadsStarted === 'number' && typeof threadsPlanned === 'number';
  if (!isKnown || wasStoppedEarly || threadsStarted >= threadsPlanned) {
    return undefined;
  }
  const said = `only ${formatCount(threadsStarted)} of ${plural(threadsPlanned, 'planned thread')} started`;
  return `${said}: jmeter.log says why; then run again`;
}

function clockFinding({ clockJumpMs }: ValidityEvidence): string | undefined {
  if (typeof clockJumpMs !== 'number' || clockJumpMs < CLOCK_JUMP_LIMIT_MS) {
    return undefined;
  }
  const said = `the generator’s clock jumped by ${formatMs(clockJumpMs)} while it ran`;
  return `${said}: let its time be kept in small steps (chrony, ntpd) and the host awake, then run again`;
}

const OTHER_VERSION =
  'a person let it start although the system said that it is another version: deploy the version or name the right one, then run again';

function fingerprintFinding({ differingFingerprint = [] }: ValidityEvidence): string | undefined {
  if (differingFingerprint.length === 0) {
    return undefined;
  }
  const more = differingFingerprint.length - TOLD_DIFFERENCES;
  const told = [...differingFingerprint.slice(0, TOLD_DIFFERENCES), ...(more > 0 ? [`${more} more`] : [])];
  return `its load differs from that of the reference it asked for: ${told.join('; ')}`;
}
