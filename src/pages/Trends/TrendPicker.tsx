import React from 'react';
import { Combobox, Field } from '@grafana/ui';
import type { Trend } from 'perftest-automation-sidecar/contract/history';
import type { Metric } from 'perftest-automation-sidecar/contract/verdict';

import { METRIC_NAMES } from '../../shared/format';
import { HistoryPicker } from '../../shared/ui/HistoryPicker';
import type { TrendsPage } from './useTrendsPage';

const METRICS = Object.entries(METRIC_NAMES).map(([value, label]) => ({ value, label }));
const TOTAL = 'total';

type Label = Trend['labels'][number];

export function TrendPicker({ page: { data, actions } }: { page: TrendsPage }) {
  const { choice, trend, selected, metric } = data;
  const labels = labelsOf(trend.data, selected);
  const options = [
    { value: TOTAL, label: 'Total' },
    ...labels.map((one) => ({ value: keyOf(one), label: nameOf(one) })),
  ];
  return (
    <HistoryPicker choice={choice}>
      <Field label="Label" noMargin>
        <Combobox
          id="trend-label"
          width={28}
          disabled={choice.query === undefined}
          options={options}
          value={selected === undefined ? TOTAL : keyOf(selected)}
          onChange={({ value }) => actions.changeLabel(labels.find((one) => keyOf(one) === value))}
        />
      </Field>
      <Field label="Metric" noMargin>
        <Combobox
          id="trend-metric"
          width={14}
          disabled={choice.query === undefined}
          options={METRICS}
          value={metric}
          onChange={({ value }) => actions.changeMetric(value satisfies string as Metric)}
        />
      </Field>
    </HistoryPicker>
  );
}

/** The chosen one stays in the list, even where no run has it any more. */
function labelsOf(trend: Trend | undefined, selected: Label | undefined): Label[] {
  const known = trend?.labels ?? [];
  const isKnown = selected === undefined || known.some((one) => keyOf(one) === keyOf(selected));
  return isKnown ? known : [selected, ...known];
}

function keyOf({ kind, label }: Label): string {
  return JSON.stringify([kind, label]);
}

function nameOf({ kind, label }: Label): string {
  return kind === 'sample' ? label : `${label} (${kind === 'setup' ? 'setUp' : 'transaction'})`;
}
