import React from 'react';
import {
  Alert,
  Button,
  Checkbox,
  Combobox,
  type ComboboxOption,
  Field,
  Input,
  Modal,
  MultiCombobox,
  RadioButtonGroup,
} from '@grafana/ui';
import type { DashboardParts, PicturePreset } from 'perftest-automation-sidecar/contract/pictures';
import { Controller, FormProvider, useForm, useFormContext, useWatch } from 'react-hook-form';

import { searchCapturedDashboards, useDashboardParts, useSavePicturePreset } from '../api/pictures';
import { ErrorText, QueryView } from '../ui/states';
import { type PresetForm, type PresetPlace, toPresetForm, toPresetInput } from './preset-form';

interface PresetModalProps {
  preset: PicturePreset | null;
  place: PresetPlace;
  onClose: () => void;
}

const RANGES: Array<{ value: PresetForm['range']; label: string }> = [
  { value: 'window', label: 'Analysis window' },
  { value: 'run', label: 'Whole run' },
];
const THEMES: Array<{ value: PresetForm['theme']; label: string }> = [
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
];

export function PresetModal({ preset, place, onClose }: PresetModalProps) {
  const form = useForm<PresetForm>({ defaultValues: toPresetForm(preset, place), mode: 'onTouched' });
  const saving = useSavePicturePreset();
  const save = (edited: PresetForm) =>
    saving.mutate({ id: preset?.id ?? null, input: toPresetInput(edited, place) }, { onSuccess: onClose });
  return (
    <Modal isOpen title={preset === null ? 'Add pictures' : `Change ${preset.name}`} onDismiss={onClose}>
      <FormProvider {...form}>
        <form onSubmit={(event) => void form.handleSubmit(save)(event)} noValidate>
          <DashboardField />
          <DashboardPartsFields />
          <NameField />
          <RangeFields place={place} />
          {saving.error && (
            <Alert severity="error" title="The pictures were not saved">
              <ErrorText error={saving.error} />
            </Alert>
          )}
          <Modal.ButtonRow>
            <Button type="button" variant="secondary" fill="outline" onClick={onClose}>
              Back
            </Button>
            <Button type="submit" disabled={saving.isPending}>
              {saving.isPending ? 'Saving…' : 'Save'}
            </Button>
          </Modal.ButtonRow>
        </form>
      </FormProvider>
    </Modal>
  );
}

async function findDashboards(search: string): Promise<Array<ComboboxOption<string>>> {
  const found = await searchCapturedDashboards(search);
  return found.map(({ uid, title, folderTitle }) => ({
    value: uid,
    label: title,
    description: folderTitle ?? undefined,
  }));
}

function DashboardField() {
  const { control, formState, getValues, setValue } = useFormContext<PresetForm>();
  const error = formState.errors.dashboardUid?.message;
  return (
    <Field
      label="Dashboard"
      htmlFor="preset-dashboard"
      description="Those that the sidecar’s service account may see"
      invalid={error !== undefined}
      error={error}
    >
      <Controller
        control={control}
        name="dashboardUid"
        rules={{ validate: (uid) => uid !== '' || 'Choose a dashboard' }}
        render={({ field: { value, onChange } }) => (
          <Combobox
            id="preset-dashboard"
            placeholder="Find by its title"
            options={findDashboards}
            value={value === '' ? null : value}
            onChange={({ value: uid, label }) => {
              onChange(uid);
              setValue('panelIds', []);
              setValue('variables', {});
              if (getValues('name') === '') {
                setValue('name', (label ?? uid).slice(0, 100));
              }
            }}
          />
        )}
      />
    </Field>
  );
}

function DashboardPartsFields() {
  const uid = useWatch<PresetForm, 'dashboardUid'>({ name: 'dashboardUid' });
  const parts = useDashboardParts(uid);
  return uid === '' ? null : (
    <QueryView query={parts} subject="the dashboard">
      {(loaded) => (
        <>
          <PanelsField parts={loaded} />
          <VariableFields parts={loaded} />
        </>
      )}
    </QueryView>
  );
}

function PanelsField({ parts }: { parts: DashboardParts }) {
  const { control } = useFormContext<PresetForm>();
  const options = parts.panels.map(({ id, title, type }) => ({
    ...{ value: id, label: title === '' ? `Panel ${id}` : title, description: type },
  }));
  return (
    <Field label="Panels" htmlFor="preset-panels" description="None chosen = every panel that shows figures">
      <Controller
        control={control}
        name="panelIds"
        render={({ field: { value, onChange } }) => (
          <MultiCombobox
            id="preset-panels"
            placeholder="Every panel"
            options={options}
            value={value}
            onChange={(chosen) => onChange(chosen.map((option) => option.value))}
          />
        )}
      />
    </Field>
  );
}

function VariableFields({ parts }: { parts: DashboardParts }) {
  const { register } = useFormContext<PresetForm>();
  return (
    <>
      {parts.variables.map(({ name, value }, index) => (
        <Field
          key={name}
          label={`Variable ${name}`}
          description={
            index === 0
              ? '${runId}, ${scenario}, ${testType}, ${version} and ${environment} stand for those of the run; left empty = as saved with the dashboard'
              : undefined
          }
        >
          <Input
            id={`preset-variable-${name}`}
            placeholder={value}
            maxLength={500}
            {...register(`variables.${name}`)}
          />
        </Field>
      ))}
    </>
  );
}

function NameField() {
  const { register, formState } = useFormContext<PresetForm>();
  const error = formState.errors.name?.message;
  return (
    <Field label="Name" invalid={error !== undefined} error={error}>
      <Input
        id="preset-name"
        maxLength={100}
        {...register('name', { validate: (name) => name.trim() !== '' || 'The pictures need a name' })}
      />
    </Field>
  );
}

function RangeFields({ place }: { place: PresetPlace }) {
  const { control, register } = useFormContext<PresetForm>();
  const noun = place.kind === 'environment' ? 'environment' : 'scenario';
  return (
    <>
      <Field label="Time">
        <Controller
          control={control}
          name="range"
          render={({ field: { value, onChange } }) => (
            <RadioButtonGroup id="preset-range" aria-label="Time" options={RANGES} value={value} onChange={onChange} />
          )}
        />
      </Field>
      <Field label="Theme" description="Light prints best">
        <Controller
          control={control}
          name="theme"
          render={({ field: { value, onChange } }) => (
            <RadioButtonGroup id="preset-theme" aria-label="Theme" options={THEMES} value={value} onChange={onChange} />
          )}
        />
      </Field>
      <Field>
        <Checkbox label={`Only for ${place.name}`} description={`Else for every ${noun}`} {...register('isOnlyHere')} />
      </Field>
      <Field>
        <Checkbox label="Captured as each run ends" {...register('isActive')} />
      </Field>
    </>
  );
}
