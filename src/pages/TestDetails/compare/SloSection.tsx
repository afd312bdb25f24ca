import React from 'react';
import type { SloResult } from 'perftest-automation-sidecar/contract/verdict';

import { formatMetric, METRIC_NAMES } from '../../../shared/format';
import { type Column, DataTable } from '../../../shared/ui/DataTable';
import { Section } from '../../../shared/ui/Section';
import { Mark } from '../../../shared/ui/Verdict';

const SLO_LOOKS = {
  passed: { word: 'Kept', icon: 'check-circle', tone: 'good' },
  failed: { word: 'Broken', icon: 'times-circle', tone: 'bad' },
  'no data': { word: 'No data', icon: 'question-circle', tone: 'unsure' },
} as const;

const COMPARATORS: Record<SloResult['slo']['comparator'], string> = { '<=': '≤', '<': '<', '>=': '≥', '>': '>' };

const SLO_COLUMNS: ReadonlyArray<Column<SloResult>> = [
  { id: 'state', header: 'SLO', width: 100, cell: ({ state }) => <Mark look={SLO_LOOKS[state]} /> },
  { id: 'label', header: 'Label', width: 160, cell: ({ slo }) => slo.label ?? 'Total' },
  { id: 'metric', header: 'Metric', width: 110, cell: ({ slo }) => METRIC_NAMES[slo.metric] },
  {
    id: 'limit',
    header: 'Limit',
    width: 90,
    isNumber: true,
    cell: ({ slo }) => `${COMPARATORS[slo.comparator]} ${formatMetric(slo.metric, slo.limit)}`,
  },
  {
    id: 'value',
    header: 'This run',
    width: 90,
    isNumber: true,
    cell: ({ slo, value }) => formatMetric(slo.metric, value),
  },
  { id: 'why', header: 'Why', cell: ({ why }) => why },
];

/** Absolute rules: they hold whatever the run is compared with. */
export function SloSection({ slos }: { slos: readonly SloResult[] }) {
  return (
    <Section title="Service level objectives" note="absolute limits of the scenario" isBare>
      <DataTable
        caption="Service level objectives"
        columns={SLO_COLUMNS}
        rows={slos}
        rowKey={({ slo }) => `${slo.label} ${slo.metric} ${slo.comparator} ${slo.limit}`}
        minWidth={800}
      />
    </Section>
  );
}
