import React, { useMemo } from 'react';
import { RadioButtonGroup } from '@grafana/ui';
import type { Run } from 'perftest-automation-sidecar/contract/runs';
import type { RunStatistics, StatisticsRow, StatisticsScope } from 'perftest-automation-sidecar/contract/statistics';

import { useStatistics } from '../../../shared/api/analysis';
import { rowKey } from '../../../shared/api/live-state';
import { useRemarks } from '../../../shared/api/remarks';
import { formatClockWithSeconds } from '../../../shared/format';
import { PageSections } from '../../../shared/ui/PageSections';
import { Section } from '../../../shared/ui/Section';
import { QueryView } from '../../../shared/ui/states';
import { type SelectedLabel, useSelectedLabel } from '../../../shared/use-selected-label';
import { hasResult, NoResult } from '../NoResult';
import type { TestDetailsPage } from '../useTestDetails';
import { LabelDetails } from './LabelDetails';
import { LabelTable } from './LabelTable';
import { LabelToolbar } from './LabelToolbar';
import { TransactionSection } from './TransactionSection';
import { type LabelView, useLabelView } from './use-label-view';

const SCOPES = [
  { value: 'window' as const, label: 'Analysis window', description: 'Without ramp-up; what the verdict judges' },
  { value: 'run' as const, label: 'Whole run', description: 'Ramp-up included' },
];

export function LabelsTab({ run, page }: { run: Run; page: TestDetailsPage }) {
  return hasResult(run) ? (
    <Labels run={run} page={page} />
  ) : (
    <NoResult run={run} what="the statistics of every label" />
  );
}

function Labels({ run, page }: { run: Run; page: TestDetailsPage }) {
  const [selected, select] = useSelectedLabel();
  const [view, actions] = useLabelView();
  const { scope } = page.data;
  const { statistics, subset, picked } = useLabelStatistics({ runId: run.id, scope, view });
  const remarkCounts = useRemarkCounts(run.id);
  return (
    <QueryView query={statistics} subject="the statistics">
      {(loaded) => {
        const chosen = findRow(loaded.rows, selected);
        return (
          <PageSections>
            {chosen && <LabelDetails run={run} row={chosen} onClose={() => select(undefined)} />}
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
              <LabelToolbar runId={run.id} scope={scope} view={view} actions={actions} />
              <LabelTable
                statistics={{ ...loaded, subset }}
                view={{ ...view, picked }}
                selectedKey={chosen && rowKey(chosen)}
                onSelect={select}
                onPick={actions.pick}
                remarkCounts={remarkCounts}
              />
            </Section>
            {loaded.rows.some(({ kind }) => kind === 'transaction') && <TransactionSection run={run} />}
          </PageSections>
        );
      }}
    </QueryView>
  );
}

interface LabelStatisticsChoice {
  runId: number;
  scope: StatisticsScope;
  view: LabelView;
}

/** The total of the picked labels is asked for beside the rest: the address may name labels that this run does not have. */
function useLabelStatistics({ runId, scope, view: { estimator, percentiles, picked } }: LabelStatisticsChoice) {
  const choice = { runId, scope, estimator, percentiles };
  const statistics = useStatistics(choice);
  const samples = new Set(statistics.data?.rows.flatMap(({ kind, label }) => (kind === 'sample' ? [label] : [])));
  const known = picked.filter((label) => samples.has(label));
  const withSubset = useStatistics({ ...choice, labels: known, isEnabled: known.length > 0 });
  return { statistics, picked: known, subset: known.length > 0 ? (withSubset.data?.subset ?? null) : null };
}

function describeScope({ scope, windowFromMs, windowToMs }: RunStatistics): string {
  if (scope === 'run') {
    return 'every sample of the run, ramp-up included; choose a row to see its charts';
  }
  return `samples that began ${formatClockWithSeconds(windowFromMs)} – ${formatClockWithSeconds(windowToMs)}, as the verdict judges; choose a row to see its charts`;
}

/** A link from a verdict names a label without its kind. */
function findRow(rows: readonly StatisticsRow[], selected: SelectedLabel | undefined): StatisticsRow | undefined {
  const named = rows.filter(({ label }) => label === selected?.label);
  return named.find(({ kind }) => kind === selected?.kind) ?? named[0];
}

function useRemarkCounts(runId: number): ReadonlyMap<string, number> {
  const { data } = useRemarks({ runId });
  return useMemo(() => {
    const counts = new Map<string, number>();
    for (const { label } of data ?? []) {
      if (label !== null) {
        counts.set(label, (counts.get(label) ?? 0) + 1);
      }
    }
    return counts;
  }, [data]);
}
