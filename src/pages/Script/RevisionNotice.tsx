import React from 'react';
import { Button } from '@grafana/ui';
import type { Script } from 'perftest-automation-sidecar/contract/scenarios';

import { formatDateTime } from '../../shared/format';
import { Notice } from '../../shared/ui/Notice';
import type { ScriptPageModel } from './useScriptPage';

/** Said where an older revision is looked at: what runs is the newest. */
export function RevisionNotice({ script, page: { data, actions } }: { script: Script; page: ScriptPageModel }) {
  const number = data.query.revision;
  if (number === undefined || number === script.revisionNumber) {
    return null;
  }
  const revision = data.revisions.data?.find((one) => one.number === number);
  return (
    <Notice
      icon="history"
      tone="info"
      title={`This is revision ${number}; runs take revision ${script.revisionNumber}`}
      actions={
        <>
          <Button size="sm" variant="secondary" onClick={() => actions.compare(number, script.revisionNumber)}>
            Show the difference
          </Button>
          <Button size="sm" variant="secondary" onClick={() => actions.chooseRevision(null)}>
            Go to the newest
          </Button>
        </>
      }
    >
      {revision && (
        <p>
          {formatDateTime(revision.uploadedAtMs)} by {revision.uploadedBy}
          {revision.comment && `: ${revision.comment}`}
        </p>
      )}
    </Notice>
  );
}
