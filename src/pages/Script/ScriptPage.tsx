import React from 'react';
import { useParams } from 'react-router-dom';
import { Tab, TabContent, TabsBar } from '@grafana/ui';
import type { Script } from 'perftest-automation-sidecar/contract/scenarios';

import { assertNever } from '../../shared/assert-never';
import { formatDateTime, formatRelative } from '../../shared/format';
import { paths } from '../../shared/paths';
import { AppLink } from '../../shared/ui/AppLink';
import { AppPage } from '../../shared/ui/AppPage';
import { QueryView } from '../../shared/ui/states';
import { UploadDrawer } from '../Scripts/UploadDrawer';
import { DifferenceTab } from './DifferenceTab';
import { EditScriptDrawer } from './EditScriptDrawer';
import { FilesTab } from './FilesTab';
import { PreflightTab } from './PreflightTab';
import { RevisionsTab } from './RevisionsTab';
import { ScriptActions } from './ScriptActions';
import { type ScriptPageModel, TABS, useScriptPage } from './useScriptPage';

/** What is this script, and what will a run of it do? */
export default function ScriptPage() {
  const { scriptId } = useParams();
  const page = useScriptPage(Number(scriptId));
  const script = page.data.script.data;
  return (
    <AppPage
      pageNav={{
        text: script?.name ?? `Script ${scriptId}`,
        url: paths.script(Number(scriptId)),
        parentItem: { text: 'Scripts', url: paths.scripts() },
      }}
      subTitle={script && <ScriptSubTitle script={script} page={page} />}
      actions={script && <ScriptActions script={script} page={page} />}
    >
      <QueryView query={page.data.script} subject="the script">
        {(found) => (
          <>
            <ScriptTabs page={page} />
            <TabContent style={{ paddingTop: 16, background: 'transparent' }}>
              <TabBody script={found} page={page} />
            </TabContent>
            <Dialog script={found} page={page} />
          </>
        )}
      </QueryView>
    </AppPage>
  );
}

interface PartProps {
  script: Script;
  page: ScriptPageModel;
}

function ScriptSubTitle({ script, page }: PartProps) {
  const { description, fileName, revisionNumber, uploadedBy, uploadedAtMs, scenarioNames } = script;
  const when = `${formatDateTime(uploadedAtMs)} (${formatRelative(uploadedAtMs)})`;
  const scenarios = page.data.choices.scenarios.filter(({ name }) => scenarioNames.includes(name));
  return (
    <>
      {description !== '' && <div>{description}</div>}
      {fileName}, revision {revisionNumber}, uploaded {when} by {uploadedBy}.{' '}
      {scenarios.length === 0
        ? 'No scenario runs it.'
        : scenarios.map(({ id, name }, index) => (
            <React.Fragment key={id}>
              {index === 0 ? 'Run by ' : ', '}
              <AppLink to={paths.scenario(id)} isInText>
                {name}
              </AppLink>
            </React.Fragment>
          ))}
      {script.isDefault && <DefaultOf script={script} page={page} />}
    </>
  );
}

function DefaultOf({ script, page }: PartProps) {
  const scenario = page.data.choices.scenarios.find(({ id }) => id === script.scenarioId);
  return scenario === undefined ? null : <>; the default script of {scenario.name}</>;
}

function ScriptTabs({ page }: { page: ScriptPageModel }) {
  return (
    <TabsBar>
      {TABS.map(({ id, title }) => (
        <Tab
          key={id}
          label={title}
          counter={id === 'revisions' ? page.data.revisions.data?.length : undefined}
          active={page.data.tab === id}
          onChangeTab={(event) => {
            event?.preventDefault();
            page.actions.openTab(id);
          }}
        />
      ))}
    </TabsBar>
  );
}

function TabBody({ script, page }: PartProps) {
  switch (page.data.tab) {
    case 'preflight':
      return <PreflightTab script={script} page={page} />;
    case 'revisions':
      return <RevisionsTab page={page} />;
    case 'difference':
      return <DifferenceTab page={page} />;
    case 'files':
      return <FilesTab page={page} />;
    default:
      return assertNever(page.data.tab);
  }
}

function Dialog({ script, page: { data, actions } }: PartProps) {
  switch (data.dialog) {
    case 'upload':
      return <UploadDrawer script={script} onDone={actions.showNewest} onClose={() => actions.open(null)} />;
    case 'edit':
      return (
        <EditScriptDrawer
          script={script}
          scenarios={data.choices.scenarios}
          saving={data.update}
          onSave={actions.save}
          onClose={() => actions.open(null)}
        />
      );
    case null:
      return null;
    default:
      return assertNever(data.dialog);
  }
}
