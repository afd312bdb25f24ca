import { css } from '@emotion/css';
import React, { useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Alert, Button, Checkbox, Field, Modal, useStyles2 } from '@grafana/ui';
import type { Run } from 'perftest-automation-sidecar/contract/runs';

import { useRunAnnotations } from '../../shared/api/annotations';
import { toApiError } from '../../shared/api/api-error';
import { useDeleteRun } from '../../shared/api/runs';
import { formatCount } from '../../shared/format';
import { hasRole } from '../../shared/role';

interface DeleteRunProps {
  run: Run;
  onDeleted: () => void;
}

/** An Admin's: nothing brings a run back. */
export function DeleteRunButton({ run, onDeleted }: DeleteRunProps) {
  const [isOpen, setIsOpen] = useState(false);
  if (!hasRole('Admin')) {
    return null;
  }
  return (
    <>
      <Button variant="destructive" fill="outline" icon="trash-alt" onClick={() => setIsOpen(true)}>
        Delete
      </Button>
      {isOpen && <DeleteRunModal run={run} onDeleted={onDeleted} onClose={() => setIsOpen(false)} />}
    </>
  );
}

function DeleteRunModal({ run, onDeleted, onClose }: DeleteRunProps & { onClose: () => void }) {
  const styles = useStyles2(getStyles);
  const [removesMarks, setRemovesMarks] = useState(true);
  const annotations = useRunAnnotations(run.id);
  const deletion = useDeleteRun();
  const isMarked = annotations.data?.items.some(({ state }) => state === 'written' || state === 'pending') ?? false;
  const remove = () =>
    deletion.mutate({ runId: run.id, removesMarks: isMarked && removesMarks }, { onSuccess: onDeleted });
  return (
    <Modal isOpen title={`Delete run ${run.id}?`} onDismiss={onClose}>
      <p>
        <strong>{run.name}</strong> is deleted for good:
      </p>
      <ul className={styles.list}>
        {consequencesOf(run).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      {isMarked && (
        <Field noMargin>
          <Checkbox
            label="Remove its marks from Grafana’s graphs, too"
            description="Otherwise they stay, and their link leads to a run that is gone."
            value={removesMarks}
            onChange={(event) => setRemovesMarks(event.currentTarget.checked)}
          />
        </Field>
      )}
      {deletion.error && <Refusal cause={deletion.error} />}
      <Modal.ButtonRow>
        <Button variant="secondary" fill="outline" onClick={onClose}>
          Back
        </Button>
        <Button variant="destructive" disabled={deletion.isPending} onClick={remove}>
          {deletion.isPending ? 'Deleting…' : 'Delete run'}
        </Button>
      </Modal.ButtonRow>
    </Modal>
  );
}

/** What is lost with it, and what is not. */
function consequencesOf({ counts, kind, status, batchId, supersedesRunId }: Run): string[] {
  const records = counts === null ? '' : ` of ${formatCount(counts.rows)} records`;
  const isHistory = status === 'completed' && kind === 'test';
  return [
    `Lost: its result file${records}, logs, statistics, verdict, decisions and remarks.`,
    ...(isHistory ? ['No later run is compared with it any more; verdicts that were given stay.'] : []),
    ...(batchId === null ? [] : [`Batch ${batchId} is judged anew without it.`]),
    ...(supersedesRunId === null ? [] : [`Run ${supersedesRunId}, which it repeated, counts in its place again.`]),
    'Reports and baselines that were made of it stay.',
  ];
}

function Refusal({ cause }: { cause: unknown }) {
  const { title, detail, hint } = toApiError(cause);
  return (
    <Alert severity="error" title={title}>
      {[detail, hint].filter(Boolean).join('. ')}
    </Alert>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ marginLeft: theme.spacing(2.5), marginBottom: theme.spacing(2) }),
});
