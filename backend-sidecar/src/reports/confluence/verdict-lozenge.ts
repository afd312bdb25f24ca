import type { RunStatus } from '../../contract/runs.ts';
import type { LabelState, VerdictOutcome } from '../../contract/verdict.ts';
import { lozenge, type LozengeColour, type Storage } from './storage.ts';

export const OUTCOME_WORDS: Readonly<Record<VerdictOutcome, string>> = {
  passed: 'Passed',
  failed: 'Failed',
  inconclusive: 'Inconclusive',
};

const OUTCOME_COLOURS: Readonly<Record<VerdictOutcome, LozengeColour>> = {
  passed: 'Green',
  failed: 'Red',
  inconclusive: 'Yellow',
};

export function outcomeLozenge(outcome: VerdictOutcome | null): Storage {
  return outcome === null ? lozenge('No verdict', 'Grey') : lozenge(OUTCOME_WORDS[outcome], OUTCOME_COLOURS[outcome]);
}

/** “Failed” is a verdict: a run that could not be carried out needs another word. */
export function withoutVerdict(status: RunStatus): Storage {
  if (status === 'failed') {
    return lozenge('Not carried out', 'Grey');
  }
  return lozenge(status === 'cancelled' ? 'Cancelled' : 'No verdict', 'Grey');
}

const STATE_COLOURS: Readonly<Record<LabelState, LozengeColour>> = {
  improved: 'Green',
  unchanged: 'Grey',
  suspected: 'Yellow',
  regressed: 'Red',
  inconclusive: 'Yellow',
  'not judged': 'Grey',
  new: 'Blue',
  missing: 'Red',
  'no data': 'Yellow',
};

export function stateLozenge(state: LabelState): Storage {
  return lozenge(state, STATE_COLOURS[state]);
}
