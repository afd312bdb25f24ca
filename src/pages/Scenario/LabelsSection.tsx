import React from 'react';
import { Field, MultiCombobox, TagsInput } from '@grafana/ui';
import { Controller, useFieldArray, useFormContext } from 'react-hook-form';

import { Section } from '../../shared/ui/Section';
import { PairLine, PairList } from './PairList';
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
      <RenamesField />
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
  const { control, register, formState } = useFormContext<ScenarioForm>();
  const { fields, append, remove } = useFieldArray({ control, name: 'labelFoldings' });
  return (
    <PairList addText="Add pattern" onAdd={() => append({ pattern: '', label: '' })} isDisabled={formState.disabled}>
      {fields.map((field, index) => (
        <PairLine
          key={field.id}
          names={[`Pattern ${index + 1}`, `Name for pattern ${index + 1}`]}
          inputs={[
            register(`labelFoldings.${index}.pattern`, { required: true, maxLength: 500 }),
            register(`labelFoldings.${index}.label`, { required: true, maxLength: 500 }),
          ]}
          placeholders={['/item/*', '/item/*']}
          removeText={`Remove pattern ${index + 1}`}
          isDisabled={formState.disabled}
          onRemove={() => remove(index)}
        />
      ))}
    </PairList>
  );
}

function RenamesField() {
  const { formState } = useFormContext<ScenarioForm>();
  return (
    <Field
      label="Renamed labels"
      description="A label that got another name: in comparisons its history goes on under the new one, and it is not missing"
      invalid={formState.errors.labelRenames !== undefined}
      error="Each needs the old and the new name"
    >
      <RenameLines />
    </Field>
  );
}

function RenameLines() {
  const { control, register, formState } = useFormContext<ScenarioForm>();
  const { fields, append, remove } = useFieldArray({ control, name: 'labelRenames' });
  return (
    <PairList addText="Add renamed label" onAdd={() => append({ from: '', to: '' })} isDisabled={formState.disabled}>
      {fields.map((field, index) => (
        <PairLine
          key={field.id}
          names={[`Old name ${index + 1}`, `New name ${index + 1}`]}
          inputs={[
            register(`labelRenames.${index}.from`, { required: true, maxLength: 500 }),
            register(`labelRenames.${index}.to`, { required: true, maxLength: 500 }),
          ]}
          placeholders={['TX Checkout', 'Checkout']}
          removeText={`Remove renamed label ${index + 1}`}
          isDisabled={formState.disabled}
          onRemove={() => remove(index)}
        />
      ))}
    </PairList>
  );
}
