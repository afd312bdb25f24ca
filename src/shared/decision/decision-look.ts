import type { RunDecision } from 'perftest-automation-sidecar/contract/history';

import type { Look } from '../ui/Verdict';

export type MadeDecision = Exclude<RunDecision, 'none'>;

export const DECISION_LOOKS: Record<RunDecision, Look> = {
  none: { word: 'Taken back', icon: 'history-alt', tone: 'quiet' },
  accepted: { word: 'Accepted', icon: 'check', tone: 'good' },
  rejected: { word: 'Rejected', icon: 'times', tone: 'bad' },
  quarantined: { word: 'Quarantined', icon: 'exclamation-triangle', tone: 'unsure' },
};

/** What one does, and what follows for later runs. */
export const DECISION_DEEDS: Record<RunDecision, { verb: string; consequence: string }> = {
  none: {
    verb: 'Take back',
    consequence: 'The run counts again as its verdict says: a passed valid run is part of the history, others are not.',
  },
  accepted: {
    verb: 'Accept',
    consequence:
      'Later runs are compared with it. Where a label was slower or faster, that is its new normal: the centre moves, the known spread stays.',
  },
  rejected: {
    verb: 'Reject',
    consequence: 'It is left out of the history: no later run is compared with it. Its results stay.',
  },
  quarantined: {
    verb: 'Quarantine',
    consequence: 'It is left out of the history until somebody has looked at it and decides again.',
  },
};
