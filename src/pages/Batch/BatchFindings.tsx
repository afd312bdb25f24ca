import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Batch } from 'perftest-automation-sidecar/contract/runs';

import { paths } from '../../shared/paths';
import { AppLink } from '../../shared/ui/AppLink';
import { Section } from '../../shared/ui/Section';

export function BatchFindings({ batch }: { batch: Batch }) {
  const styles = useStyles2(getStyles);
  return (
    <Section title="What matters most">
      <ol className={styles.list}>
        {batch.findings.map(({ runId, label, text }, index) => (
          <li key={`${runId} ${label} ${index}`}>
            <AppLink to={paths.test(runId, label ? `?tab=labels&label=${encodeURIComponent(label)}` : '')}>
              {text}
            </AppLink>
          </li>
        ))}
      </ol>
    </Section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ margin: 0, paddingLeft: theme.spacing(2.5), '& li + li': { marginTop: theme.spacing(1) } }),
});
