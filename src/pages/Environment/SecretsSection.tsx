import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Field, IconButton, Input, useStyles2 } from '@grafana/ui';
import { useFieldArray, useFormContext, useWatch } from 'react-hook-form';

import { Section } from '../../shared/ui/Section';
import type { EnvironmentForm } from './environment-form';
import { secretNameRule } from './field-rules';

/** Secrets are written and replaced, never shown: the sidecar does not give them out. */
export function SecretsSection() {
  const styles = useStyles2(getStyles);
  const { control, formState } = useFormContext<EnvironmentForm>();
  const { fields, append, remove } = useFieldArray({ control, name: 'secrets' });
  return (
    <Section title="Secrets" note="stored encrypted; in no command line, script, log or report">
      {fields.length === 0 && (
        <p className={styles.none}>None. A script reads one like a property, with {'${__P(name)}'}.</p>
      )}
      <div className={styles.lines}>
        {fields.map((field, index) => (
          <SecretFields key={field.id} index={index} onRemove={() => remove(index)} />
        ))}
      </div>
      {!formState.disabled && (
        <Button
          type="button"
          size="sm"
          variant="secondary"
          icon="plus"
          onClick={() => append({ name: '', isStored: false, isRemoved: false, value: '' })}
        >
          Add secret
        </Button>
      )}
    </Section>
  );
}

function SecretFields({ index, onRemove }: { index: number; onRemove: () => void }) {
  const { control } = useFormContext<EnvironmentForm>();
  const line = useWatch({ control, name: `secrets.${index}` });
  return line.isStored ? <StoredSecret index={index} /> : <NewSecret index={index} onRemove={onRemove} />;
}

function StoredSecret({ index }: { index: number }) {
  const styles = useStyles2(getStyles);
  const { control, setValue, formState, register } = useFormContext<EnvironmentForm>();
  const { name, value, isRemoved } = useWatch({ control, name: `secrets.${index}` });
  const change = (changed: { value: string | null; isRemoved: boolean }) => {
    setValue(`secrets.${index}.value`, changed.value, { shouldDirty: true });
    setValue(`secrets.${index}.isRemoved`, changed.isRemoved, { shouldDirty: true });
  };
  const isUntouched = value === null && !isRemoved;
  return (
    <div className={styles.line}>
      <Input aria-label={`Name of secret ${index + 1}`} width={28} value={name} readOnly disabled />
      {value === null ? (
        <span className={styles.state}>{isRemoved ? 'will be removed' : 'is set'}</span>
      ) : (
        <Input
          type="password"
          autoComplete="new-password"
          autoFocus
          aria-label={`New value of ${name}`}
          placeholder="new value"
          maxLength={4000}
          {...register(`secrets.${index}.value`)}
        />
      )}
      {!formState.disabled && isUntouched && (
        <>
          <Button
            type="button"
            size="sm"
            variant="secondary"
            aria-label={`Replace ${name}`}
            onClick={() => change({ value: '', isRemoved: false })}
          >
            Replace
          </Button>
          <IconButton
            name="trash-alt"
            tooltip={`Remove secret ${name}`}

            onClick={() => change({ value: null, isRemoved: true })}
          />
        </>
      )}
      {!isUntouched && (
        <Button
          type="button"
          size="sm"
          variant="secondary"
          fill="text"
          aria-label={`Keep ${name} as it is`}
          onClick={() => change({ value: null, isRemoved: false })}
        >
          Keep as it is
        </Button>
      )}
    </div>
  );
}

function NewSecret({ index, onRemove }: { index: number; onRemove: () => void }) {
  const styles = useStyles2(getStyles);
  const { register, getValues, formState } = useFormContext<EnvironmentForm>();
  const error = formState.errors.secrets?.[index];
  return (
    <div className={styles.line}>
      <Field noMargin invalid={error?.name !== undefined} error={error?.name?.message}>
        <Input
          aria-label={`Name of secret ${index + 1}`}
          placeholder="name"
          width={28}
          maxLength={200}
          {...register(`secrets.${index}.name`, {
            validate: (name) => secretNameRule(name, getValues()),
          })}
        />
      </Field>
      <Field noMargin className={styles.value} invalid={error?.value !== undefined} error={error?.value?.message}>
        <Input
          type="password"
          autoComplete="new-password"
          aria-label={`Value of secret ${index + 1}`}
          placeholder="value"
          maxLength={4000}
          {...register(`secrets.${index}.value`, { validate: (value) => value !== '' || 'A secret needs a value' })}
        />
      </Field>
      <IconButton name="trash-alt" tooltip={`Remove secret ${index + 1}`} onClick={onRemove} />
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  none: css({ color: theme.colors.text.secondary, '&&': { marginBottom: theme.spacing(1) } }),
  lines: css({
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(0.5),
    maxWidth: 720,
    marginBottom: theme.spacing(1),
    '&:empty': { display: 'none' },
  }),
  line: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1) }),
  value: css({ flex: 1 }),
  state: css({ flex: 1, color: theme.colors.text.secondary }),
});
