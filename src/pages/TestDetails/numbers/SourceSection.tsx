import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Run } from 'perftest-automation-sidecar/contract/runs';
import type { RunStatistics } from 'perftest-automation-sidecar/contract/statistics';

import { Facts } from '../../../shared/ui/Facts';
import { Section } from '../../../shared/ui/Section';
import { sourceFacts } from './source-facts';

/** What was read, how, and what the file cannot say. */
export function SourceSection({ run, statistics }: { run: Run; statistics: RunStatistics }) {
  const styles = useStyles2(getStyles);
  return (
    <Section title="What was read, and how">
      {statistics.notes.length > 0 && (
        <ul className={styles.notes} aria-label="Notes on reading">
          {statistics.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      <Facts facts={sourceFacts(run, statistics)} />
    </Section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  notes: css({ margin: theme.spacing(0, 0, 1.5), paddingLeft: theme.spacing(2.5) }),
});
