import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Alert, Spinner, useStyles2 } from '@grafana/ui';

import { formatBytes, formatDuration, formatUnit } from '../format';
import { ProgressBar } from '../ui/ProgressBar';
import { ErrorText } from '../ui/states';
import type { UploadProgress } from './upload-progress';
import type { UploadState } from './use-upload';

interface UploadStatusProps {
  state: UploadState;
  /** Title of a refusal, e.g. "The script was not stored". */
  refusedTitle: string;
}

/** How far the upload is, or why there is none. */
export function UploadStatus({ state, refusedTitle }: UploadStatusProps) {
  const styles = useStyles2(getStyles);
  switch (state.kind) {
    case 'idle':
      return null;
    case 'sending':
      return <Sending progress={state.progress} />;
    case 'reading':
      return (
        <div className={styles.status} role="status">
          <Spinner inline /> Everything is sent. The sidecar reads the files…
        </div>
      );
    case 'cancelled':
      return <Alert severity="info" title="The upload was cancelled. Nothing was stored." />;
    case 'refused':
      return (
        <Alert severity="error" title={refusedTitle}>
          <ErrorText error={state.error} />
        </Alert>
      );
  }
}

function Sending({ progress: { sentBytes, totalBytes, bytesPerSec, leftMs } }: { progress: UploadProgress }) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.status}>
      <ProgressBar progress={totalBytes === 0 ? null : sentBytes / totalBytes} label="Upload" />
      <div className={styles.figures}>
        <span>{totalBytes === 0 ? 'Connecting…' : `${formatBytes(sentBytes)} of ${formatBytes(totalBytes)}`}</span>
        <span>{bytesPerSec !== null && `${formatUnit('binBps', bytesPerSec)}`}</span>
        <span>{leftMs !== null && `${formatDuration(leftMs)} left`}</span>
      </div>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  status: css({ marginBottom: theme.spacing(2) }),
  figures: css({
    display: 'grid',
    gridTemplateColumns: '2fr 1fr 1fr',
    marginTop: theme.spacing(0.5),
    color: theme.colors.text.secondary,
    fontVariantNumeric: 'tabular-nums',
    '& > :not(:first-child)': { textAlign: 'right' },
  }),
});
