import { css } from '@emotion/css';
import React from 'react';
import { useNavigate } from 'react-router-dom';
import type { GrafanaTheme2 } from '@grafana/data';
import { Stack, useStyles2 } from '@grafana/ui';
import type { Run } from 'perftest-automation-sidecar/contract/runs';
import type { Verdict, VerdictReason } from 'perftest-automation-sidecar/contract/verdict';

import { plural } from '../../../shared/format';
import { paths } from '../../../shared/paths';
import { hasRole } from '../../../shared/role';
import { RepeatButton } from '../../../shared/ui/RepeatButton';
import { RunMoreButton } from './RunMoreButton';
import { moreRunsNeeded } from './visibility';

const USUAL_REPEATS = 3;
const MOST_REPEATS = 20;

/** What makes an inconclusive verdict a conclusive one, and the buttons for it. */
export function WhatToDo({ run, verdict }: { run: Run; verdict: Verdict }) {
  const styles = useStyles2(getStyles);
  const navigate = useNavigate();
  const advice = verdict.outcome === 'inconclusive' ? adviceFor(verdict) : undefined;
  if (!advice) {
    return null;
  }
  const repeats = Math.min(moreRunsNeeded(verdict.comparisons) ?? USUAL_REPEATS, MOST_REPEATS);
  return (
    <div className={styles.part} role="group" aria-label="What to do">
      <p>{advice}</p>
      {canRun(run) && (
        <Stack gap={1} wrap="wrap">
          <RepeatButton runs={[run]} onRepeated={([repeated]) => repeated && navigate(paths.test(repeated.id))}>
            Run again
          </RepeatButton>
          <RunMoreButton run={run} repeats={repeats} />
        </Stack>
      )}
    </div>
  );
}

function canRun({ kind, status, runnerType }: Run): boolean {
  return hasRole('Editor') && kind === 'test' && status === 'completed' && runnerType !== 'imported';
}

function adviceFor(verdict: Verdict): string | undefined {
  if (!verdict.validity.isValid) {
    return 'What makes a run invalid lies with the load generator or the set-up: mend it, then run again. This run is in no history, whoever accepts it.';
  }
  const has = (code: VerdictReason['code']) => verdict.reasons.some((reason) => reason.code === code);
  if (has('label-inconclusive')) {
    return adviceForLabels(verdict);
  }
  if (has('nothing-to-compare') || has('nothing-judged')) {
    return 'A history decides from four accepted runs on: run more of this version, or accept earlier runs that were good.';
  }
  return undefined;
}

function adviceForLabels({ comparisons }: Verdict): string {
  const needed = moreRunsNeeded(comparisons);
  return needed === undefined
    ? 'More runs of this version narrow down what changed; the mean of all of them is judged.'
    : `${plural(needed, 'more run')} of this version would probably decide; the mean of all of them is judged.`;
}

const getStyles = (theme: GrafanaTheme2) => ({
  part: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), marginTop: theme.spacing(1) }),
});
