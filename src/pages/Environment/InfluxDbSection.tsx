import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2, SelectableValue } from '@grafana/data';
import { getDataSourceSrv } from '@grafana/runtime';
import { Combobox, Field, Input, RadioButtonGroup, useStyles2 } from '@grafana/ui';
import { Controller, useFormContext, useWatch } from 'react-hook-form';

import { Section } from '../../shared/ui/Section';
import type { EnvironmentForm, InfluxDbForm } from './environment-form';

const CHOICES: Array<SelectableValue<InfluxDbForm['use']>> = [
  { value: 'settings', label: 'As in the settings' },
  { value: 'none', label: 'None' },
  { value: 'database', label: 'A database (1.x)' },
  { value: 'bucket', label: 'A bucket (2)' },
];

/** Where the runs of this environment write their live figures. */
export function InfluxDbSection() {
  const styles = useStyles2(getStyles);
  const { control, formState } = useFormContext<EnvironmentForm>();
  const use = useWatch({ control, name: 'influxDb.use' });
  return (
    <Section title="InfluxDB" note="runs write their live figures there, for Grafana’s graphs">
      <Controller
        control={control}
        name="influxDb.use"
        render={({ field: { value, onChange } }) => (
          <RadioButtonGroup
            options={CHOICES}
            value={value}
            onChange={onChange}
            disabled={formState.disabled}
            aria-label="InfluxDB of this environment"
          />
        )}
      />
      {(use === 'database' || use === 'bucket') && (
        <div className={styles.fields}>
          <OwnFields use={use} />
        </div>
      )}
    </Section>
  );
}

function OwnFields({ use }: { use: 'database' | 'bucket' }) {
  return (
    <>
      <TextField name="url" label="Address" description="As JMeter and the sidecar reach it" check={addressRule} />
      {use === 'database' ? (
        <>
          <TextField name="database" label="Database" check={requiredRule} />
          <TextField name="username" label="User" description="Empty where it asks for none" />
        </>
      ) : (
        <>
          <TextField name="organisation" label="Organisation" check={requiredRule} />
          <TextField name="bucket" label="Bucket" check={requiredRule} />
        </>
      )}
      <TextField
        name="secretName"
        label={use === 'database' ? 'Secret with the password' : 'Secret with the token'}
        description="The name of one of the secrets above"
        check={secretRule}
      />
      <DatasourceField />
    </>
  );
}

type Rule = (value: string, form: EnvironmentForm) => true | string;

interface TextFieldProps {
  name: Exclude<keyof InfluxDbForm, 'use' | 'datasourceUid'>;
  label: string;
  description?: string;
  check?: Rule;
}

function TextField({ name, label, description, check }: TextFieldProps) {
  const { register, formState, getValues } = useFormContext<EnvironmentForm>();
  const error = formState.errors.influxDb?.[name];
  return (
    <Field noMargin label={label} description={description} invalid={error !== undefined} error={error?.message}>
      <Input
        id={`environment-influxdb-${name}`}
        maxLength={name === 'url' ? 2000 : 200}
        {...register(`influxDb.${name}`, { validate: (value) => check?.(value.trim(), getValues()) ?? true })}
      />
    </Field>
  );
}

/** Grafana's own datasource, which the pages ask. */
function DatasourceField() {
  const { control, formState } = useFormContext<EnvironmentForm>();
  const options = getDataSourceSrv()
    .getList({ type: 'influxdb' })
    .map(({ uid, name }) => ({ value: uid, label: name, description: uid }));
  return (
    <Field
      noMargin
      label="Grafana’s datasource"
      description="Empty: the only one there is"
      htmlFor="environment-influxdb-datasource"
    >
      <Controller
        control={control}
        name="influxDb.datasourceUid"
        render={({ field: { value, onChange } }) => (
          <Combobox
            id="environment-influxdb-datasource"
            options={options}
            value={value === '' ? null : value}
            onChange={(option) => onChange(option?.value ?? '')}
            disabled={formState.disabled}
            isClearable
            createCustomValue
            placeholder="The only one"
          />
        )}
      />
    </Field>
  );
}

function requiredRule(value: string): true | string {
  return value !== '' || 'This is needed';
}

function addressRule(value: string): true | string {
  return /^https?:\/\/\S+$/.test(value) || 'An address begins with http:// or https://';
}

function secretRule(value: string, { secrets }: EnvironmentForm): true | string {
  const isThere = secrets.some(({ name, isRemoved }) => name.trim() === value && !isRemoved);
  return value === '' || isThere || 'No secret above has this name';
}

const getStyles = (theme: GrafanaTheme2) => ({
  fields: css({
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 280px), 1fr))',
    gap: theme.spacing(2),
    marginTop: theme.spacing(2),
    maxWidth: 960,
  }),
});
