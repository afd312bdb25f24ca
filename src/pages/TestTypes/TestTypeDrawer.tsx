import React from 'react';
import { Alert, Button, Drawer, Field, Input, Stack, TextArea } from '@grafana/ui';
import { useForm } from 'react-hook-form';
import type { TestType } from 'perftest-automation-sidecar/contract/scenarios';

import { useSaveTestType } from '../../shared/api/test-types';
import { ErrorText } from '../../shared/ui/states';

interface TestTypeDrawerProps {
  /** null = a new one. */
  testType: TestType | null;
  onClose: () => void;
}

const LONGEST_NAME = 100;

export function TestTypeDrawer({ testType, onClose }: TestTypeDrawerProps) {
  const saving = useSaveTestType();
  const { register, handleSubmit, formState } = useForm({
    defaultValues: {
      name: testType?.name ?? '',
      displayName: testType?.displayName ?? '',
      description: testType?.description ?? '',
      position: testType?.position ?? 0,
    },
  });
  const save = handleSubmit(({ name, displayName, ...rest }) =>
    saving.mutate(
      {
        id: testType?.id ?? null,
        input: { name: name.trim(), displayName: displayName.trim() || name.trim(), ...rest },
      },
      { onSuccess: onClose }
    )
  );
  return (
    <Drawer
      title={testType === null ? 'New test type' : `Test type ${testType.name}`}
      subtitle="For example soak: many hours with the users of a normal day"
      size="sm"
      onClose={onClose}
    >
      <form onSubmit={save}>
        {saving.error && (
          <Alert severity="error" title="The test type was not saved">
            <ErrorText error={saving.error} />
          </Alert>
        )}
        <Field
          label="Name"
          description="Part of the names of runs and result files"
          invalid={formState.errors.name !== undefined}
          error={formState.errors.name?.message}
        >
          <Input
            id="test-type-name"
            maxLength={LONGEST_NAME}
            {...register('name', { validate: (text) => text.trim() !== '' || 'The test type needs a name' })}
          />
        </Field>
        <Field label="Shown as" description="Left empty: the name">
          <Input id="test-type-display-name" maxLength={LONGEST_NAME} {...register('displayName')} />
        </Field>
        <Field label="Description">
          <TextArea id="test-type-description" rows={4} maxLength={4000} {...register('description')} />
        </Field>
        <Field
          label="Order"
          description="Within a scenario, when a batch runs several"
          invalid={formState.errors.position !== undefined}
          error="A whole number from 0"
        >
          <Input
            id="test-type-position"
            type="number"
            min={0}
            width={12}
            {...register('position', { valueAsNumber: true, min: 0, validate: Number.isInteger })}
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
