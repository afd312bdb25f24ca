import { css } from '@emotion/css';
import React, { useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Stack, useStyles2 } from '@grafana/ui';
import type { RunDecision } from 'perftest-automation-sidecar/contract/history';
import type { Run } from 'perftest-automation-sidecar/contract/runs';

import { DECISION_DEEDS } from '../../../shared/decision/decision-look';
import { DecisionHistory } from '../../../shared/decision/DecisionHistory';
import { DecisionModal } from '../../../shared/decision/DecisionModal';
import { hasRole } from '../../../shared/role';

const DECISIONS: readonly RunDecision[] = ['accepted', 'rejected', 'quarantined', 'none'];

/** What people decided of the run as a reference for later ones, and the way to decide. */
export function AsReference({ run }: { run: Run }) {
  const styles = useStyles2(getStyles);
  const [asked, setAsked] = useState<RunDecision>();
  const canDecide = hasRole('Editor') && run.status === 'completed' && run.kind === 'test';
  if (!canDecide && run.decisions.length === 0) {
    return null;
  }
  return (
    <div className={styles.part} role="group" aria-label="As a reference for later runs">
      {run.decisions.length > 0 ? <DecisionHistory entries={run.decisions} /> : <p>{standOf(run)}</p>}
      {canDecide && (
        <Stack gap={1} wrap="wrap">
          {DECISIONS.filter((decision) => decision !== run.decision).map((decision) => (
            <Button
              key={decision}
              size="sm"
              variant="secondary"
              fill="outline"
              tooltip={DECISION_DEEDS[decision].consequence}
              onClick={() => setAsked(decision)}
            >
              {DECISION_DEEDS[decision].verb}
            </Button>
          ))}
        </Stack>
      )}
      {asked && <DecisionModal runIds={[run.id]} decision={asked} onClose={() => setAsked(undefined)} />}
    </div>
  );
}

/** Passed valid runs are part of the history by themselves. */
function standOf({ verdict }: Run): string {
  return verdict?.outcome === 'passed' && verdict.validity.isValid
    ? 'Nobody decided anything: as a passed valid run it is part of the history that later runs are compared with.'
    : 'Nobody decided anything: it is not part of the history that later runs are compared with.';
}

const getStyles = (theme: GrafanaTheme2) => ({
  part: css({
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(0.5),
    marginTop: theme.spacing(1),
    paddingTop: theme.spacing(1),
    borderTop: `1px solid ${theme.colors.border.weak}`,
  }),
});
