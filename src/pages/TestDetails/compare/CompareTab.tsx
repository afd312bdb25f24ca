import React, { useMemo } from 'react';
import { RadioButtonGroup } from '@grafana/ui';
import type { Run } from 'perftest-automation-sidecar/contract/runs';
import type { LabelComparison, LabelState, Verdict } from 'perftest-automation-sidecar/contract/verdict';

import { plural } from '../../../shared/format';
import { DataTable } from '../../../shared/ui/DataTable';
import { PageSections } from '../../../shared/ui/PageSections';
import { Section } from '../../../shared/ui/Section';
import { NothingHere } from '../../../shared/ui/states';
import { NoResult } from '../NoResult';
import type { TestDetailsPage } from '../useTestDetails';
import { comparisonColumns } from './comparison-columns';
import { DriftSection } from './DriftSection';
import { SloSection } from './SloSection';

export function CompareTab({ run, page }: { run: Run; page: TestDetailsPage }) {
  if (!run.verdict) {
    return <NoResult run={run} what="the comparison with the reference" />;
  }
  const { drifts = [] } = run.verdict;
  return (
    <PageSections>
      {run.verdict.slos.length > 0 && <SloSection slos={run.verdict.slos} />}
      <ComparisonSection verdict={run.verdict} page={page} />
      {drifts.length > 0 && <DriftSection drifts={drifts} />}
    </PageSections>
  );
}

const NOT_A_CHANGE: ReadonlySet<LabelState> = new Set(['unchanged', 'not judged', 'no data']);

/** An undecided figure is shown, but nobody knows that it changed. */
function describeChanges(comparisons: readonly LabelComparison[], noteworthy: readonly LabelComparison[]): string {
  const undecided = noteworthy.filter(({ state }) => state === 'inconclusive').length;
  const changed = `${plural(noteworthy.length - undecided, 'figure')} of ${comparisons.length} changed`;
  return undecided === 0 ? changed : `${changed}, ${undecided} undecided`;
}

function ComparisonSection({ verdict, page }: { verdict: Verdict; page: TestDetailsPage }) {
  const { comparisons, reference } = verdict;
  const areAll = page.data.areAllComparisonsShown;
  const changed = comparisons.filter(({ state }) => !NOT_A_CHANGE.has(state));
  const shown = areAll ? comparisons : changed;
  const columns = useMemo(() => comparisonColumns(comparisons), [comparisons]);
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
      note={describeChanges(comparisons, changed)}
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
        columns={columns}
        rows={shown}
        rowKey={({ kind, label, metric }) => JSON.stringify([kind, label, metric])}
        isFixed
        minWidth={900}
        emptyText="Nothing changed beyond what the rules call unchanged."
      />
    </Section>
  );
}
