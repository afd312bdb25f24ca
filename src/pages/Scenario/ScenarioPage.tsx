import React from 'react';
import { Button } from '@grafana/ui';

import { paths, proxyHref } from '../../shared/paths';
import { AppPage } from '../../shared/ui/AppPage';
import { ConfirmButton } from '../../shared/ui/ConfirmButton';
import { PicturePresets } from '../../shared/pictures/PicturePresets';
import { LinkButton } from '../../shared/ui/LinkButton';
import { PageSections } from '../../shared/ui/PageSections';
import { ForbiddenState, QueryView } from '../../shared/ui/states';
import { CopyModal } from './CopyModal';
import { toForm } from './scenario-form';
import { ScenarioEditor } from './ScenarioEditor';
import { useScenarioPage } from './useScenarioPage';

/** Everything that a scenario says, on one page. */
export default function ScenarioPage() {
  const page = useScenarioPage();
  const { id, scenario, newForm, canEdit, isCopying, copying } = page.data;
  const title = id === null ? 'New scenario' : (scenario.data?.name ?? 'Scenario');
  const canOpen = canEdit || id !== null;
  return (
    <AppPage
      pageNav={{
        text: title,
        url: id === null ? paths.newScenario() : paths.scenario(id),
        parentItem: { text: 'Scenarios', url: paths.scenarios() },
      }}
      subTitle={scenario.data?.isActive === false ? 'Archived: it is not offered for new runs' : undefined}
      actions={id !== null && <PageActions id={id} name={title} page={page} />}
    >
      {!canOpen && (
        <ForbiddenState what="Scenarios are made by Editors" detail="Your role may look at those that there are." />
      )}
      {canOpen && id === null && <ScenarioEditor form={newForm} page={page} />}
      {canOpen && id !== null && (
        <QueryView query={scenario} subject="the scenario">
          {(found) => (
            <PageSections>
              <ScenarioEditor key={found.id} form={toForm(found)} page={page} />
              <PicturePresets place={{ kind: 'scenario', id: found.id, name: found.name }} />
            </PageSections>
          )}
        </QueryView>
      )}
      {isCopying && (
        <CopyModal
          name={title}
          error={copying.error}
          isBusy={copying.isPending}
          onCopy={page.actions.copy}
          onClose={() => page.actions.askCopy(false)}
        />
      )}
    </AppPage>
  );
}

interface PageActionsProps {
  id: number;
  name: string;
  page: ReturnType<typeof useScenarioPage>;
}

function PageActions({ id, name, page: { data, actions } }: PageActionsProps) {
  return (
    <>
      <LinkButton variant="secondary" fill="outline" icon="chart-line" href={paths.trend({ scenarioId: id })}>
        Trends
      </LinkButton>
      <LinkButton variant="secondary" fill="outline" icon="history" href={paths.history({ scenarioId: id })}>
        History
      </LinkButton>
      <LinkButton
        variant="secondary"
        fill="outline"
        icon="download-alt"
        target="_self"
        href={proxyHref('/api/scenarios/export', { ids: id })}
      >
        YAML
      </LinkButton>
      {data.canEdit && (
        <Button variant="secondary" fill="outline" icon="copy" onClick={() => actions.askCopy(true)}>
          Copy
        </Button>
      )}
      {data.canDelete && (
        <ConfirmButton
          icon="trash-alt"
          title={`Delete scenario ${name}?`}
          body="Only a scenario without runs can be deleted. One with runs can be archived: its history stays."
          confirmText="Delete"
          onConfirm={actions.remove}
        >
          Delete
        </ConfirmButton>
      )}
      {data.canEdit && data.scenario.data?.isActive && (
        <LinkButton icon="play" href={paths.runTests(`?scenario=${id}`)}>
          Run
        </LinkButton>
      )}
    </>
  );
}
