import type { RunStatus } from 'perftest-automation-sidecar/contract/runs';

const ENDED: ReadonlySet<RunStatus> = new Set(['completed', 'failed', 'cancelled']);
const ON_GENERATOR: ReadonlySet<RunStatus> = new Set(['preparing', 'running', 'collecting', 'analyzing']);

/** Nothing about the run changes any more. */
export function hasEnded(status: RunStatus): boolean {
  return ENDED.has(status);
}

/** The run has left the queue and has not ended. */
export function isActive(status: RunStatus): boolean {
  return ON_GENERATOR.has(status);
}

export function canCancel(status: RunStatus): boolean {
  return !hasEnded(status);
}

/** One that waits or is worked on is cancelled first. */
export function canDelete(status: RunStatus): boolean {
  return hasEnded(status) || status === 'pending';
}
