import React, { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { Alert, Button, Combobox, Field, Input, Modal, Spinner } from '@grafana/ui';
import type { UseQueryResult } from '@tanstack/react-query';
import type { HistoryQuery } from 'perftest-automation-sidecar/contract/history';
import type { BatchInput, BatchPreview } from 'perftest-automation-sidecar/contract/runs';

import type { ApiError } from '../../shared/api/api-error';
import { useBatchPreview, useStartBatch } from '../../shared/api/batches';
import { useVersions } from '../../shared/api/versions';
import { formatClock, formatDuration, plural } from '../../shared/format';
import { paths } from '../../shared/paths';
import { ErrorText } from '../../shared/ui/states';

const USUAL_REPEATS = 5;
const MOST_REPEATS = 20;

interface LearnNoiseModalProps {
  of: HistoryQuery;
  name: string;
  onClose: () => void;
}

/** The same test several times over: what differs between these runs is noise. */
export function LearnNoiseModal({ of, name, onClose }: LearnNoiseModalProps) {
  const form = useLearnNoise(of, name);
  const { repeats, areRepeatsFine, versions, versionId, preview, starting, canStart } = form;
  return (
    <Modal isOpen title={`Learn the noise of ${name}`} onDismiss={onClose}>
      <p>
        The same test runs several times in a row. What differs between these runs is noise; from it follows how small a
        change can be seen. Two are the least, five tell a spread to about a third.
      </p>
      {starting.error && (
        <Alert severity="error" title="Nothing was queued">
          <ErrorText error={starting.error} />
        </Alert>
      )}
      <Field label="Runs" invalid={!areRepeatsFine} error={`From 2 to ${MOST_REPEATS}`}>
        <Input
          id="noise-repeats"
          type="number"
          width={12}
          min={2}
          max={MOST_REPEATS}
          value={Number.isNaN(repeats) ? '' : repeats}
          onChange={(event) => form.setRepeats(event.currentTarget.valueAsNumber)}
        />
      </Field>
      <Field label="Version" description="The one that is installed now">
        <Combobox
          id="noise-version"
          width={30}
          placeholder="Choose"
          options={versions}
          value={versionId ?? null}
          onChange={({ value }) => form.setVersionId(value)}
        />
      </Field>
      <Forecast preview={preview} isAsked={form.isAsked} />
      <Modal.ButtonRow>
        <Button variant="secondary" fill="outline" onClick={onClose}>
          Back
        </Button>
        <Button icon="layer-group" disabled={!canStart} onClick={form.start}>
          {starting.isPending ? 'Queuing…' : `Queue ${areRepeatsFine ? plural(repeats, 'run') : 'them'}`}
        </Button>
      </Modal.ButtonRow>
    </Modal>
  );
}

function useLearnNoise({ scenarioId, testTypeId, environmentId }: HistoryQuery, name: string) {
  const navigate = useNavigate();
  const known = useVersions().data ?? [];
  const active = known.filter(({ isActive }) => isActive);
  const [repeats, setRepeats] = useState(USUAL_REPEATS);
  const [chosenId, setVersionId] = useState<number>();
  // The newest is what is most likely installed.
  const versionId = chosenId ?? active[0]?.id;
  const areRepeatsFine = Number.isInteger(repeats) && repeats >= 2 && repeats <= MOST_REPEATS;
  const input: BatchInput | undefined =
    areRepeatsFine && versionId !== undefined
      ? { versionId, name: `Noise of ${name}`, runs: [{ scenarioId, testTypeId, environmentId, repeats }] }
      : undefined;
  const preview = useBatchPreview(input);
  const starting = useStartBatch();
  const start = () => input && starting.mutate(input, { onSuccess: ({ id }) => void navigate(paths.batch(id)) });
  return {
    repeats,
    setRepeats,
    areRepeatsFine,
    versions: active.map(({ id, version }) => ({ value: id, label: version })),
    versionId,
    setVersionId,
    preview,
    isAsked: input !== undefined,
    starting,
    canStart: input !== undefined && preview.data?.canStart === true && !starting.isPending,
    start,
  };
}

interface ForecastProps {
  preview: UseQueryResult<BatchPreview, ApiError>;
  isAsked: boolean;
}

/** How long it will take, or why it cannot be. */
function Forecast({ preview: { data, error }, isAsked }: ForecastProps) {
  if (!isAsked) {
    return null;
  }
  if (error) {
    return (
      <Alert severity="error" title="How long it takes could not be told">
        <ErrorText error={error} />
      </Alert>
    );
  }
  if (!data) {
    return (
      <p role="status">
        <Spinner inline /> Asking how long it will take…
      </p>
    );
  }
  const problems = [...new Set(data.runs.flatMap((run) => run.problems))];
  const beginsAtMs = data.runs[0]?.startsAtMs ?? data.endsAtMs;
  return (
    <>
      {problems.map((problem) => (
        <Alert key={problem} severity="warning" title={problem} />
      ))}
      <p role="status">
        It takes {formatDuration(data.endsAtMs - beginsAtMs)} with cool-downs: from {formatClock(beginsAtMs)} to{' '}
        {formatClock(data.endsAtMs)}.
      </p>
    </>
  );
}
