import React from 'react';
import { Combobox, type ComboboxOption } from '@grafana/ui';
import type { StatisticsRow } from 'perftest-automation-sidecar/contract/statistics';

import { rowKey } from '../../../shared/api/live-state';
import { VisuallyHidden } from '../../../shared/ui/VisuallyHidden';
import type { SelectedLabel } from '../../../shared/use-selected-label';

const TOTAL = 'total';
const KIND_WORDS: Record<StatisticsRow['kind'], string | undefined> = {
  sample: undefined,
  transaction: 'transaction',
  setup: 'setUp or tearDown',
};

interface LabelPickerProps {
  rows: readonly StatisticsRow[];
  selected: SelectedLabel | undefined;
  onSelect: (label: StatisticsRow | undefined) => void;
}

export function LabelPicker({ rows, selected, onSelect }: LabelPickerProps) {
  const options: Array<ComboboxOption<string>> = [
    { value: TOTAL, label: 'Total' },
    ...rows.map((row) => ({ value: rowKey(row), label: row.label, description: KIND_WORDS[row.kind] })),
  ];
  return (
    <>
      <VisuallyHidden>
        <label htmlFor="time-label">Label</label>
      </VisuallyHidden>
      <Combobox
        id="time-label"
        width={40}
        options={options}
        value={selected ? rowKey(selected) : TOTAL}
        onChange={({ value }) => onSelect(rows.find((row) => rowKey(row) === value))}
      />
    </>
  );
}
