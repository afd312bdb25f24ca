import React from 'react';
import type { RunStatus } from '../../contract/runs.ts';
import type { LabelState, Severity, SloResult, VerdictOutcome } from '../../contract/verdict.ts';
import { outcomeMark, type Mark, type Tone } from '../model/outcome-mark.ts';

const STATES: Record<LabelState, Mark> = {
  improved: { icon: '▼', word: 'improved', tone: 'good' },
  unchanged: { icon: '=', word: 'unchanged', tone: 'neutral' },
  suspected: { icon: '△', word: 'suspected', tone: 'unsure' },
  regressed: { icon: '▲', word: 'regressed', tone: 'bad' },
  inconclusive: { icon: '?', word: 'inconclusive', tone: 'unsure' },
  'not judged': { icon: '–', word: 'not judged', tone: 'neutral' },
  new: { icon: '+', word: 'new', tone: 'neutral' },
  missing: { icon: '✗', word: 'missing', tone: 'bad' },
  'no data': { icon: '∅', word: 'no data', tone: 'unsure' },
};

const SLO_STATES: Record<SloResult['state'], Mark> = {
  passed: { icon: '✓', word: 'kept', tone: 'good' },
  failed: { icon: '✗', word: 'broken', tone: 'bad' },
  'no data': { icon: '∅', word: 'no data', tone: 'unsure' },
};

/** An icon and a word, then colour: nothing is told by colour alone. */
function MarkBadge({ mark, note }: { mark: Mark; note?: string }) {
  return (
    <span className={`mark ${mark.tone}`}>
      <span aria-hidden="true" className="icon">
        {mark.icon}
      </span>
      {mark.word}
      {note !== undefined && ` · ${note}`}
    </span>
  );
}

export function outcomeTone(outcome: VerdictOutcome | null): Tone {
  return outcomeMark(outcome).tone;
}

export function OutcomeMark({ outcome, status }: { outcome: VerdictOutcome | null; status?: RunStatus }) {
  return <MarkBadge mark={outcomeMark(outcome, status)} />;
}

export function StateMark({ state, severity }: { state: LabelState; severity?: Severity | null }) {
  return <MarkBadge mark={STATES[state]} note={severity ?? undefined} />;
}

export function SloMark({ state }: { state: SloResult['state'] }) {
  return <MarkBadge mark={SLO_STATES[state]} />;
}
