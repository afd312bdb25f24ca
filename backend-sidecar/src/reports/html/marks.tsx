import React from 'react';
import type { RunStatus } from '../../contract/runs.ts';
import type { LabelState, Severity, SloResult, VerdictOutcome } from '../../contract/verdict.ts';

type Tone = 'good' | 'bad' | 'unsure' | 'neutral';

interface Mark {
  icon: string;
  word: string;
  tone: Tone;
}

const OUTCOMES: Record<VerdictOutcome, Mark> = {
  passed: { icon: '✓', word: 'Passed', tone: 'good' },
  failed: { icon: '✗', word: 'Failed', tone: 'bad' },
  inconclusive: { icon: '?', word: 'Inconclusive', tone: 'unsure' },
};

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
  return outcome === null ? 'neutral' : OUTCOMES[outcome].tone;
}

export function OutcomeMark({ outcome, status }: { outcome: VerdictOutcome | null; status?: RunStatus }) {
  return <MarkBadge mark={outcome === null ? withoutVerdict(status) : OUTCOMES[outcome]} />;
}

/** “Failed” is a verdict: a run that could not be carried out needs another word. */
function withoutVerdict(status: RunStatus | undefined): Mark {
  if (status === 'failed') {
    return { icon: '⊘', word: 'Not carried out', tone: 'unsure' };
  }
  if (status === 'cancelled') {
    return { icon: '⊘', word: 'Cancelled', tone: 'unsure' };
  }
  const isToCome = status !== undefined && status !== 'completed';
  return { icon: '–', word: isToCome ? `Run ${status}` : 'No verdict', tone: 'neutral' };
}

export function StateMark({ state, severity }: { state: LabelState; severity?: Severity | null }) {
  return <MarkBadge mark={STATES[state]} note={severity ?? undefined} />;
}

export function SloMark({ state }: { state: SloResult['state'] }) {
  return <MarkBadge mark={SLO_STATES[state]} />;
}
