import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Combobox, Field, IconButton, Input, TextArea, useStyles2 } from '@grafana/ui';
import { Controller, useFormContext, useWatch } from 'react-hook-form';

import { HEADER_FIELD, PropertiesEditor } from '../../shared/ui/PropertiesEditor';
import type { EnvironmentForm, HookForm, HookList } from './environment-form';
import { nameRule, secondsRule, urlRule } from './field-rules';
import { moveButtonId } from './hook-buttons';

interface HookFieldsProps {
  list: HookList;
  index: number;
  noun: string;
  count: number;
  onMove: (by: 1 | -1) => void;
  onRemove: () => void;
}

const METHODS: Array<{ value: HookForm['method'] }> = [
  { value: 'GET' },
  { value: 'POST' },
  { value: 'PUT' },
  { value: 'DELETE' },
];
const LONGEST_HOOK_SECONDS = 3600;

export function HookFields(props: HookFieldsProps) {
  const styles = useStyles2(getStyles);
  const { list, index, noun } = props;
  const { control, register, formState } = useFormContext<EnvironmentForm>();
  const method = useWatch({ control, name: `${list}.${index}.method` });
  const errors = formState.errors[list]?.[index];
  const id = `${list}-${index}`;
  return (
    <li className={styles.hook} aria-label={`${noun} ${index + 1}`}>
      <div className={styles.head}>
        <span className={styles.place}>{index + 1}</span>
        <Field
          noMargin
          label="Name"
          htmlFor={`${id}-name`}
          className={styles.name}
          invalid={errors?.name !== undefined}
          error={errors?.name?.message}
        >
          <Input
            id={`${id}-name`}
            placeholder="e.g. reset data"
            maxLength={100}
            {...register(`${list}.${index}.name`, { validate: nameRule('The hook') })}
          />
        </Field>
        {!formState.disabled && <HookButtons {...props} />}
      </div>
      <div className={styles.call}>
        <Field noMargin label="Method" htmlFor={`${id}-method`}>
          <Controller
            control={control}
            name={`${list}.${index}.method`}
            render={({ field }) => (
              <Combobox
                id={`${id}-method`}
                width={14}
                options={METHODS}
                value={field.value}
                disabled={field.disabled}
                onChange={({ value }) => field.onChange(value)}
              />
            )}
          />
        </Field>
        <Field
          noMargin
          label="Address"
          htmlFor={`${id}-url`}
          invalid={errors?.url !== undefined}
          error={errors?.url?.message}
        >
          <Input
            id={`${id}-url`}
            placeholder="https://@@host@@/reset"
            maxLength={2000}
            {...register(`${list}.${index}.url`, { validate: urlRule })}
          />
        </Field>
        <Field
          noMargin
          label="Time limit"
          htmlFor={`${id}-timeout`}
          invalid={errors?.timeoutSeconds !== undefined}
          error={errors?.timeoutSeconds?.message}
        >
          <Input
            id={`${id}-timeout`}
            type="number"
            suffix="s"
            {...register(`${list}.${index}.timeoutSeconds`, {
              valueAsNumber: true,
              validate: secondsRule(LONGEST_HOOK_SECONDS),
            })}
          />
        </Field>
      </div>
      <Field noMargin label="Header fields">
        <Controller
          control={control}
          name={`${list}.${index}.headers`}
          render={({ field }) => (
            <PropertiesEditor
              id={`${id}-headers`}
              kind={HEADER_FIELD}
              value={field.value}
              isDisabled={field.disabled}
              onChange={field.onChange}
            />
          )}
        />
      </Field>
      {method !== 'GET' && (
        <Field noMargin label="Body" htmlFor={`${id}-body`}>
          <TextArea
            id={`${id}-body`}
            rows={2}
            spellCheck={false}
            maxLength={20_000}
            {...register(`${list}.${index}.body`)}
          />
        </Field>
      )}
    </li>
  );
}

function HookButtons({ list, index, noun, count, onMove, onRemove }: HookFieldsProps) {
  const styles = useStyles2(getStyles);
  const name = `${noun} ${index + 1}`;
  return (
    <div className={styles.buttons}>
      <IconButton
        id={moveButtonId({ list, index, way: 'up' })}
        name="arrow-up"
        tooltip={`Move ${name} up`}

        disabled={index === 0}
        onClick={() => onMove(-1)}
      />
      <IconButton
        id={moveButtonId({ list, index, way: 'down' })}
        name="arrow-down"
        tooltip={`Move ${name} down`}

        disabled={index === count - 1}
        onClick={() => onMove(1)}
      />
      <IconButton name="trash-alt" tooltip={`Remove ${name}`} onClick={onRemove} />
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  hook: css({
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(1.5),
    padding: theme.spacing(1.5, 2),
    background: theme.colors.background.secondary,
    borderRadius: theme.shape.radius.default,
  }),
  head: css({ display: 'flex', alignItems: 'flex-end', gap: theme.spacing(1.5) }),
  place: css({
    minWidth: 16,
    paddingBottom: 6,
    color: theme.colors.text.secondary,
    fontVariantNumeric: 'tabular-nums',
  }),
  name: css({ flex: '1 1 auto', maxWidth: 420 }),
  buttons: css({ display: 'flex', gap: theme.spacing(1), marginLeft: 'auto', paddingBottom: 8 }),
  call: css({
    display: 'grid',
    gridTemplateColumns: 'auto minmax(0, 1fr) 140px',
    gap: theme.spacing(1.5),
    alignItems: 'start',
  }),
});
