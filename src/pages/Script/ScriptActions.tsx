import React from 'react';
import { Button, Dropdown, Menu } from '@grafana/ui';
import type { Script } from 'perftest-automation-sidecar/contract/scenarios';

import { scriptHref } from '../../shared/api/scripts';
import { formatCount, plural } from '../../shared/format';
import { paths } from '../../shared/paths';
import { ConfirmButton } from '../../shared/ui/ConfirmButton';
import { LinkButton } from '../../shared/ui/LinkButton';
import type { ScriptPageModel } from './useScriptPage';

interface ScriptActionsProps {
  script: Script;
  page: ScriptPageModel;
}

export function ScriptActions({ script, page: { data, actions } }: ScriptActionsProps) {
  const { revision } = data.query;
  return (
    <>
      <Dropdown
        overlay={
          <Menu>
            <Menu.Item label="Test plan" icon="file-alt" target="_self" url={scriptHref(script.id, { revision })} />
            <Menu.Item
              label="Everything, as zip"
              icon="folder"
              target="_self"
              url={scriptHref(script.id, { revision, all: true })}
            />
          </Menu>
        }
      >
        <Button variant="secondary" fill="outline" icon="download-alt">
          Download
        </Button>
      </Dropdown>
      {data.canEdit && (
        <>
          <LinkButton
            variant="secondary"
            fill="outline"
            icon="plus"
            href={`${paths.newScenario()}?script=${script.id}`}
          >
            New scenario
          </LinkButton>
          <Button variant="secondary" fill="outline" icon="pen" onClick={() => actions.open('edit')}>
            Edit
          </Button>
        </>
      )}
      {data.canDelete && <DeleteScript script={script} page={{ data, actions }} />}
      {data.canEdit && (
        <Button icon="upload" onClick={() => actions.open('upload')}>
          New revision
        </Button>
      )}
    </>
  );
}

function DeleteScript({ script, page: { data, actions } }: ScriptActionsProps) {
  const runCount = data.revisions.data?.reduce((sum, revision) => sum + revision.runCount, 0);
  return (
    <ConfirmButton
      icon="trash-alt"
      isDisabled={runCount === undefined || runCount > 0}
      tooltip={runCount ? `${plural(runCount, 'run')} used it: it stays, so that they can be explained` : undefined}
      title={`Delete script ${script.name}?`}
      body={consequences(script)}
      confirmText="Delete"
      onConfirm={actions.remove}
    >
      Delete
    </ConfirmButton>
  );
}

function consequences({ revisionNumber, scenarioNames }: Script): string {
  const files = `${formatCount(revisionNumber)} ${revisionNumber === 1 ? 'revision' : 'revisions'} with all files are deleted for good; no run used them.`;
  return scenarioNames.length === 0
    ? files
    : `${files} ${scenarioNames.join(', ')} will have no script, and cannot be run until ${scenarioNames.length === 1 ? 'it gets' : 'they get'} another.`;
}
