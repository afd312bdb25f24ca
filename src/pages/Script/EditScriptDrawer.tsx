import React from 'react';
import { Alert, Button, Checkbox, Combobox, Drawer, Field, Input, Stack, TextArea } from '@grafana/ui';
import { Controller, useForm, useWatch } from 'react-hook-form';
import type { Scenario, Script, ScriptUpdate } from 'perftest-automation-sidecar/contract/scenarios';

import type { ApiError } from '../../shared/api/api-error';
import { ErrorText } from '../../shared/ui/states';

interface EditScriptDrawerProps {
  script: Script;
  scenarios: readonly Scenario[];
  saving: { isPending: boolean; error: ApiError | null };
  onSave: (update: ScriptUpdate) => void;
  onClose: () => void;
}

interface ScriptForm {
  name: string;
  description: string;
  scenarioId: number | null;
  isDefault: boolean;
}

export function EditScriptDrawer({ script, scenarios, saving, onSave, onClose }: EditScriptDrawerProps) {
  const { name, description, scenarioId, isDefault } = script;
  const { register, control, handleSubmit, formState } = useForm<ScriptForm>({
    defaultValues: { name, description, scenarioId, isDefault },
  });
  const chosenId = useWatch({ control, name: 'scenarioId' });
  return (
    <Drawer title={`Edit script ${name}`} subtitle="Its files do not change by this" size="sm" onClose={onClose}>
      <form onSubmit={handleSubmit((form) => onSave(toUpdate(form)))}>
        {saving.error && (
          <Alert severity="error" title="The script was not saved">
            <ErrorText error={saving.error} />
          </Alert>
        )}
        <Field label="Name" invalid={formState.errors.name !== undefined} error={formState.errors.name?.message}>
          <Input
            id="script-name"
            maxLength={100}
            {...register('name', { validate: (text) => text.trim() !== '' || 'The script needs a name' })}
          />
        </Field>
        <Field label="Description">
          <TextArea id="script-description" rows={4} maxLength={4000} {...register('description')} />
        </Field>
        <Field
          label="Belongs to the scenario"
          htmlFor="script-scenario"
          description="Where people look for it; other scenarios can run it too"
        >
          <Controller
            control={control}
            name="scenarioId"
            render={({ field }) => (
              <Combobox
                id="script-scenario"
                options={scenarios.map((scenario) => ({ value: scenario.id, label: scenario.name }))}
                value={field.value}
                isClearable
                placeholder="None"
                onChange={(option) => field.onChange(option?.value ?? null)}
              />
            )}
          />
        </Field>
        <Field>
          <Checkbox
            label="Default script of that scenario"
            description="The one that the scenario had as default until now is no longer it"
            disabled={chosenId === null}
            {...register('isDefault')}
          />
        </Field>
        <Stack gap={1}>
          <Button type="submit" disabled={saving.isPending}>
            {saving.isPending ? 'Saving…' : 'Save'}
          </Button>
          <Button type="button" variant="secondary" fill="outline" onClick={onClose}>
            Back
          </Button>
        </Stack>
      </form>
    </Drawer>
  );
}

/** A default is one of a scenario: without a scenario there is none. */
function toUpdate({ name, description, scenarioId, isDefault }: ScriptForm): ScriptUpdate {
  return { name: name.trim(), description, scenarioId, isDefault: scenarioId !== null && isDefault };
}
