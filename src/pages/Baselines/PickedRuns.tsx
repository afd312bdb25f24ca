import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import type { RunDecision } from 'perftest-automation-sidecar/contract/history';

import { DECISION_DEEDS } from '../../shared/decision/decision-look';
import { plural } from '../../shared/format';

interface PickedRunsProps {
  picked: readonly number[];
  all: readonly number[];
  onPick: (runIds: readonly number[]) => void;
  onDecide: (decision: RunDecision) => void;
}

const DECISIONS: readonly RunDecision[] = ['accepted', 'rejected', 'quarantined', 'none'];

/** One decision with one reason for all runs that are picked in the table beneath. */
export function PickedRuns({ picked, all, onPick, onDecide }: PickedRunsProps) {
  const styles = useStyles2(getStyles);
  const areAllPicked = picked.length === all.length;
  return (
    <div className={styles.bar} role="group" aria-label="Decide on several runs">
      <Button size="sm" variant="secondary" fill="outline" onClick={() => onPick(areAllPicked ? [] : all)}>
        {areAllPicked ? 'Pick none' : `Pick all ${all.length}`}
      </Button>
      <span className={styles.count} role="status">
        {picked.length === 0 ? 'Pick runs to decide on several at once' : `${plural(picked.length, 'run')} picked`}
      </span>
      {picked.length > 0 &&
        DECISIONS.map((decision) => (
          <Button
            key={decision}
            size="sm"
            variant="secondary"
            tooltip={DECISION_DEEDS[decision].consequence}
            onClick={() => onDecide(decision)}
          >
            {`${DECISION_DEEDS[decision].verb} ${plural(picked.length, 'run')}`}
          </Button>
        ))}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1),
    marginBottom: theme.spacing(1),
    minHeight: theme.spacing(4),
  }),
  count: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
