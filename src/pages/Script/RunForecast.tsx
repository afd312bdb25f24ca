import { css, cx } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Preflight, PreflightQuery } from 'perftest-automation-sidecar/contract/preflight';

import { plural } from '../../shared/format';
import { Section } from '../../shared/ui/Section';
import { ForecastInputs } from './ForecastInputs';
import { ThreadGroupTable } from './ThreadGroupTable';
import type { ScriptPageModel } from './useScriptPage';

interface RunForecastProps {
  preflight: Preflight;
  /** An answer to the present inputs is on its way. */
  isStale: boolean;
  page: ScriptPageModel;
}

/** What a run of it does: with the settings in the plan, or with those that somebody tries. */
export function RunForecast({ preflight, isStale, page }: RunForecastProps) {
  const styles = useStyles2(getStyles);
  return (
    <Section title="What a run will do" note={sentenceOf(preflight, page.data.query)} isBare>
      <ForecastInputs page={page} />
      <div className={cx(isStale && styles.stale)} aria-busy={isStale}>
        <ThreadGroupTable groups={preflight.threadGroups} />
      </div>
    </Section>
  );
}

function sentenceOf({ threadGroups, totalUsers }: Preflight, query: PreflightQuery): string {
  const main = threadGroups.filter(({ role }) => role === 'main');
  const running = main.filter(({ willRun }) => willRun);
  const groups =
    running.length === main.length
      ? plural(main.length, 'thread group')
      : `${running.length} of ${plural(main.length, 'thread group')}`;
  const isGiven = running.some(({ load }) => load !== null);
  if (totalUsers === null) {
    return `${groups} will run: how many users there are is only known while it runs`;
  }
  const users = `${plural(totalUsers, 'user')} in ${groups}`;
  if (isGiven) {
    return `${users}, split in the script’s own proportion; the duration includes the ramp-up`;
  }
  const isHalfGiven = (query.userCount === undefined) !== (query.durationSeconds === undefined);
  return isHalfGiven && query.scenarioId === undefined
    ? `${users}, as the script has it: users and duration are given together`
    : `${users}, as the script has it`;
}

const getStyles = (_theme: GrafanaTheme2) => ({
  stale: css({ opacity: 0.6 }),
});
