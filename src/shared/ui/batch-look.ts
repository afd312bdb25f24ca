import type { BatchStatus, BatchSummary } from 'perftest-automation-sidecar/contract/runs';

import { type Look, OUTCOME_LOOKS } from './Verdict';

const BATCH_LOOKS: Record<BatchStatus, Look> = {
  queued: { word: 'Waiting', icon: 'clock-nine', tone: 'quiet' },
  running: { word: 'Running', icon: 'play', tone: 'busy' },
  held: { word: 'Held', icon: 'exclamation-triangle', tone: 'bad' },
  completed: { word: 'Completed', icon: 'check', tone: 'quiet' },
  cancelled: { word: 'Cancelled', icon: 'ban', tone: 'quiet' },
};

/** What one wants to know at a glance: that it is held, else its verdict, else how far it is. */
export function lookOfBatch({ status, outcome }: Pick<BatchSummary, 'status' | 'outcome'>): Look {
  if (status === 'held' || outcome === null) {
    return BATCH_LOOKS[status];
  }
  return OUTCOME_LOOKS[outcome];
}
