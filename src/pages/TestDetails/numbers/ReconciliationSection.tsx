import React, { useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import { Alert, Button, RadioButtonGroup } from '@grafana/ui';
import type { ReconciledFigure, Reconciliation } from 'perftest-automation-sidecar/contract/analysis';
import type { Run } from 'perftest-automation-sidecar/contract/runs';

import { useReconciliation } from '../../../shared/api/analysis';
import { formatDateTime, plural } from '../../../shared/format';
import { DataTable } from '../../../shared/ui/DataTable';
import { PageSections } from '../../../shared/ui/PageSections';
import { Section } from '../../../shared/ui/Section';
import { NothingHere, QueryView } from '../../../shared/ui/states';
import { FIGURE_COLUMNS, RULE_COLUMNS } from './reconciliation-columns';

const TITLE = 'Beside JMeter’s own figures';

/** Our figures beside those by JMeter's rules over the same file, and why each differs. */
export function ReconciliationSection({ run }: { run: Run }) {
  const [params, setParams] = useSearchParams();
  const isAsked = params.get('jmeter') === 'show';
  const ask = () =>
    setParams(
      (previous) => {
        const next = new URLSearchParams(previous);
        next.set('jmeter', 'show');
        return next;
      },
      { replace: true }
    );
  return isAsked ? (
    <Reconciled run={run} />
  ) : (
    <Section title={TITLE}>
      <p>
        The result file can be read again by the rules of JMeter’s Aggregate Report and HTML dashboard, to see that
        equal is what must be equal, and why the rest differs. For a large file that takes some seconds.
      </p>
      <Button variant="secondary" icon="calculator-alt" onClick={ask}>
        Compare with JMeter’s figures
      </Button>
    </Section>
  );
}

function Reconciled({ run }: { run: Run }) {
  const reconciliation = useReconciliation({ runId: run.id });
  return (
    <QueryView
      query={reconciliation}
      subject="the result file by JMeter’s rules"
      whenMissing={
        <NothingHere
          title="There is no result file to read again"
          text="It was deleted, or only a summary was imported. What is stored stays as it is."
        />
      }
    >
      {(loaded) => <Tables reconciliation={loaded} />}
    </QueryView>
  );
}

type Report = 'aggregateReport' | 'dashboard';

const REPORTS: Array<{ value: Report; label: string }> = [
  { value: 'aggregateReport', label: 'Aggregate Report' },
  { value: 'dashboard', label: 'HTML dashboard' },
];
const WHICH = [
  { value: false, label: 'Only what differs' },
  { value: true, label: 'All' },
];

function Tables({ reconciliation }: { reconciliation: Reconciliation }) {
  const [report, setReport] = useState<Report>('dashboard');
  const [areAll, setAreAll] = useState(false);
  const figures = reconciliation[report];
  const different = figures.filter(({ isEqual }) => !isEqual);
  return (
    <PageSections>
      {reconciliation.notes.map((note) => (
        <Alert key={note} severity="info" title="JMeter could not read this file itself">
          {note}
        </Alert>
      ))}
      <Section
        title={TITLE}
        note={`${describe(figures, different)}; read ${formatDateTime(reconciliation.readAtMs)}`}
        actions={
          <>
            <RadioButtonGroup size="sm" options={REPORTS} value={report} onChange={setReport} />
            <RadioButtonGroup size="sm" options={WHICH} value={areAll} onChange={setAreAll} />
          </>
        }
        isBare
      >
        <DataTable
          caption="Our figures beside JMeter’s"
          columns={FIGURE_COLUMNS}
          rows={areAll ? figures : different}
          rowKey={({ kind, label, figure }) => JSON.stringify([kind, label, figure])}
          minWidth={800}
          maxHeight="60vh"
          emptyText="Every figure is equal."
        />
      </Section>
      <Section title="Rules" isBare>
        <DataTable
          caption="Our rules beside JMeter’s"
          columns={RULE_COLUMNS}
          rows={reconciliation.rules}
          rowKey={({ subject }) => subject}
          minWidth={640}
        />
      </Section>
    </PageSections>
  );
}

function describe(figures: readonly ReconciledFigure[], different: readonly ReconciledFigure[]): string {
  return different.length === 0
    ? 'all figures are equal'
    : `${figures.length - different.length} of ${plural(figures.length, 'figure')} are equal, the others differ for a reason`;
}
