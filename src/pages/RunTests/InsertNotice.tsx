import React from 'react';
import { Button } from '@grafana/ui';

import { useRun } from '../../shared/api/runs';
import { paths } from '../../shared/paths';
import { AppLink } from '../../shared/ui/AppLink';
import { Notice } from '../../shared/ui/Notice';

/** Says before which waiting run the tests come, and that it may have begun meanwhile. */
export function InsertNotice({ runId, onForget }: { runId: number; onForget: () => void }) {
  const run = useRun(runId);
  const hasBegun = run.data !== undefined && run.data.status !== 'queued';
  const name = <AppLink to={paths.test(runId)}>{run.data?.name ?? `run ${runId}`}</AppLink>;
  return (
    <Notice
      icon={hasBegun ? 'exclamation-triangle' : 'info-circle'}
      tone={hasBegun || run.isError ? 'warning' : 'info'}
      title={hasBegun ? <>{name} no longer waits</> : <>These tests come before {name}</>}
      actions={
        <Button size="sm" variant="secondary" onClick={onForget}>
          Put them at the end
        </Button>
      }
    >
      {hasBegun
        ? 'Nothing can be inserted before it any more.'
        : 'It and all that wait behind it move back. Only tests of the same environment can be inserted.'}
    </Notice>
  );
}
