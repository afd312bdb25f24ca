import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { LabelComparison, LabelState } from 'perftest-automation-sidecar/contract/verdict';

import { Mark, type Tone } from './Verdict';

const LOOKS: Record<
  LabelState,
  { word: string; icon: 'arrow-up' | 'arrow-down' | 'minus' | 'question-circle' | 'plus' | 'times'; tone: Tone }
> = {
  regressed: { word: 'Worse', icon: 'arrow-up', tone: 'bad' },
  suspected: { word: 'Perhaps worse', icon: 'arrow-up', tone: 'unsure' },
  improved: { word: 'Better', icon: 'arrow-down', tone: 'good' },
  unchanged: { word: 'Unchanged', icon: 'minus', tone: 'quiet' },
  inconclusive: { word: 'Inconclusive', icon: 'question-circle', tone: 'unsure' },
  'not judged': { word: 'Not judged', icon: 'minus', tone: 'quiet' },
  new: { word: 'New', icon: 'plus', tone: 'quiet' },
  missing: { word: 'Missing', icon: 'times', tone: 'unsure' },
  'no data': { word: 'No data', icon: 'minus', tone: 'quiet' },
};

interface LabelStateMarkProps {
  comparison: Compared;
  /** Where the row has no room for the word; it is still said. */
  isIconOnly?: boolean;
}

type Compared = Pick<LabelComparison, 'state' | 'severity' | 'change'>;

/** The state that the sidecar found, in a word; the arrow shows which way the figure went. */
export function LabelStateMark({ comparison, isIconOnly = false }: LabelStateMarkProps) {
  const styles = useStyles2(getStyles);
  const look = LOOKS[comparison.state];
  return (
    <>
      <Mark look={{ ...look, icon: arrowOf(comparison) ?? look.icon }} isIconOnly={isIconOnly} />
      {comparison.severity && !isIconOnly && <small className={styles.severity}>{comparison.severity}</small>}
    </>
  );
}

function arrowOf({ state, change }: Compared): 'arrow-up' | 'arrow-down' | undefined {
  const hasDirection = state === 'regressed' || state === 'suspected' || state === 'improved';
  if (!hasDirection || change === null || change === 0) {
    return undefined;
  }
  return change > 0 ? 'arrow-up' : 'arrow-down';
}

export function toneOfState(state: LabelState): Tone {
  return LOOKS[state].tone;
}

const getStyles = (theme: GrafanaTheme2) => ({
  // Under the word, beside the icon.
  severity: css({ display: 'block', paddingLeft: theme.spacing(2.25), color: theme.colors.text.secondary }),
});
