import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Field, Input, useStyles2 } from '@grafana/ui';
import { useFormContext, useWatch } from 'react-hook-form';

import { Section } from '../../shared/ui/Section';
import { type JudgementForm, type ScenarioForm, STANDARD_JUDGEMENT } from './scenario-form';

interface JudgementField {
  name: keyof JudgementForm;
  label: string;
  description: string;
  unit: '%' | 'ms';
  minimum: number;
}

const LARGEST = { '%': 1000, ms: 60_000 };

const FIELDS: readonly JudgementField[] = [
  {
    name: 'tolerancePercent',
    label: 'Tolerance',
    description: 'A label is called unchanged when a change as large as this can be excluded',
    unit: '%',
    minimum: 1,
  },
  {
    name: 'toleranceMs',
    label: 'Tolerance of short times',
    description: 'Where so many milliseconds are more than the percentage, they hold',
    unit: 'ms',
    minimum: 0,
  },
  {
    name: 'floorPercent',
    label: 'Smallest regression',
    description: 'No smaller change is a regression, however certain it is',
    unit: '%',
    minimum: 0,
  },
  {
    name: 'floorMs',
    label: 'And at least',
    description: 'Nor is one of fewer milliseconds',
    unit: 'ms',
    minimum: 0,
  },
  { name: 'majorPercent', label: 'Major from', description: 'A smaller regression is minor', unit: '%', minimum: 0 },
  {
    name: 'criticalPercent',
    label: 'Critical from',
    description: 'Not below “major”. Against a single reference only such a change counts as a regression',
    unit: '%',
    minimum: 0,
  },
];

/** How a comparison judges; the defaults are those of the rules, whose error rates are known. */
export function JudgementSection() {
  const styles = useStyles2(getStyles);
  const { control, setValue, formState } = useFormContext<ScenarioForm>();
  const judgement = useWatch({ control, name: 'judgement' });
  const isStandard = FIELDS.every(({ name }) => judgement[name] === STANDARD_JUDGEMENT[name]);
  return (
    <Section
      title="Comparison"
      note={
        isStandard ? 'the defaults of the rules' : 'not the defaults: the known rates of false alarms hold for those'
      }
      actions={
        !isStandard &&
        !formState.disabled && (
          <Button
            type="button"
            size="sm"
            variant="secondary"
            icon="history-alt"
            onClick={() => setValue('judgement', STANDARD_JUDGEMENT, { shouldDirty: true, shouldValidate: true })}
          >
            Back to the defaults
          </Button>
        )
      }
    >
      <div className={styles.grid}>
        {FIELDS.map((field) => (
          <RuleField key={field.name} field={field} />
        ))}
      </div>
    </Section>
  );
}

function RuleField({ field: { name, label, description, unit, minimum } }: { field: JudgementField }) {
  const { register, getValues, formState } = useFormContext<ScenarioForm>();
  const isFit = (value: number) =>
    value >= minimum &&
    value <= LARGEST[unit] &&
    (name !== 'criticalPercent' || value >= getValues('judgement.majorPercent'));
  return (
    <Field
      label={label}
      description={`${description}. Default ${STANDARD_JUDGEMENT[name]} ${unit}`}
      invalid={formState.errors.judgement?.[name] !== undefined}
      error={name === 'criticalPercent' ? 'Not below “major”' : `From ${minimum} to ${LARGEST[unit]}`}
    >
      <Input
        id={`judgement-${name}`}
        type="number"
        step="any"
        min={minimum}
        max={LARGEST[unit]}
        width={20}
        suffix={unit}
        {...register(`judgement.${name}`, { valueAsNumber: true, validate: isFit })}
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
