import { css } from '@emotion/css';
import React, { useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Icon, useStyles2 } from '@grafana/ui';
import type { Verdict } from 'perftest-automation-sidecar/contract/verdict';

import { DecisionModal } from '../../../shared/decision/DecisionModal';
import { formatChangeRatio } from '../../../shared/format';
import { paths } from '../../../shared/paths';
import { hasRole } from '../../../shared/role';
import { AppLink } from '../../../shared/ui/AppLink';

/** What the history shows beside the verdict: many small steps in one direction, and a run that may not belong to it. */
export function HistoryNotes({ verdict }: { verdict: Verdict }) {
  const styles = useStyles2(getStyles);
  const drifts = (verdict.drifts ?? []).filter(({ isNotable }) => isNotable);
  const suspiciousRunId = verdict.suspiciousRunId ?? null;
  if (drifts.length === 0 && suspiciousRunId === null) {
    return null;
  }
  return (
    <ul className={styles.notes}>
      {drifts.map(({ kind, label, sinceRunId, changeRatio }) => (
        <li key={`${kind} ${label}`}>
          <Icon name="exclamation-triangle" size="sm" className={styles.icon} /> {label} has changed by{' '}
          {formatChangeRatio(changeRatio)} in small steps since{' '}
          <AppLink to={paths.test(sinceRunId)}>run {sinceRunId}</AppLink>
        </li>
      ))}
      {suspiciousRunId !== null && (
        <li>
          <Icon name="exclamation-triangle" size="sm" className={styles.icon} />{' '}
          <SuspiciousRun runId={suspiciousRunId} />
        </li>
      )}
    </ul>
  );
}

function SuspiciousRun({ runId }: { runId: number }) {
  const [isAsking, setIsAsking] = useState(false);
  return (
    <>
      <AppLink to={paths.test(runId)}>Run {runId}</AppLink> may not belong to the history: without it the runs would
      differ less than half as much.{' '}
      {hasRole('Editor') && (
        <Button size="sm" variant="secondary" fill="outline" onClick={() => setIsAsking(true)}>
          Quarantine run {runId}
        </Button>
      )}
      {isAsking && <DecisionModal runIds={[runId]} decision="quarantined" onClose={() => setIsAsking(false)} />}
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  notes: css({ listStyle: 'none', marginTop: theme.spacing(1), '& li': { marginBottom: theme.spacing(0.5) } }),
  icon: css({ color: theme.colors.warning.text }),
});
