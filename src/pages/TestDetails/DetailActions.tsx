import React, { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { Button, Stack } from '@grafana/ui';
import type { Run } from 'perftest-automation-sidecar/contract/runs';

import { canCancel, canDelete, hasEnded } from '../../shared/api/run-status';
import { paths } from '../../shared/paths';
import { hasRole } from '../../shared/role';
import { CancelRunButton } from '../../shared/ui/CancelRunButton';
import { RepeatButton } from '../../shared/ui/RepeatButton';
import { BaselineModal } from './BaselineModal';
import { DeleteRunButton } from './DeleteRunButton';
import type { TestDetailsPage } from './useTestDetails';
import { busyIcon } from '../../shared/ui/busy-icon';

export function DetailActions({ run, page }: { run: Run; page: TestDetailsPage }) {
  const [isNaming, setIsNaming] = useState(false);
  const navigate = useNavigate();
  const { data, actions } = page;
  if (!hasRole('Editor')) {
    return null;
  }
  return (
    <Stack gap={1}>
      {run.status === 'pending' && (
        <Button icon="play" onClick={actions.start}>
          Queue it
        </Button>
      )}
      {canCancel(run.status) && (
        <CancelRunButton size="md" run={run} isBusy={data.isCancelling} onConfirm={actions.cancel} />
      )}
      {hasEnded(run.status) && run.kind === 'test' && run.runnerType !== 'imported' && (
        <RepeatButton runs={[run]} onRepeated={([repeated]) => repeated && navigate(paths.test(repeated.id))}>
          Run again
        </RepeatButton>
      )}
      {run.status === 'completed' && run.kind === 'test' && (
        <>
          <Button variant="secondary" icon="bookmark" onClick={() => setIsNaming(true)}>
            Make baseline
          </Button>
          <Button
            variant="secondary"
            icon={busyIcon(data.isGenerating, 'file-alt')}
            disabled={data.isGenerating}
            onClick={actions.generateReport}
          >
            Make report
          </Button>
        </>
      )}
      {canDelete(run.status) && <DeleteRunButton run={run} onDeleted={() => navigate(paths.tests())} />}
      {isNaming && (
        <BaselineModal
          run={run}
          isBusy={data.isSavingBaseline}
          onSave={(input) => actions.saveBaseline(input, { onSuccess: () => setIsNaming(false) })}
          onClose={() => setIsNaming(false)}
        />
      )}
    </Stack>
  );
}
