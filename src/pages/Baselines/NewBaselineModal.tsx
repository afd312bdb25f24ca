import React, { useState } from 'react';
import { Button, Checkbox, Combobox, Field, Input, Modal } from '@grafana/ui';
import type { BaselineInput } from 'perftest-automation-sidecar/contract/reports';
import type { RunSummary } from 'perftest-automation-sidecar/contract/runs';

import { useRuns } from '../../shared/api/runs';
import { formatDateTime, formatMsWithUnit } from '../../shared/format';
import { OUTCOME_LOOKS } from '../../shared/ui/Verdict';

interface NewBaselineModalProps {
  isBusy: boolean;
  onSave: (input: BaselineInput) => void;
  onClose: () => void;
}

const LONGEST_NAME = 100;
const OFFERED_RUNS = 200;

/** Which run, and under what name. */
export function NewBaselineModal({ isBusy, onSave, onClose }: NewBaselineModalProps) {
  const runs = useRuns({ status: 'completed', sort: '-id', pageSize: OFFERED_RUNS }).data?.items ?? [];
  const [runId, setRunId] = useState<number | null>(null);
  const [ownName, setName] = useState<string>();
  const [isDefault, setIsDefault] = useState(false);
  const run = runs.find(({ id }) => id === runId);
  const name = ownName ?? run?.name.slice(0, LONGEST_NAME) ?? '';
  const canSave = run !== undefined && name.trim() !== '' && !isBusy;
  return (
    <Modal isOpen title="New baseline" onDismiss={onClose}>
      <p>The figures of a run are frozen under a name. They stay, even when the run is deleted.</p>
      <Field label="Run" description="One of the last completed ones; type to search">
        <Combobox
          id="baseline-run"
          placeholder="Choose"
          options={runs.map(toOption)}
          value={runId}
          onChange={({ value }) => setRunId(value)}
        />
      </Field>
      <Field label="Name" description="As people will look for it">
        <Input
          id="baseline-name"
          maxLength={LONGEST_NAME}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      </Field>
      <Field>
        <Checkbox
          label="Default baseline"
          description={`Later runs of ${run ? `${run.scenarioName} · ${run.testTypeName}` : 'its scenario and test type'} are compared with it while their history is short`}
          value={isDefault}
          onChange={(event) => setIsDefault(event.currentTarget.checked)}
        />
      </Field>
      <Modal.ButtonRow>
        <Button variant="secondary" fill="outline" onClick={onClose}>
          Back
        </Button>
        <Button
          disabled={!canSave}
          onClick={() => run && onSave({ name: name.trim(), isDefault, sourceTestRunId: run.id })}
        >
          {isBusy ? 'Saving…' : 'Make baseline'}
        </Button>
      </Modal.ButtonRow>
    </Modal>
  );
}

function toOption({ id, name, completedAtMs, figures, outcome }: RunSummary) {
  const verdict = outcome === null ? 'no verdict' : OUTCOME_LOOKS[outcome].word.toLowerCase();
  return {
    value: id,
    label: `${name} · run ${id}`,
    description: `${formatDateTime(completedAtMs)}, ${verdict}, p90 ${formatMsWithUnit(figures.p90Ms)}`,
  };
}
