import { css, cx } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2, IconName } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import type { RunStatus, RunSummary } from 'perftest-automation-sidecar/contract/runs';
import type { VerdictOutcome } from 'perftest-automation-sidecar/contract/verdict';

export type Tone = 'good' | 'bad' | 'unsure' | 'busy' | 'quiet';

export interface Look {
  word: string;
  icon: IconName;
  tone: Tone;
}

export const OUTCOME_LOOKS: Record<VerdictOutcome, Look> = {
  passed: { word: 'Passed', icon: 'check-circle', tone: 'good' },
  failed: { word: 'Failed', icon: 'times-circle', tone: 'bad' },
  inconclusive: { word: 'Inconclusive', icon: 'question-circle', tone: 'unsure' },
};

export const STATUS_LOOKS: Record<RunStatus, Look> = {
  pending: { word: 'Pending', icon: 'pause', tone: 'quiet' },
  queued: { word: 'Waiting', icon: 'clock-nine', tone: 'quiet' },
  preparing: { word: 'Preparing', icon: 'cog', tone: 'busy' },
  running: { word: 'Running', icon: 'play', tone: 'busy' },
  collecting: { word: 'Collecting', icon: 'import', tone: 'busy' },
  analyzing: { word: 'Analyzing', icon: 'calculator-alt', tone: 'busy' },
  completed: { word: 'Completed', icon: 'check', tone: 'quiet' },
  failed: { word: 'Not carried out', icon: 'exclamation-triangle', tone: 'bad' },
  cancelled: { word: 'Cancelled', icon: 'ban', tone: 'quiet' },
};

interface MarkProps {
  look: Look;
  size?: 'sm' | 'md' | 'xl';
  isIconOnly?: boolean;
}

/** Icon, word and colour together; colour is never alone. */
export function Mark({ look, size = 'sm', isIconOnly = false }: MarkProps) {
  const styles = useStyles2(getStyles);
  return (
    <span className={cx(styles.mark, styles[look.tone], size === 'xl' && styles.xl)} title={look.word}>
      <Icon name={look.icon} size={size === 'xl' ? 'xl' : size} aria-hidden />
      <span className={isIconOnly ? 'sr-only' : undefined}>{look.word}</span>
    </span>
  );
}

export function OutcomeMark({ outcome, ...rest }: { outcome: VerdictOutcome } & Omit<MarkProps, 'look'>) {
  return <Mark look={OUTCOME_LOOKS[outcome]} {...rest} />;
}

export function StatusMark({ status, ...rest }: { status: RunStatus } & Omit<MarkProps, 'look'>) {
  return <Mark look={STATUS_LOOKS[status]} {...rest} />;
}

/** What one wants to know of a run at a glance: its verdict where it has one, else how far it is. */
export function lookOfRun({ status, outcome }: Pick<RunSummary, 'status' | 'outcome'>): Look {
  return outcome && status === 'completed' ? OUTCOME_LOOKS[outcome] : STATUS_LOOKS[status];
}

export function RunMark({ run, ...rest }: { run: RunSummary } & Omit<MarkProps, 'look'>) {
  return <Mark look={lookOfRun(run)} {...rest} />;
}

const getStyles = (theme: GrafanaTheme2) => ({
  mark: css({
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    whiteSpace: 'nowrap',
    fontWeight: theme.typography.fontWeightMedium,
    '.sr-only': {
      position: 'absolute',
      width: 1,
      height: 1,
      overflow: 'hidden',
      clip: 'rect(0 0 0 0)',
      whiteSpace: 'nowrap',
    },
  }),
  xl: css({ ...theme.typography.h3, margin: 0, gap: theme.spacing(1) }),
  good: css({ color: theme.colors.success.text }),
  bad: css({ color: theme.colors.error.text }),
  unsure: css({ color: theme.colors.warning.text }),
  busy: css({ color: theme.colors.info.text }),
  quiet: css({ color: theme.colors.text.secondary }),
});
