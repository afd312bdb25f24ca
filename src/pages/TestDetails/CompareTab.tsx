import React from 'react';
import { RadioButtonGroup } from '@grafana/ui';
import type { Run } from 'perftest-automation-sidecar/contract/runs';
import type { LabelComparison, LabelState, SloResult, Verdict } from 'perftest-automation-sidecar/contract/verdict';

import { formatChange, formatMetric, METRIC_NAMES, plural } from '../../shared/format';
import { ChangeBar } from '../../shared/ui/ChangeBar';
import { type Column, DataTable } from '../../shared/ui/DataTable';
import { LabelStateMark } from '../../shared/ui/LabelStateMark';
import { PageSections } from '../../shared/ui/PageSections';
import { Section } from '../../shared/ui/Section';
import { LabelName } from '../../shared/ui/statistics-columns';
import { NothingHere } from '../../shared/ui/states';
import { Mark } from '../../shared/ui/Verdict';
import { NoResult } from './NoResult';
import type { TestDetailsPage } from './useTestDetails';

export function CompareTab({ run, page }: { run: Run; page: TestDetailsPage }) {
  if (!run.verdict) {
    return <NoResult run={run} what="the comparison with the reference" />;
  }
  return (
    <PageSections>
      {run.verdict.slos.length > 0 && <SloSection slos={run.verdict.slos} />}
      <ComparisonSection verdict={run.verdict} page={page} />
    </PageSections>
  );
}

const SLO_LOOKS = {
  passed: { word: 'Kept', icon: 'check-circle', tone: 'good' },
  failed: { word: 'Broken', icon: 'times-circle', tone: 'bad' },
  'no data': { word: 'No data', icon: 'question-circle', tone: 'unsure' },
} as const;

const SLO_COLUMNS: ReadonlyArray<Column<SloResult>> = [
  { id: 'state', header: 'SLO', width: 100, cell: ({ state }) => <Mark look={SLO_LOOKS[state]} /> },
  { id: 'label', header: 'Label', width: 160, cell: ({ slo }) => slo.label ?? 'Total' },
  { id: 'metric', header: 'Metric', width: 110, cell: ({ slo }) => METRIC_NAMES[slo.metric] },
  {
    id: 'limit',
    header: 'Limit',
    width: 90,
    isNumber: true,
    cell: ({ slo }) => `${slo.comparator === '<=' ? '≤' : '≥'} ${formatMetric(slo.metric, slo.limit)}`,
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

function SloSection({ slos }: { slos: readonly SloResult[] }) {
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

const COMPARISON_COLUMNS: ReadonlyArray<Column<LabelComparison>> = [
  {
    id: 'state',
    header: 'State',
    width: 132,
    cell: (comparison) => <LabelStateMark comparison={comparison} />,
    sortValue: ({ state }) => state,
  },
  {
    id: 'label',
    header: 'Label',
    width: 140,
    cell: (comparison) => <LabelName row={comparison} />,
    sortValue: ({ label }) => label,
  },
  {
    id: 'metric',
    header: 'Metric',
    width: 82,
    cell: ({ metric }) => METRIC_NAMES[metric],
    sortValue: ({ metric }) => METRIC_NAMES[metric],
  },
  {
    id: 'reference',
    header: 'Reference',
    width: 84,
    isNumber: true,
    cell: ({ metric, reference }) => formatMetric(metric, reference),
  },
  {
    id: 'current',
    header: 'This run',
    width: 84,
    isNumber: true,
    cell: ({ metric, current }) => formatMetric(metric, current),
  },
  {
    id: 'change',
    header: 'Change',
    width: 76,
    isNumber: true,
    cell: formatChange,
    sortValue: ({ changeRatio }) => changeRatio,
  },
  {
    id: 'bar',
    header: '',
    width: 64,
    cell: ({ changeRatio, state }) => <ChangeBar changeRatio={changeRatio} state={state} />,
  },
  { id: 'why', header: 'Why', cell: ({ why }) => why },
];

const NOT_A_CHANGE: ReadonlySet<LabelState> = new Set(['unchanged', 'not judged', 'no data']);

function ComparisonSection({ verdict, page }: { verdict: Verdict; page: TestDetailsPage }) {
  const { comparisons, reference } = verdict;
  const areAll = page.data.areAllComparisonsShown;
  const changed = comparisons.filter(({ state }) => !NOT_A_CHANGE.has(state));
  const shown = areAll ? comparisons : changed;
  if (!reference) {
    return (
      <NothingHere
        title="This run was compared with nothing"
        text="There was neither a baseline nor a completed run of an earlier version. “Make baseline” on a good run gives later ones a reference."
      />
    );
  }
  return (
    <Section
      title={`Against ${reference.name}`}
      note={`${plural(changed.length, 'figure')} of ${comparisons.length} changed`}
      actions={
        <RadioButtonGroup
          size="sm"
          value={areAll}
          options={[
            { value: false, label: 'Only what changed' },
            { value: true, label: 'All' },
          ]}
          onChange={page.actions.showAllComparisons}
        />
      }
      isBare
    >
      <DataTable
        caption="Comparison with the reference"
        columns={COMPARISON_COLUMNS}
        rows={shown}
        rowKey={({ kind, label, metric }) => JSON.stringify([kind, label, metric])}
        isFixed
        minWidth={900}
        emptyText="Nothing changed beyond what the rules call unchanged."
      />
    </Section>
  );
}
