import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { ImportPreview } from 'perftest-automation-sidecar/contract/imports';

import { FEWEST_RUNS, MOST_RUNS } from '../../shared/api/compare';
import { plural } from '../../shared/format';
import { paths } from '../../shared/paths';
import { AppLink } from '../../shared/ui/AppLink';
import { LinkButton } from '../../shared/ui/LinkButton';
import { Section } from '../../shared/ui/Section';

/** What became of the upload, each run a link. */
export function ImportedRuns({ preview: { runIds, candidates } }: { preview: ImportPreview }) {
  const styles = useStyles2(getStyles);
  const filesOf = new Map<number | null, string>(
    candidates.map(({ runId, fileNames }) => [runId, fileNames.join(', ')])
  );
  const canCompare = runIds.length >= FEWEST_RUNS && runIds.length <= MOST_RUNS;
  return (
    <Section
      title={`Imported: ${plural(runIds.length, 'run')}`}
      actions={
        <>
          {canCompare && (
            <LinkButton size="sm" variant="secondary" href={paths.compareRuns(runIds)}>
              Compare them
            </LinkButton>
          )}
          <LinkButton size="sm" variant="secondary" href={paths.tests()}>
            All tests
          </LinkButton>
        </>
      }
    >
      <ul className={styles.list} aria-label="Imported runs">
        {runIds.map((runId) => (
          <li key={runId}>
            <AppLink to={paths.test(runId)}>Run {runId}</AppLink>{' '}
            <span className={styles.files}>{filesOf.get(runId)}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ margin: 0, paddingLeft: theme.spacing(2.5), maxHeight: 300, overflow: 'auto' }),
  files: css({ color: theme.colors.text.secondary, overflowWrap: 'anywhere' }),
});
