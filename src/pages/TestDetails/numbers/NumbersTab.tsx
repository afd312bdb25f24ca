import React from 'react';
import type { Run } from 'perftest-automation-sidecar/contract/runs';

import { useStatistics } from '../../../shared/api/analysis';
import { Facts } from '../../../shared/ui/Facts';
import { PageSections } from '../../../shared/ui/PageSections';
import { Section } from '../../../shared/ui/Section';
import { QueryView } from '../../../shared/ui/states';
import { ImportedNote } from '../ImportedNote';
import { hasResult, NoResult } from '../NoResult';
import { RunStages } from '../RunStages';
import { DEFINITIONS } from './definitions';
import { FingerprintSection } from './FingerprintSection';
import { GeneratorSection } from './GeneratorSection';
import { ReconciliationSection } from './ReconciliationSection';
import { RecordsSection } from './RecordsSection';
import { SourceSection } from './SourceSection';

/** Can I believe it? From the records of the file to the rules of the verdict. */
export function NumbersTab({ run }: { run: Run }) {
  return (
    <PageSections>
      {run.runnerType === 'imported' && <ImportedNote />}
      {hasResult(run) ? (
        <FromTheFile run={run} />
      ) : (
        <NoResult run={run} what="how the records of the result file add up" />
      )}
      <GeneratorSection run={run} />
      <FingerprintSection fingerprint={run.fingerprint} />
      <Section title="Definitions">
        <Facts facts={DEFINITIONS} />
      </Section>
      <Section title="Stages of this run">
        <RunStages stages={run.stages} />
      </Section>
    </PageSections>
  );
}

function FromTheFile({ run }: { run: Run }) {
  const statistics = useStatistics({ runId: run.id, scope: 'run' });
  return (
    <QueryView query={statistics} subject="the statistics">
      {(loaded) => (
        <>
          <RecordsSection statistics={loaded} />
          <SourceSection run={run} statistics={loaded} />
          {loaded.source !== 'imported summary' && <ReconciliationSection run={run} />}
        </>
      )}
    </QueryView>
  );
}
