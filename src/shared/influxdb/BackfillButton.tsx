import React from 'react';
import { Button } from '@grafana/ui';
import type { RunInfluxDb } from 'perftest-automation-sidecar/contract/influxdb';

import { useBackfillRun } from '../api/influxdb';
import { formatCount, formatUnit } from '../format';
import { hasRole } from '../role';
import { ConfirmButton } from '../ui/ConfirmButton';
import { busyIcon } from '../ui/busy-icon';

interface BackfillButtonProps {
  runId: number;
  points: RunInfluxDb | undefined;
}

/** Writes a run that has ended into InfluxDB from its result file; for Editors, and only where it can be written. */
export function BackfillButton({ runId, points }: BackfillButtonProps) {
  const backfill = useBackfillRun(runId);
  if (points === undefined || !hasRole('Editor')) {
    return null;
  }
  if (points.backfill?.state === 'running') {
    const { doneRatio, writtenPoints } = points.backfill;
    return (
      <Button size="sm" variant="secondary" icon="spinner" disabled>
        Writing to InfluxDB: {formatUnit('percentunit', doneRatio, 0)}, {formatCount(writtenPoints)} points
      </Button>
    );
  }
  if (points.whyNoBackfill !== null) {
    return null;
  }
  const isThere = points.delivery?.lastPointAtMs != null;
  return isThere ? (
    <ConfirmButton
      size="sm"
      variant="secondary"
      fill="solid"
      icon="upload"
      title="Write this run to InfluxDB again?"
      body="Its points there are taken away and written anew from the result file, exact and complete."
      confirmText="Write again"
      isBusy={backfill.isPending}
      onConfirm={() => backfill.mutate()}
    >
      Write to InfluxDB again
    </ConfirmButton>
  ) : (
    <Button
      size="sm"
      variant="secondary"
      icon={busyIcon(backfill.isPending, 'upload')}
      disabled={backfill.isPending}
      onClick={() => backfill.mutate()}
    >
      Write to InfluxDB
    </Button>
  );
}
