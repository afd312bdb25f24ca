import React from 'react';
import type { Lane } from 'perftest-automation-sidecar/contract/runs';

import { plural } from '../../shared/format';
import { paths } from '../../shared/paths';
import { AppPage } from '../../shared/ui/AppPage';
import { ConfirmButton } from '../../shared/ui/ConfirmButton';
import { PicturePresets } from '../../shared/pictures/PicturePresets';
import { LinkButton } from '../../shared/ui/LinkButton';
import { PageSections } from '../../shared/ui/PageSections';
import { ForbiddenState, QueryView } from '../../shared/ui/states';
import { Mark } from '../../shared/ui/Verdict';
import { laneLook } from '../Environments/lane-look';
import { toForm } from './environment-form';
import { EnvironmentEditor } from './EnvironmentEditor';
import { type EnvironmentPageModel, useEnvironmentPage } from './useEnvironmentPage';

/** Everything that is known of a system under test, on one page. */
export default function EnvironmentPage() {
  const page = useEnvironmentPage();
  const { id, environment, canEdit, lane } = page.data;
  const title = id === null ? 'New environment' : (environment.data?.name ?? 'Environment');
  return (
    <AppPage
      pageNav={{
        text: title,
        url: id === null ? paths.newEnvironment() : paths.environment(id),
        parentItem: { text: 'Environments', url: paths.environments() },
      }}
      subTitle={id !== null && environment.data && <LaneLine lane={lane} isActive={environment.data.isActive} />}
      actions={id !== null && <PageActions name={title} page={page} />}
    >
      {id === null ? (
        <NewEnvironment page={page} canEdit={canEdit} />
      ) : (
        <QueryView query={environment} subject="the environment">
          {(found) => (
            <PageSections>
              <EnvironmentEditor key={found.id} form={toForm(found)} page={page} />
              <PicturePresets place={{ kind: 'environment', id: found.id, name: found.name }} />
            </PageSections>
          )}
        </QueryView>
      )}
    </AppPage>
  );
}

function NewEnvironment({ page, canEdit }: { page: EnvironmentPageModel; canEdit: boolean }) {
  return canEdit ? (
    <EnvironmentEditor form={toForm(null)} page={page} />
  ) : (
    <ForbiddenState what="Environments are made by Editors" detail="Your role may look at those that there are." />
  );
}

/** What its lane does just now. */
function LaneLine({ lane, isActive }: { lane: Lane | undefined; isActive: boolean }) {
  const waiting = lane?.waiting.length ?? 0;
  return (
    <>
      {!isActive && 'Archived: it is not offered for new runs. '}
      {lane && <Mark look={laneLook(lane)} />}
      {lane?.running && `: ${lane.running.name}`}
      {waiting > 0 && `, ${plural(waiting, 'run waits', 'runs wait')}`}
    </>
  );
}

function PageActions({ name, page: { data, actions } }: { name: string; page: EnvironmentPageModel }) {
  const { scenarioNames } = data;
  return (
    <>
      <LinkButton variant="secondary" fill="outline" icon="list-ul" href={paths.queue()}>
        Queue
      </LinkButton>
      {data.canDelete && (
        <ConfirmButton
          icon="trash-alt"
          isDisabled={scenarioNames.length > 0}
          tooltip={
            scenarioNames.length > 0
              ? `${plural(scenarioNames.length, 'scenario')} run there: ${scenarioNames.join(', ')}`
              : undefined
          }
          title={`Delete environment ${name}?`}
          body="Its properties, secrets, probe and hooks are deleted for good. One with runs cannot be deleted, but archived: its history stays."
          confirmText="Delete"
          onConfirm={actions.remove}
        >
          Delete
        </ConfirmButton>
      )}
    </>
  );
}
