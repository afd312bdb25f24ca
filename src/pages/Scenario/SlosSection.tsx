import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Combobox, Icon, IconButton, Input, useStyles2 } from '@grafana/ui';
import { useFieldArray, useFormContext, useWatch } from 'react-hook-form';

import { Section } from '../../shared/ui/Section';
import { VisuallyHidden } from '../../shared/ui/VisuallyHidden';
import type { ScenarioForm } from './scenario-form';
import type { SloState } from './useSlos';

/** SLOs in words: `p95 of Login < 800 ms`. Each line is read while it is typed. */
export function SlosSection({ slos }: { slos: SloState }) {
  const styles = useStyles2(getStyles);
  const { control, formState } = useFormContext<ScenarioForm>();
  const { fields, append, remove } = useFieldArray({ control, name: 'slos' });
  return (
    <Section title="SLOs" note="a run that breaks one has failed, whatever it is compared with">
      <ul className={styles.list}>
        {fields.map((field, index) => (
          <SloLine key={field.id} index={index} slos={slos} onRemove={() => remove(index)} />
        ))}
      </ul>
      {fields.length === 0 && (
        <p className={styles.help}>
          None yet. For example “p95 of Login &lt; 800 ms”, “errors of total &lt; 1 %” or “throughput ≥ 50/s”.
        </p>
      )}
      {!formState.disabled && (
        <div className={styles.buttons}>
          <Button type="button" size="sm" variant="secondary" icon="plus" onClick={() => append({ text: '' })}>
            Add SLO
          </Button>
          {slos.labels.length > 0 && (
            <>
              <VisuallyHidden>
                <label htmlFor="slo-for-label">Add an SLO for a label</label>
              </VisuallyHidden>
              <Combobox
                id="slo-for-label"
                width={36}
                placeholder="Add one for a label…"
                options={slos.labels.map((label) => ({ value: label }))}
                value={null}
                onChange={({ value }) => append({ text: `p95 of “${value}” < 1000 ms` })}
              />
            </>
          )}
        </div>
      )}
    </Section>
  );
}

function SloLine({ index, slos, onRemove }: { index: number; slos: SloState; onRemove: () => void }) {
  const styles = useStyles2(getStyles);
  const { control, register, formState } = useFormContext<ScenarioForm>();
  const text = useWatch({ control, name: `slos.${index}.text` });
  const result = slos.resultOf(text);
  const messageId = `slo-${index}-message`;
  const message = result?.error?.message ?? result?.warning ?? null;
  const isWrong = (result?.error ?? null) !== null;
  return (
    <li>
      <div className={styles.line}>
        <Input
          {...register(`slos.${index}.text`)}
          aria-label={`SLO ${index + 1}`}
          aria-describedby={message === null ? undefined : messageId}
          invalid={isWrong}
          maxLength={1000}
          spellCheck={false}
        />
        {!formState.disabled && <IconButton name="trash-alt" tooltip={`Remove SLO ${index + 1}`} onClick={onRemove} />}
      </div>
      {message !== null && (
        <div id={messageId} className={isWrong ? styles.error : styles.warning} role={isWrong ? 'alert' : undefined}>
          <Icon name={isWrong ? 'exclamation-circle' : 'exclamation-triangle'} size="sm" /> {message}
        </div>
      )}
    </li>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none', display: 'flex', flexDirection: 'column', gap: theme.spacing(1), maxWidth: 720 }),
  line: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1) }),
  help: css({ color: theme.colors.text.secondary }),
  buttons: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1), marginTop: theme.spacing(1.5) }),
  error: css({ color: theme.colors.error.text, fontSize: theme.typography.bodySmall.fontSize }),
  warning: css({ color: theme.colors.warning.text, fontSize: theme.typography.bodySmall.fontSize }),
});
