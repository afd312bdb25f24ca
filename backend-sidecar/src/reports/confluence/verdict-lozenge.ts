import type { RunStatus } from '../../contract/runs.ts';
import type { LabelState, VerdictOutcome } from '../../contract/verdict.ts';
import { outcomeMark, type Tone } from '../model/outcome-mark.ts';
import { lozenge, type LozengeColour, type Storage } from './storage.ts';

const TONE_COLOURS: Readonly<Record<Tone, LozengeColour>> = {
  good: 'Green',
  bad: 'Red',
  unsure: 'Yellow',
  neutral: 'Grey',
};

export function outcomeLozenge(outcome: VerdictOutcome | null, status?: RunStatus): Storage {
  const { word, tone } = outcomeMark(outcome, status);
  return lozenge(word, TONE_COLOURS[tone]);
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
