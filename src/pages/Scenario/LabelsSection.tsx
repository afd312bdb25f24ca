import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Field, IconButton, Input, MultiCombobox, TagsInput, useStyles2 } from '@grafana/ui';
import { Controller, useFieldArray, useFormContext } from 'react-hook-form';

import { Section } from '../../shared/ui/Section';
import type { ScenarioForm } from './scenario-form';

/** Which labels decide, which are counted as one, and which stay out of the total. */
export function LabelsSection({ labels }: { labels: string[] }) {
  const { control } = useFormContext<ScenarioForm>();
  return (
    <Section title="Labels" note="for runs that begin from now on; earlier runs keep the rules that they had">
      <Field
        label="Key labels"
        htmlFor="key-labels"
        description="They decide whether a comparison is conclusive. Left empty: the 20 with the largest total time"
      >
        <Controller
          control={control}
          name="keyLabels"
          render={({ field }) => (
            <MultiCombobox
              id="key-labels"
              createCustomValue
              options={[...new Set([...labels, ...field.value])].map((value) => ({ value }))}
              value={field.value}
              disabled={field.disabled}
              isClearable
              placeholder="Chosen by their total time"
              onChange={(options) => field.onChange(options.map(({ value }) => value))}
            />
          )}
        />
      </Field>
      <Field
        label="Left out of the total"
        htmlFor="excluded-labels"
        description="Patterns: * stands for any text, e.g. Debug*. The labels keep statistics of their own"
      >
        <Controller
          control={control}
          name="excludedLabels"
          render={({ field }) => (
            <TagsInput
              id="excluded-labels"
              tags={field.value}
              disabled={field.disabled}
              placeholder="Pattern, then Enter"
              onChange={field.onChange}
            />
          )}
        />
      </Field>
      <FoldingsField />
    </Section>
  );
}

function FoldingsField() {
  const { formState } = useFormContext<ScenarioForm>();
  return (
    <Field
      label="Counted as one"
      description="Labels that fit a pattern are counted under one name: /item/* takes /item/123. The first that fits holds"
      invalid={formState.errors.labelFoldings !== undefined}
      error="Each needs a pattern and a name"
    >
      <FoldingLines />
    </Field>
  );
}

function FoldingLines() {
  const styles = useStyles2(getStyles);
  const { control, formState } = useFormContext<ScenarioForm>();
  const { fields, append, remove } = useFieldArray({ control, name: 'labelFoldings' });
  return (
    <div className={styles.foldings}>
      {fields.map((field, index) => (
        <FoldingLine key={field.id} index={index} onRemove={() => remove(index)} />
      ))}
      {!formState.disabled && (
        <div>
          <Button
            type="button"
            size="sm"
            variant="secondary"
            icon="plus"
            onClick={() => append({ pattern: '', label: '' })}
          >
            Add pattern
          </Button>
        </div>
      )}
    </div>
  );
}

function FoldingLine({ index, onRemove }: { index: number; onRemove: () => void }) {
  const styles = useStyles2(getStyles);
  const { register, formState } = useFormContext<ScenarioForm>();
  return (
    <div className={styles.line}>
      <Input
        {...register(`labelFoldings.${index}.pattern`, { required: true, maxLength: 500 })}
        aria-label={`Pattern ${index + 1}`}
        placeholder="/item/*"
      />
      <span aria-hidden>→</span>
      <Input
        {...register(`labelFoldings.${index}.label`, { required: true, maxLength: 500 })}
        aria-label={`Name for pattern ${index + 1}`}
        placeholder="/item/*"
      />
      {!formState.disabled && (
        <IconButton name="trash-alt" tooltip={`Remove pattern ${index + 1}`} onClick={onRemove} />
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  foldings: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(0.5), maxWidth: 720 }),
  line: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1) }),
});
