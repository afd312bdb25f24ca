import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { ImportPreview } from 'perftest-automation-sidecar/contract/imports';

import { isImportBusy } from '../../shared/api/imports';
import { formatDuration, formatRatio, plural } from '../../shared/format';
import { ProgressBar } from '../../shared/ui/ProgressBar';

/** How far the sidecar is with reading or importing; nothing when it waits for a person. */
export function ImportProgress({ preview }: { preview: ImportPreview }) {
  const styles = useStyles2(getStyles);
  if (!isImportBusy(preview)) {
    return null;
  }
  const { status, progress, secondsLeft, candidateCount, runIds } = preview;
  const isReading = status === 'reading';
  const done = isReading
    ? `${plural(candidateCount, 'result')} understood so far`
    : `${plural(runIds.length, 'run')} made so far`;
  return (
    <div>
      <p className={styles.title} role="status">
        {isReading ? 'The results are being read…' : 'The runs are being made…'} You may leave this page; it goes on.
      </p>
      <ProgressBar progress={progress} label={isReading ? 'Reading the results' : 'Making the runs'} />
      <div className={styles.figures}>
        <span>{done}</span>
        <span>{formatRatio(progress)}</span>
        <span>{secondsLeft === null ? 'time left not known yet' : `${formatDuration(secondsLeft * 1000)} left`}</span>
      </div>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  title: css({ marginBottom: theme.spacing(0.5) }),
  figures: css({
    display: 'grid',
    gridTemplateColumns: '2fr 1fr 1fr',
    marginTop: theme.spacing(0.5),
    color: theme.colors.text.secondary,
    fontVariantNumeric: 'tabular-nums',
    '& > :not(:first-child)': { textAlign: 'right' },
  }),
});
