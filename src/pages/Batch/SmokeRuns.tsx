import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { RunSummary } from 'perftest-automation-sidecar/contract/runs';

import { formatDuration, plural } from '../../shared/format';
import { paths } from '../../shared/paths';
import { AppLink } from '../../shared/ui/AppLink';
import { Section } from '../../shared/ui/Section';
import { lookOfRun, Mark } from '../../shared/ui/Verdict';

/** Apart from the verdicts: they only say whether the scripts work. */
export function SmokeRuns({ runs }: { runs: readonly RunSummary[] }) {
  const styles = useStyles2(getStyles);
  return (
    <Section title="Smoke runs" note={`${plural(runs.length, 'script')} tried with one user before`}>
      <ul className={styles.list}>
        {runs.map((run) => (
          <li key={run.id} className={styles.item}>
            <Mark look={lookOfRun(run)} />
            <AppLink to={paths.test(run.id)}>{run.scenarioName}</AppLink>
            <span className={styles.secondary}>
              {run.startedAtMs !== null && run.completedAtMs !== null
                ? formatDuration(run.completedAtMs - run.startedAtMs)
                : run.environmentName}
              {run.supersededByRunId !== null && ', tried again'}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none', display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1, 3) }),
  item: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1) }),
  secondary: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
