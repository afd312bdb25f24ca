import type { VerdictOutcome } from 'perftest-automation-sidecar/contract/verdict';

import { type Look, OUTCOME_LOOKS } from '../../shared/ui/Verdict';

const NO_VERDICT: Look = { word: 'No verdict', icon: 'minus', tone: 'quiet' };

export function lookOfOutcome(outcome: VerdictOutcome | null): Look {
  return outcome === null ? NO_VERDICT : OUTCOME_LOOKS[outcome];
}
