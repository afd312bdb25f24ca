import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Checkbox, Combobox, Field, Input, TextArea, useStyles2 } from '@grafana/ui';
import { Controller, useFormContext } from 'react-hook-form';

import { useGenerators } from '../../shared/api/generators';
import { PropertiesEditor } from '../../shared/ui/PropertiesEditor';
import { Section } from '../../shared/ui/Section';
import type { EnvironmentForm } from './environment-form';
import { nameRule } from './field-rules';

/** What is tested, and where: every run there gets the properties. */
export function BasicsSection() {
  const styles = useStyles2(getStyles);
  const { register, control, formState } = useFormContext<EnvironmentForm>();
  return (
    <Section title="System under test">
      <div className={styles.grid}>
        <Field
          label="Name"
          description="As people call it, e.g. staging"
          invalid={formState.errors.name !== undefined}
          error={formState.errors.name?.message}
        >
          <Input
            id="environment-name"
            maxLength={100}
            {...register('name', { validate: nameRule('The environment') })}
          />
        </Field>
        <Field label="Generator" description="The host whose JMeter makes the load" htmlFor="environment-generator">
          <GeneratorChoice />
        </Field>
      </div>
      <Field label="Description">
        <TextArea id="environment-description" rows={2} maxLength={4000} {...register('description')} />
      </Field>
      <Field
        label="Target properties"
        description="What a script reads with ${__P(name)}: host, port, protocol, users. Scenario, test type and run may give others"
      >
        <Controller
          control={control}
          name="properties"
          render={({ field }) => (
            <PropertiesEditor
              id="environment-properties"
              value={field.value}
              isDisabled={field.disabled}
              onChange={field.onChange}
            />
          )}
        />
      </Field>
      <Checkbox
        label="Active"
        description="An archived environment is not offered for new runs; its history stays"
        {...register('isActive')}
      />
    </Section>
  );
}

/** One that is no longer there is shown as it was: the next run would not start. */
function GeneratorChoice() {
  const { control, formState } = useFormContext<EnvironmentForm>();
  const generators = useGenerators();
  const known = (generators.data ?? []).map(({ name, place }) => ({ value: name, label: name, description: place }));
  return (
    <Controller
      control={control}
      name="generator"
      render={({ field: { value, onChange } }) => (
        <Combobox
          id="environment-generator"
          options={known.some((option) => option.value === value) ? known : [{ value }, ...known]}
          value={value}
          loading={generators.isPending}
          disabled={formState.disabled}
          onChange={(option) => onChange(option.value)}
        />
      )}
    />
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  grid: css({
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(320px, 1fr))',
    columnGap: theme.spacing(3),
  }),
});
