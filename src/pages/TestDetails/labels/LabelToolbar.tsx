import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { MultiCombobox, RadioButtonGroup, useStyles2 } from '@grafana/ui';
import type { Estimator } from 'perftest-automation-sidecar/contract/analysis';
import type { StatisticsScope } from 'perftest-automation-sidecar/contract/statistics';

import { statisticsExportHref } from '../../../shared/api/analysis';
import { LinkButton } from '../../../shared/ui/LinkButton';
import { VisuallyHidden } from '../../../shared/ui/VisuallyHidden';
import { FURTHER_COLUMNS, type FurtherColumnId } from './further-columns';
import { type LabelView, type LabelViewActions, readPercentiles } from './use-label-view';

const ESTIMATORS: Array<{ value: Estimator; label: string; description: string }> = [
  { value: 'rank', label: 'Rank', description: 'The value at place round(n·p), as JMeter’s Aggregate Report' },
  {
    value: 'interpolated',
    label: 'Interpolated',
    description: 'Between two places (R-6), as JMeter’s HTML dashboard, but over all samples',
  },
];

const USUAL_RANKS = ['25', '75', '80', '98', '99.5', '99.9', '99.99'];

interface LabelToolbarProps {
  runId: number;
  scope: StatisticsScope;
  view: LabelView;
  actions: LabelViewActions;
}

/** How percentiles are read, which columns there are, and the way out of the table. */
export function LabelToolbar({ runId, scope, view, actions }: LabelToolbarProps) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.toolbar}>
      <div className={styles.field} role="group" aria-label="How percentiles are read">
        <span>Percentiles</span>
        <RadioButtonGroup size="sm" options={ESTIMATORS} value={view.estimator} onChange={actions.chooseEstimator} />
      </div>
      <PercentileChoice chosen={view.percentiles} onChange={actions.choosePercentiles} />
      <ColumnChoice chosen={view.columns} onChange={actions.chooseColumns} />
      <div className={styles.exports}>
        {(['csv', 'json'] as const).map((format) => (
          <LinkButton
            key={format}
            size="sm"
            variant="secondary"
            icon="download-alt"
            target="_self"
            href={statisticsExportHref(runId, { format, scope, ...labelsOf(view) })}
            aria-label={`Download the statistics as ${format.toUpperCase()}`}
          >
            {format.toUpperCase()}
          </LinkButton>
        ))}
      </div>
    </div>
  );
}

/** Of labels that are picked the file has only those, and their total. */
function labelsOf({ picked }: LabelView): { labels?: string } {
  return picked.length === 0 ? {} : { labels: JSON.stringify(picked) };
}

interface PercentileChoiceProps {
  chosen: readonly number[];
  onChange: (ranks: readonly number[]) => void;
}

function PercentileChoice({ chosen, onChange }: PercentileChoiceProps) {
  const values = chosen.map(String);
  return (
    <div>
      <VisuallyHidden>
        <label htmlFor="more-percentiles">More percentiles</label>
      </VisuallyHidden>
      <MultiCombobox
        id="more-percentiles"
        width="auto"
        minWidth={20}
        placeholder="More percentiles"
        createCustomValue
        isClearable
        options={[...new Set([...USUAL_RANKS, ...values])].map((value) => ({ value, label: `p${value}` }))}
        value={values}
        onChange={(options) => onChange(readPercentiles(options.map(({ value }) => value)))}
      />
    </div>
  );
}

interface ColumnChoiceProps {
  chosen: readonly FurtherColumnId[];
  onChange: (columns: readonly FurtherColumnId[]) => void;
}

function ColumnChoice({ chosen, onChange }: ColumnChoiceProps) {
  return (
    <div>
      <VisuallyHidden>
        <label htmlFor="more-columns">More columns</label>
      </VisuallyHidden>
      <MultiCombobox<FurtherColumnId>
        id="more-columns"
        width="auto"
        minWidth={20}
        placeholder="More columns"
        isClearable
        options={FURTHER_COLUMNS.map(({ id, header, description }) => ({ value: id, label: header, description }))}
        value={[...chosen]}
        onChange={(options) => onChange(options.map(({ value }) => value))}
      />
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  toolbar: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1, 2),
    marginBottom: theme.spacing(1),
  }),
  field: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  exports: css({ display: 'flex', gap: theme.spacing(1), marginLeft: 'auto' }),
});
