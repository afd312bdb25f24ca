import React from 'react';
import type { Run } from 'perftest-automation-sidecar/contract/runs';
import type { Verdict, VerdictReference } from 'perftest-automation-sidecar/contract/verdict';

import { paths } from '../../../shared/paths';
import { AppLink } from '../../../shared/ui/AppLink';
import { describeVisibility } from './visibility';

/** Whether one can believe it, in one line: valid or why not, what it was compared with, and what it could not show. */
export function Belief({ run, verdict }: { run: Run; verdict: Verdict }) {
  const { validity, reference, comparisons } = verdict;
  const visibility = describeVisibility(comparisons);
  return (
    <p>
      {validity.isValid ? 'Valid' : describeInvalid(verdict)}
      {'; '}
      {reference ? <ReferenceWords run={run} reference={reference} /> : 'compared with nothing'}
      {visibility && `; ${visibility}`}.{' '}
      <AppLink to={paths.test(run.id, '?tab=numbers')}>Where the numbers come from</AppLink>
    </p>
  );
}

/** What a reason above says already is not said again. */
function describeInvalid({ validity, reasons }: Verdict): string {
  const unsaid = validity.findings.filter((finding) => !reasons.some(({ text }) => text.includes(finding)));
  return unsaid.length === 0 ? 'Not valid' : `Not valid: ${unsaid.join('; ')}`;
}

function ReferenceWords({ run, reference }: { run: Run; reference: VerdictReference }) {
  return reference.kind === 'history' && reference.runIds && reference.runIds.length > 0 ? (
    <HistoryWords run={run} runIds={reference.runIds} />
  ) : (
    <SingleWords reference={reference} />
  );
}

function HistoryWords({ run, runIds }: { run: Run; runIds: readonly number[] }) {
  return (
    <>
      compared with{' '}
      <AppLink to={paths.history(run)}>
        {runIds.length === 1 ? 'the last accepted run' : `the last ${runIds.length} accepted runs`}
      </AppLink>{' '}
      (
      {runIds.map((runId, index) => (
        <React.Fragment key={runId}>
          {index > 0 && ', '}
          <AppLink to={paths.test(runId)} aria-label={`Run ${runId}`}>
            {runId}
          </AppLink>
        </React.Fragment>
      ))}
      )
    </>
  );
}

function SingleWords({ reference }: { reference: VerdictReference }) {
  const words = `${reference.name} (version ${reference.versionName}; ${reference.source})`;
  return (
    <>
      compared with {reference.runId === null ? words : <AppLink to={paths.test(reference.runId)}>{words}</AppLink>}, a
      single reference: {reference.confidence} confidence
    </>
  );
}
