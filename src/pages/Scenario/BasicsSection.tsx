import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Checkbox, Combobox, Field, Input, MultiCombobox, TextArea, useStyles2 } from '@grafana/ui';
import { Controller, useFormContext, useWatch } from 'react-hook-form';
import type { Script } from 'perftest-automation-sidecar/contract/scenarios';

import { paths } from '../../shared/paths';
import { AppLink } from '../../shared/ui/AppLink';
import { PropertiesEditor } from '../../shared/ui/PropertiesEditor';
import { Section } from '../../shared/ui/Section';
import type { ScenarioForm } from './scenario-form';
import type { ScenarioChoices } from './useScenarioPage';

const LONGEST_NAME = 100;
/** Their state is the script's: they prepare and clean up whatever runs. */
const SET_UP_KINDS = ['SetupThreadGroup', 'PostThreadGroup'];

export function BasicsSection({ choices }: { choices: ScenarioChoices }) {
  const styles = useStyles2(getStyles);
  const { register, formState } = useFormContext<ScenarioForm>();
  const { errors } = formState;
  return (
    <Section title="What is tested">
      <div className={styles.grid}>
        <Field
          label="Name"
          description="Part of the names of runs and result files"
          invalid={errors.name !== undefined}
          error={errors.name?.message}
        >
          <Input
            id="scenario-name"
            maxLength={LONGEST_NAME}
            {...register('name', { validate: (name) => name.trim() !== '' || 'The scenario needs a name' })}
          />
        </Field>
        <Field label="Shown as" description="Left empty: the name">
          <Input id="scenario-display-name" maxLength={LONGEST_NAME} {...register('displayName')} />
        </Field>
        <EnvironmentField choices={choices} />
        <ScriptField choices={choices} />
      </div>
      <ThreadGroupsField choices={choices} />
      <Field label="Description">
        <TextArea id="scenario-description" rows={2} maxLength={4000} {...register('description')} />
      </Field>
      <PropertiesField />
      <Checkbox
        label="Active"
        description="An archived scenario is not offered for new runs; its history stays"
        {...register('isActive')}
      />
    </Section>
  );
}

function EnvironmentField({ choices }: { choices: ScenarioChoices }) {
  const { control, formState } = useFormContext<ScenarioForm>();
  const { environmentId: error } = formState.errors;
  return (
    <Field
      label="Environment"
      htmlFor="scenario-environment"
      description="The installation that is tested; its runs go one after another"
      invalid={error !== undefined}
      error={error?.message}
    >
      <Controller
        control={control}
        name="environmentId"
        rules={{ validate: (id) => id !== null || 'Choose an environment' }}
        render={({ field }) => (
          <Combobox
            id="scenario-environment"
            options={choices.environments.map(({ id, name, description }) => ({ value: id, label: name, description }))}
            value={field.value}
            disabled={field.disabled}
            placeholder="Choose"
            onChange={({ value }) => field.onChange(value)}
          />
        )}
      />
    </Field>
  );
}

function ScriptField({ choices }: { choices: ScenarioChoices }) {
  const { control } = useFormContext<ScenarioForm>();
  const scriptId = useWatch({ control, name: 'scriptId' });
  return (
    <Field
      label="Script"
      htmlFor="scenario-script"
      description={
        scriptId === null ? (
          'The newest revision runs'
        ) : (
          <>
            The newest revision runs; see its{' '}
            <AppLink to={paths.script(scriptId)} isInText>
              preflight
            </AppLink>
          </>
        )
      }
    >
      <Controller
        control={control}
        name="scriptId"
        render={({ field }) => (
          <Combobox
            id="scenario-script"
            options={choices.scripts.map(({ id, name, fileName, revisionNumber }) => ({
              value: id,
              label: name,
              description: `${fileName}, revision ${revisionNumber}`,
            }))}
            value={field.value}
            disabled={field.disabled}
            isClearable
            placeholder="No script yet"
            onChange={(option) => field.onChange(option?.value ?? null)}
          />
        )}
      />
    </Field>
  );
}

function ThreadGroupsField({ choices }: { choices: ScenarioChoices }) {
  const { control } = useFormContext<ScenarioForm>();
  const [scriptId, chosen] = useWatch({ control, name: ['scriptId', 'threadGroups'] });
  const known = mainGroupsOf(choices.scripts.find(({ id }) => id === scriptId));
  const missing = chosen.filter((name) => !known.includes(name));
  return (
    <Field
      label="Thread groups"
      htmlFor="scenario-thread-groups"
      description="Only these run. Left empty: those that are on in the script"
      invalid={known.length > 0 && missing.length > 0}
      error={`The script has no thread group ${missing.map((name) => `“${name}”`).join(', ')}`}
    >
      <Controller
        control={control}
        name="threadGroups"
        render={({ field }) => (
          <MultiCombobox
            id="scenario-thread-groups"
            options={[...new Set([...known, ...missing])].map((name) => ({ value: name }))}
            value={field.value}
            disabled={field.disabled}
            placeholder="As in the script"
            isClearable
            onChange={(options) => field.onChange(options.map(({ value }) => value))}
          />
        )}
      />
    </Field>
  );
}

function mainGroupsOf(script: Script | undefined): string[] {
  return (script?.threadGroups ?? []).filter(({ kind }) => !SET_UP_KINDS.includes(kind)).map(({ name }) => name);
}

function PropertiesField() {
  const { control } = useFormContext<ScenarioForm>();
  return (
    <Field
      label="Properties"
      description="JMeter properties for every run of this scenario; they win over those of the environment"
    >
      <Controller
        control={control}
        name="properties"
        render={({ field }) => (
          <PropertiesEditor
            id="scenario-properties"
            value={field.value}
            isDisabled={field.disabled}
            onChange={field.onChange}
          />
        )}
      />
    </Field>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  grid: css({
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(320px, 1fr))',
    columnGap: theme.spacing(3),
  }),
});
