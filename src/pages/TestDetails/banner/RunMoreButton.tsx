import React, { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { Alert, Button, Field, Input, Modal } from '@grafana/ui';
import type { Run } from 'perftest-automation-sidecar/contract/runs';

import { useStartBatch } from '../../../shared/api/batches';
import { formatDuration, plural } from '../../../shared/format';
import { paths } from '../../../shared/paths';
import { ErrorText } from '../../../shared/ui/states';
import { toMoreRuns } from './run-more';

const MOST_REPEATS = 20;

/** Queues the same run several times: one run is one observation, whatever its number of samples. */
export function RunMoreButton({ run, repeats }: { run: Run; repeats: number }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button variant="secondary" icon="layer-group" onClick={() => setIsOpen(true)}>
        Run {repeats} more
      </Button>
      {isOpen && <RunMoreModal run={run} repeats={repeats} onClose={() => setIsOpen(false)} />}
    </>
  );
}

interface RunMoreModalProps {
  run: Run;
  repeats: number;
  onClose: () => void;
}

function RunMoreModal({ run, repeats, onClose }: RunMoreModalProps) {
  const [count, setCount] = useState(repeats);
  const navigate = useNavigate();
  const starting = useStartBatch();
  const isCount = Number.isInteger(count) && count >= 1 && count <= MOST_REPEATS;
  const start = () => starting.mutate(toMoreRuns(run, count), { onSuccess: ({ id }) => navigate(paths.batch(id)) });
  return (
    <Modal isOpen title={`Run ${run.name} more often?`} onDismiss={onClose}>
      {starting.error && (
        <Alert severity="error" title="Nothing was queued">
          <ErrorText error={starting.error} />
        </Alert>
      )}
      <p>
        The same script, load and environment, one after another, as a batch.{' '}
        {isCount && `It takes ${formatDuration(count * run.durationSeconds * 1000)}, without cool-downs.`}
      </p>
      <Field label="Runs" invalid={!isCount} error={`From 1 to ${MOST_REPEATS}`} noMargin>
        <Input
          id="more-runs"
          type="number"
          width={12}
          min={1}
          max={MOST_REPEATS}
          value={Number.isNaN(count) ? '' : count}
          onChange={(event) => setCount(event.currentTarget.valueAsNumber)}
        />
      </Field>
      <Modal.ButtonRow>
        <Button variant="secondary" fill="outline" onClick={onClose}>
          Back
        </Button>
        <Button icon="layer-group" disabled={!isCount || starting.isPending} onClick={start}>
          {starting.isPending ? 'Queuing…' : `Queue ${isCount ? plural(count, 'run') : ''}`}
        </Button>
      </Modal.ButtonRow>
    </Modal>
  );
}
