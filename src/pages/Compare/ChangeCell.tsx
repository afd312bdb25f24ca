import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Metric } from 'perftest-automation-sidecar/contract/verdict';

import { formatChange, formatMetric } from '../../shared/format';
import { ChangeBar } from '../../shared/ui/ChangeBar';
import { LabelStateMark } from '../../shared/ui/LabelStateMark';
import { VisuallyHidden } from '../../shared/ui/VisuallyHidden';
import { type CompareCell, isChange } from './compare-rows';

/** The value; beneath it what it became against the reference, as number and bar, with the state and why. */
export function ChangeCell({ cell, metric }: { cell: CompareCell; metric: Metric }) {
  const styles = useStyles2(getStyles);
  const { value, change, changeRatio, state, errorState, why } = cell;
  const hasState = isChange(state);
  const hasErrors = metric !== 'errorRate' && isChange(errorState) && errorState !== state;
  return (
    <div className={styles.cell} title={why || undefined}>
      <div>{formatMetric(metric, value)}</div>
      {change !== null && (
        <>
          <div className={styles.change}>
            {hasState && <LabelStateMark comparison={{ state, severity: null, change }} isIconOnly />}
            {formatChange({ metric, change, changeRatio })}
          </div>
          <ChangeBar changeRatio={changeRatio} state={state} />
        </>
      )}
      {change === null && hasState && <LabelStateMark comparison={{ state, severity: null, change }} />}
      {hasErrors && (
        <div className={styles.errors}>
          errors <LabelStateMark comparison={{ state: errorState, severity: null, change: null }} />
        </div>
      )}
      {why && <VisuallyHidden>{why}</VisuallyHidden>}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  cell: css({ position: 'relative', minWidth: 96 }),
  change: css({
    display: 'flex',
    justifyContent: 'flex-end',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  errors: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
