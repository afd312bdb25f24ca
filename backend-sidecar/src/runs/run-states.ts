import type { RunStatus } from '../contract/runs.ts';

/**
 * What may follow what. Anything else is refused.
 *
 * pending → queued → preparing → running → collecting → analyzing → completed
 * Back: `preparing` → `queued`, when a check of the lane fails before JMeter is started.
 * Exits: `cancelled` (by a person, from every state before `completed`) and `failed` (from the states that work).
 * A run that was stopped or failed while JMeter ran still goes through collecting and analyzing: its partial result is
 * kept and read.
 */
const NEXT: Record<RunStatus, readonly RunStatus[]> = {
  pending: ['queued', 'cancelled'],
  queued: ['preparing', 'cancelled'],
  preparing: ['running', 'queued', 'failed', 'cancelled'],
  running: ['collecting', 'failed', 'cancelled'],
  collecting: ['analyzing', 'failed', 'cancelled'],
  analyzing: ['completed', 'failed', 'cancelled'],
  completed: [],
  failed: [],
  cancelled: [],
};

/** The states of a run that a process works on; after a restart the sidecar takes these up again. */
export const ACTIVE_STATUSES: readonly RunStatus[] = ['preparing', 'running', 'collecting', 'analyzing'];

export const ENDED_STATUSES: readonly RunStatus[] = ['completed', 'failed', 'cancelled'];

export function canFollow(from: RunStatus, to: RunStatus): boolean {
  return NEXT[from].includes(to);
}

export function isEnded(status: RunStatus): boolean {
  return ENDED_STATUSES.includes(status);
}

export function isActive(status: RunStatus): boolean {
  return ACTIVE_STATUSES.includes(status);
}
