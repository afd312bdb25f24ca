import React from 'react';
import { Alert, Button, Checkbox, DatePickerWithInput, Drawer, Field, Input, Stack, TextArea } from '@grafana/ui';
import { Controller, useForm } from 'react-hook-form';
import type { Version, VersionInput } from 'perftest-automation-sidecar/contract/scenarios';

import { useSaveVersion } from '../../shared/api/versions';
import { ErrorText } from '../../shared/ui/states';

interface VersionDrawerProps {
  /** null = a new one. */
  version: Version | null;
  onClose: () => void;
}

interface VersionForm {
  version: string;
  displayName: string;
  releaseDate: Date | undefined;
  description: string;
  isActive: boolean;
}

const LONGEST_NAME = 100;

export function VersionDrawer({ version, onClose }: VersionDrawerProps) {
  const saving = useSaveVersion();
  const { register, control, handleSubmit, formState } = useForm<VersionForm>({ defaultValues: toForm(version) });
  const save = (form: VersionForm) =>
    saving.mutate({ id: version?.id ?? null, input: toInput(form, version) }, { onSuccess: onClose });
  return (
    <Drawer title={version === null ? 'New version' : `Version ${version.version}`} size="sm" onClose={onClose}>
      <form onSubmit={handleSubmit(save)}>
        {saving.error && (
          <Alert severity="error" title="The version was not saved">
            <ErrorText error={saving.error} />
          </Alert>
        )}
        <Field
          label="Version"
          description="As the release is called, e.g. 14.2.3; runs and files carry this name"
          invalid={formState.errors.version !== undefined}
          error={formState.errors.version?.message}
        >
          <Input
            id="version-name"
            maxLength={LONGEST_NAME}
            {...register('version', { validate: (text) => text.trim() !== '' || 'The version needs a name' })}
          />
        </Field>
        <Field label="Display name" description="Optional, e.g. Spring release">
          <Input id="version-display-name" maxLength={LONGEST_NAME} {...register('displayName')} />
        </Field>
        <Field
          label="Release date"
          description="Decides the order of versions that are not numbered like 14.2.3"
          htmlFor="version-released"
        >
          <Controller
            control={control}
            name="releaseDate"
            render={({ field: { ref: _ref, ...field } }) => (
              <DatePickerWithInput {...field} id="version-released" placeholder="No date" closeOnSelect />
            )}
          />
        </Field>
        <Field label="Notes" description="What is new, what to look at">
          <TextArea id="version-notes" rows={5} maxLength={4000} {...register('description')} />
        </Field>
        <Field>
          <Checkbox
            label="Active"
            description="An archived version is no longer offered for new runs; its history stays"
            {...register('isActive')}
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

function toForm(version: Version | null): VersionForm {
  return {
    version: version?.version ?? '',
    displayName: version?.displayName ?? '',
    releaseDate: version?.releaseDateMs ? toPickedDay(version.releaseDateMs) : undefined,
    description: version?.description ?? '',
    isActive: version?.isActive ?? true,
  };
}

function toInput(
  { version, displayName, releaseDate, description, isActive }: VersionForm,
  before: Version | null
): VersionInput {
  return {
    version: version.trim(),
    displayName: displayName.trim() === '' ? null : displayName.trim(),
    releaseDateMs: releaseDate ? fromPickedDay(releaseDate, before) : null,
    description,
    isActive,
  };
}

/**
 * The picker means midnight where the browser is; a release has one day for everybody, kept as midnight in UTC. A moment
 * of that day which is known better, from an import, stays.
 */
function fromPickedDay(day: Date, before: Version | null): number {
  const knownMs = before?.releaseDateMs ?? null;
  const isKnown = knownMs !== null && toPickedDay(knownMs).getTime() === day.getTime();
  return isKnown ? knownMs : Date.UTC(day.getFullYear(), day.getMonth(), day.getDate());
}

function toPickedDay(atMs: number): Date {
  const day = new Date(atMs);
  return new Date(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate());
}
