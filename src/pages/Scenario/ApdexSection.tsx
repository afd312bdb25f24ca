import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Field, IconButton, Input, useStyles2 } from '@grafana/ui';
import { useFieldArray, useFormContext } from 'react-hook-form';

import { Section } from '../../shared/ui/Section';
import { type ScenarioForm, STANDARD_APDEX } from './scenario-form';

const LONGEST_MS = 3_600_000;

/** From which response time on people are no longer satisfied, of all labels and of some. */
export function ApdexSection() {
  const styles = useStyles2(getStyles);
  const { control, formState } = useFormContext<ScenarioForm>();
  const { fields, append, remove } = useFieldArray({ control, name: 'apdex.ofLabels' });
  return (
    <Section
      title="APDEX"
      note="one figure from 0 to 1: samples up to the first time satisfy, up to the second they are tolerated and count half"
    >
      <div className={styles.pair}>
        <ThresholdField
          path="apdex.satisfiedMs"
          label="Satisfied to"
          description={`Default ${STANDARD_APDEX.satisfiedMs} ms`}
        />
        <ThresholdField
          path="apdex.toleratedMs"
          label="Tolerated to"
          description={`Default ${STANDARD_APDEX.toleratedMs} ms`}
        />
      </div>
      <Field
        label="Labels with thresholds of their own"
        description="Patterns: * stands for any text. The first that fits holds"
        invalid={formState.errors.apdex?.ofLabels !== undefined}
        error="Each needs a pattern and two times, the second above the first"
        noMargin
      >
        <div className={styles.list}>
          {fields.map((field, index) => (
            <LabelLine key={field.id} index={index} onRemove={() => remove(index)} />
          ))}
          {!formState.disabled && (
            <div>
              <Button
                type="button"
                size="sm"
                variant="secondary"
                icon="plus"
                onClick={() => append({ pattern: '', ...STANDARD_APDEX })}
              >
                Add thresholds for labels
              </Button>
            </div>
          )}
        </div>
      </Field>
    </Section>
  );
}

type ThresholdPath =
  | 'apdex.satisfiedMs'
  | 'apdex.toleratedMs'
  | `apdex.ofLabels.${number}.satisfiedMs`
  | `apdex.ofLabels.${number}.toleratedMs`;

/** @param below the first time, where this is the second */
function useThreshold(path: ThresholdPath, below?: ThresholdPath) {
  const { register, getValues, trigger, formState } = useFormContext<ScenarioForm>();
  return register(path, {
    valueAsNumber: true,
    validate: (value) => isThreshold(value) && (below === undefined || value > getValues(below)),
    // Whether the second is above the first changes with the first, too.
    onChange: () => formState.isSubmitted && void trigger('apdex'),
  });
}

function isThreshold(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= LONGEST_MS;
}

interface ThresholdFieldProps {
  path: 'apdex.satisfiedMs' | 'apdex.toleratedMs';
  label: string;
  description: string;
}

function ThresholdField({ path, label, description }: ThresholdFieldProps) {
  const { formState } = useFormContext<ScenarioForm>();
  const isInvalid =
    formState.errors.apdex?.[path === 'apdex.satisfiedMs' ? 'satisfiedMs' : 'toleratedMs'] !== undefined;
  return (
    <Field
      label={label}
      description={description}
      invalid={isInvalid}
      error="Whole milliseconds, the second time above the first"
    >
      <Input
        id={path}
        type="number"
        min={1}
        width={20}
        suffix="ms"
        {...useThreshold(path, path === 'apdex.satisfiedMs' ? undefined : 'apdex.satisfiedMs')}
      />
    </Field>
  );
}

function LabelLine({ index, onRemove }: { index: number; onRemove: () => void }) {
  const styles = useStyles2(getStyles);
  const { register, formState } = useFormContext<ScenarioForm>();
  const place = index + 1;
  return (
    <div className={styles.line}>
      <Input
        {...register(`apdex.ofLabels.${index}.pattern`, { required: true, maxLength: 500 })}
        aria-label={`Labels ${place}`}
        placeholder="TX *"
      />
      <Input
        {...useThreshold(`apdex.ofLabels.${index}.satisfiedMs`)}
        aria-label={`Satisfied to, labels ${place}`}
        type="number"
        width={18}
        suffix="ms"
      />
      <Input
        {...useThreshold(`apdex.ofLabels.${index}.toleratedMs`, `apdex.ofLabels.${index}.satisfiedMs`)}
        aria-label={`Tolerated to, labels ${place}`}
        type="number"
        width={18}
        suffix="ms"
      />
      {!formState.disabled && <IconButton name="trash-alt" tooltip={`Remove thresholds ${place}`} onClick={onRemove} />}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  pair: css({ display: 'flex', flexWrap: 'wrap', columnGap: theme.spacing(3) }),
  list: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(0.5), maxWidth: 720 }),
  line: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1) }),
});
