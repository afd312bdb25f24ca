import React from 'react';
import type { History } from 'perftest-automation-sidecar/contract/history';

import { useHistory } from '../../shared/api/history';
import { paths } from '../../shared/paths';
import { hasRole } from '../../shared/role';
import { HistoryPicker } from '../../shared/ui/HistoryPicker';
import { LinkButton } from '../../shared/ui/LinkButton';
import { PageSections } from '../../shared/ui/PageSections';
import { NothingHere, QueryView } from '../../shared/ui/states';
import { type HistoryChoice, useHistoryChoice } from '../../shared/use-history-choice';
import { HistorySection } from './HistorySection';
import { NoiseSection } from './NoiseSection';
import { SuspiciousRun } from './SuspiciousRun';

/** Which runs a new one is compared with and why, and how much they differ by themselves. */
export function HistoryTab() {
  const choice = useHistoryChoice();
  const history = useHistory(choice.query);
  return (
    <PageSections>
      <HistoryPicker choice={choice} />
      {choice.query === undefined ? (
        <NothingHere
          title="Choose a scenario"
          text="Then you see which runs a new one is compared with, why, and how small a change can be seen."
        />
      ) : (
        <QueryView query={history} subject="the history">
          {(found) => <HistoryOf history={found} choice={choice} />}
        </QueryView>
      )}
    </PageSections>
  );
}

function HistoryOf({ history, choice }: { history: History; choice: HistoryChoice }) {
  if (history.entries.length === 0) {
    return (
      <NothingHere
        title={`Here will be the runs of ${choice.name}`}
        text="No run of it has been completed in this environment yet. Past results can be imported: old runs are the history of tomorrow."
        action={
          hasRole('Editor') && (
            <LinkButton icon="import" href={paths.import()}>
              Import results
            </LinkButton>
          )
        }
      />
    );
  }
  return (
    <>
      <SuspiciousRun history={history} />
      <NoiseSection history={history} choice={choice} />
      <HistorySection history={history} choice={choice} />
    </>
  );
}
