import type { RunStatus } from '../../contract/runs.ts';
import type { VerdictOutcome } from '../../contract/verdict.ts';

export type Tone = 'good' | 'bad' | 'unsure' | 'neutral';

/** An icon and a word, then a tone: nothing is told by colour alone. */
export interface Mark {
  icon: string;
  word: string;
  tone: Tone;
}

const OUTCOMES: Readonly<Record<VerdictOutcome, Mark>> = {
  passed: { icon: '✓', word: 'Passed', tone: 'good' },
  failed: { icon: '✗', word: 'Failed', tone: 'bad' },
  inconclusive: { icon: '?', word: 'Inconclusive', tone: 'unsure' },
};

/** “Failed” is a verdict: a run that could not be carried out needs another word. */
const NOT_ENDED_WELL: Partial<Record<RunStatus, Mark>> = {
  failed: { icon: '⊘', word: 'Not carried out', tone: 'unsure' },
  cancelled: { icon: '⊘', word: 'Cancelled', tone: 'unsure' },
};

/** How a verdict, or why there is none, is told in every document. */
export function outcomeMark(outcome: VerdictOutcome | null, status: RunStatus = 'completed'): Mark {
  if (outcome !== null) {
    return OUTCOMES[outcome];
  }
  const word = status === 'completed' ? 'No verdict' : `Run ${status}`;
  return NOT_ENDED_WELL[status] ?? { icon: '–', word, tone: 'neutral' };
}
