import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Field, Input, RadioButtonGroup, useStyles2 } from '@grafana/ui';
import { Controller, useFormContext } from 'react-hook-form';
import type { Severity } from 'perftest-automation-sidecar/contract/verdict';

import { DurationInput } from '../../shared/ui/LoadInputs';
import { Section } from '../../shared/ui/Section';
import type { ScenarioForm } from './scenario-form';

const DAY_SECONDS = 86_400;

const SEVERITIES: Array<{ value: Severity; label: string; description: string }> = [
  { value: 'minor', label: 'Minor', description: 'Any regression fails the run' },
  { value: 'major', label: 'Major', description: 'Major and critical regressions fail the run' },
  { value: 'critical', label: 'Critical', description: 'Only critical regressions fail the run' },
];

/** What is analysed, when a run counts, and what fails it. */
export function AnalysisSection() {
  const styles = useStyles2(getStyles);
  const { control, register, formState } = useFormContext<ScenarioForm>();
  const { errors } = formState;
  return (
    <Section title="Analysis and verdict">
      <div className={styles.grid}>
        <SecondsField
          name="windowTrimStartSeconds"
          label="Left out at the begin"
          description="Of the analysis window. Left empty: the ramp-up"
          placeholder="the ramp-up"
        />
        <SecondsField
          name="windowTrimEndSeconds"
          label="Left out at the end"
          description="Of the analysis window, e.g. the ramp-down"
        />
        <Field
          label="Least samples"
          description="A run with fewer is not valid"
          invalid={errors.minimumSamples !== undefined}
          error="A whole number from 0"
        >
          <Input
            id="minimum-samples"
            type="number"
            min={0}
            {...register('minimumSamples', { valueAsNumber: true, min: 0, validate: Number.isInteger })}
          />
        </Field>
        <Field
          label="Least duration"
          description="Of the planned one; a run that ended earlier is not valid"
          invalid={errors.minimumDurationPercent !== undefined}
          error="From 0 to 100"
        >
          <Input
            id="minimum-duration"
            type="number"
            min={0}
            max={100}
            suffix="%"
            {...register('minimumDurationPercent', {
              valueAsNumber: true,
              min: 0,
              max: 100,
              validate: Number.isFinite,
            })}
          />
        </Field>
        <SecondsField
          name="cooldownSeconds"
          label="Cool-down"
          description="The environment rests so long after a run"
        />
        <Field
          label="Order"
          description="In a batch. Left empty: behind the others"
          invalid={errors.position !== undefined}
          error="A whole number from 0"
        >
          <Input
            id="scenario-position"
            type="number"
            min={0}
            {...register('position', {
              setValueAs: (text: string | number | null) => (text === '' || text === null ? null : Number(text)),
              validate: (position) => position === null || (Number.isInteger(position) && position >= 0),
            })}
          />
        </Field>
      </div>
      <Field label="A regression fails the run from" description="Broken SLOs fail it whatever is chosen here">
        <Controller
          control={control}
          name="failSeverity"
          render={({ field: { ref: _ref, ...field } }) => (
            <RadioButtonGroup id="fail-severity" options={SEVERITIES} {...field} />
          )}
        />
      </Field>
    </Section>
  );
}

interface SecondsFieldProps {
  name: 'windowTrimStartSeconds' | 'windowTrimEndSeconds' | 'cooldownSeconds';
  label: string;
  description: string;
  placeholder?: string;
}

/** A duration as people write it, e.g. `15 m`. Emptied it is back at none, or at the ramp-up. */
function SecondsField({ name, label, description, placeholder }: SecondsFieldProps) {
  const { control } = useFormContext<ScenarioForm>();
  const id = `scenario-${name}`;
  return (
    <Field label={label} description={description} htmlFor={id}>
      <Controller
        control={control}
        name={name}
        render={({ field }) => (
          <DurationInput
            id={id}
            label={label}
            width={20}
            value={field.value ?? undefined}
            standard={null}
            placeholder={placeholder}
            minimum={0}
            maximum={DAY_SECONDS}
            isDisabled={field.disabled ?? false}
            onChange={(seconds) => field.onChange(seconds ?? (name === 'windowTrimStartSeconds' ? null : 0))}
          />
        )}
      />
    </Field>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  grid: css({
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(260px, 1fr))',
    columnGap: theme.spacing(3),
  }),
});
