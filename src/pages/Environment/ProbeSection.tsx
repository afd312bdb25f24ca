import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Checkbox, Field, Input, useStyles2 } from '@grafana/ui';
import { Controller, useFormContext, useWatch } from 'react-hook-form';

import { HEADER_FIELD, PropertiesEditor } from '../../shared/ui/PropertiesEditor';
import { Section } from '../../shared/ui/Section';
import type { EnvironmentForm } from './environment-form';
import { expressionRule, secondsRule, urlRule } from './field-rules';

/** A release test that runs against another version is worth nothing: the system itself is asked. */
export function ProbeSection() {
  const styles = useStyles2(getStyles);
  const { control, register } = useFormContext<EnvironmentForm>();
  const hasProbe = useWatch({ control, name: 'hasProbe' });
  return (
    <Section title="Version probe" note="before each run; another version than the run’s holds the lane and asks">
      <Checkbox id="environment-has-probe" label="Ask the system for its version" {...register('hasProbe')} />
      {hasProbe && (
        <div className={styles.fields}>
          <ProbeFields />
        </div>
      )}
    </Section>
  );
}

const LONGEST_PROBE_SECONDS = 60;

function ProbeFields() {
  const styles = useStyles2(getStyles);
  const { control, register, formState } = useFormContext<EnvironmentForm>();
  const errors = formState.errors.probe;
  return (
    <>
      <div className={styles.grid}>
        <Field
          label="Address"
          description="Asked with GET. @@name@@ takes a property or a secret"
          invalid={errors?.url !== undefined}
          error={errors?.url?.message}
        >
          <Input
            id="probe-url"
            placeholder="https://@@host@@/version"
            maxLength={2000}
            {...register('probe.url', { validate: urlRule })}
          />
        </Field>
        <Field
          label="Time limit"
          invalid={errors?.timeoutSeconds !== undefined}
          error={errors?.timeoutSeconds?.message}
          description="For the whole answer"
        >
          <Input
            id="probe-timeout"
            type="number"
            suffix="s"
            {...register('probe.timeoutSeconds', { valueAsNumber: true, validate: secondsRule(LONGEST_PROBE_SECONDS) })}
          />
        </Field>
      </div>
      <Field
        label="Where the version stands"
        description="In JSON a pointer, e.g. /build/version. Else a regular expression whose first group is the version, e.g. version: (\S+)"
        invalid={errors?.expression !== undefined}
        error={errors?.expression?.message}
      >
        <Input
          id="probe-expression"
          placeholder="/build/version"
          maxLength={500}
          {...register('probe.expression', { validate: expressionRule })}
        />
      </Field>
      <Field label="Header fields" description="A secret goes here as @@name@@, e.g. Bearer @@token@@" noMargin>
        <Controller
          control={control}
          name="probe.headers"
          render={({ field }) => (
            <PropertiesEditor
              id="probe-headers"
              kind={HEADER_FIELD}
              value={field.value}
              isDisabled={field.disabled}
              onChange={field.onChange}
            />
          )}
        />
      </Field>
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  fields: css({ marginTop: theme.spacing(2) }),
  grid: css({
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) 160px',
    columnGap: theme.spacing(2),
  }),
});
