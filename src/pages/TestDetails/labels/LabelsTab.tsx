import React, { useMemo } from 'react';
import { Button, RadioButtonGroup } from '@grafana/ui';
import type { Run } from 'perftest-automation-sidecar/contract/runs';
import type { RunStatistics, StatisticsRow } from 'perftest-automation-sidecar/contract/statistics';

import { rowKey } from '../../../shared/api/live-state';
import { useRunStatistics, useRunTimeline } from '../../../shared/api/runs';
import { RunCharts } from '../../../shared/chart/RunCharts';
import { formatClockWithSeconds } from '../../../shared/format';
import { PageSections } from '../../../shared/ui/PageSections';
import { Section } from '../../../shared/ui/Section';
import { statisticsColumns } from '../../../shared/ui/statistics-columns';
import { StatisticsTable } from '../../../shared/ui/StatisticsTable';
import { QueryView } from '../../../shared/ui/states';
import { type SelectedLabel, useSelectedLabel } from '../../../shared/use-selected-label';
import { useScrollTo } from '../../../shared/use-scroll-to';
import { hasResult, NoResult } from '../NoResult';
import type { TestDetailsPage } from '../useTestDetails';

const SCOPES = [
  { value: 'window' as const, label: 'Analysis window', description: 'Without ramp-up; what the verdict judges' },
  { value: 'run' as const, label: 'Whole run', description: 'Ramp-up included' },
];

export function LabelsTab({ run, page }: { run: Run; page: TestDetailsPage }) {
  const [selected, select] = useSelectedLabel();
  const { scope } = page.data;
  const statistics = useRunStatistics({ runId: run.id, scope, isEnabled: hasResult(run) });
  if (!hasResult(run)) {
    return <NoResult run={run} what="the statistics of every label" />;
  }
  return (
    <QueryView query={statistics} subject="the statistics">
      {(loaded) => (
        <PageSections>
          <LabelCharts run={run} row={findRow(loaded.rows, selected)} onClose={() => select(undefined)} />
          <Section
            title="Labels"
            note={describeScope(loaded)}
            actions={
              run.windowFromMs !== null && (
                <RadioButtonGroup size="sm" options={SCOPES} value={scope} onChange={page.actions.showScope} />
              )
            }
            isBare
          >
            <LabelTable statistics={loaded} selected={selected} onSelect={select} />
          </Section>
        </PageSections>
      )}
    </QueryView>
  );
}

function describeScope({ scope, windowFromMs, windowToMs }: RunStatistics): string {
  if (scope === 'run') {
    return 'every sample of the run, ramp-up included; choose a row to see its charts';
  }
  return `samples that began ${formatClockWithSeconds(windowFromMs)} – ${formatClockWithSeconds(windowToMs)}, as the verdict judges; choose a row to see its charts`;
}

interface LabelTableProps {
  statistics: RunStatistics;
  selected: SelectedLabel | undefined;
  onSelect: (row: StatisticsRow | undefined) => void;
}

function LabelTable({ statistics, selected, onSelect }: LabelTableProps) {
  const columns = useMemo(() => statisticsColumns<StatisticsRow>(), []);
  const chosen = useMemo(() => findRow(statistics.rows, selected), [statistics.rows, selected]);
  return (
    <StatisticsTable
      caption="Statistics per label"
      total={statistics.total}
      rows={statistics.rows}
      columns={columns}
      selectedKey={chosen && rowKey(chosen)}
      onSelect={onSelect}
      minWidth={912}
    />
  );
}

/** A link from a verdict names a label without its kind. */
function findRow(rows: readonly StatisticsRow[], selected: SelectedLabel | undefined): StatisticsRow | undefined {
  const named = rows.filter(({ label }) => label === selected?.label);
  return named.find(({ kind }) => kind === selected?.kind) ?? named[0];
}

interface LabelChartsProps {
  run: Run;
  row: StatisticsRow | undefined;
  onClose: () => void;
}

function LabelCharts({ run, row, onClose }: LabelChartsProps) {
  const timeline = useRunTimeline({ runId: run.id, label: row?.label, kind: row?.kind, isEnabled: row !== undefined });
  const ref = useScrollTo<HTMLDivElement>(row && rowKey(row));
  if (!row) {
    return null;
  }
  return (
    <div ref={ref}>
      <Section
        title={row.label}
        isBare
        actions={
          <Button size="sm" variant="secondary" icon="times" onClick={onClose}>
            Close charts
          </Button>
        }
      >
        <QueryView query={timeline} subject="the label’s timeline">
          {({ points, sliceMs }) => <RunCharts points={points} sliceMs={sliceMs} label={row.label} />}
        </QueryView>
      </Section>
    </div>
  );
}
