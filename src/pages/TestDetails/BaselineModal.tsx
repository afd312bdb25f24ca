import React from 'react';
import { Button, Checkbox, Field, Input, Modal } from '@grafana/ui';
import { useForm } from 'react-hook-form';
import type { BaselineInput } from 'perftest-automation-sidecar/contract/reports';
import type { Run } from 'perftest-automation-sidecar/contract/runs';

interface BaselineModalProps {
  run: Run;
  isBusy: boolean;
  onSave: (input: BaselineInput) => void;
  onClose: () => void;
}

interface BaselineForm {
  name: string;
  isDefault: boolean;
}

const LONGEST_NAME = 100;

export function BaselineModal({ run, isBusy, onSave, onClose }: BaselineModalProps) {
  const { register, handleSubmit, formState } = useForm<BaselineForm>({
    defaultValues: { name: run.name.slice(0, LONGEST_NAME), isDefault: true },
  });
  const save = ({ name, isDefault }: BaselineForm) => onSave({ name: name.trim(), isDefault, sourceTestRunId: run.id });
  return (
    <Modal isOpen title="Make a baseline of this run" onDismiss={onClose}>
      <form onSubmit={handleSubmit(save)}>
        <p>Its figures are frozen under a name. Later runs can be compared with them, even when this run is deleted.</p>
        <Field label="Name" invalid={formState.errors.name !== undefined} error={formState.errors.name?.message}>
          <Input
            id="baseline-name"
            {...register('name', {
              validate: (name) => name.trim() !== '' || 'The baseline needs a name',
              maxLength: { value: LONGEST_NAME, message: `At most ${LONGEST_NAME} characters` },
            })}
          />
        </Field>
        <Field>
          <Checkbox
            label="Default baseline"
            description={`Runs of ${run.scenarioName} · ${run.testTypeName} are compared with it unless they choose another reference`}
            {...register('isDefault')}
          />
        </Field>
        <Modal.ButtonRow>
          <Button type="button" variant="secondary" fill="outline" onClick={onClose}>
            Back
          </Button>
          <Button type="submit" disabled={isBusy}>
            {isBusy ? 'Saving…' : 'Make baseline'}
          </Button>
        </Modal.ButtonRow>
      </form>
    </Modal>
  );
}
