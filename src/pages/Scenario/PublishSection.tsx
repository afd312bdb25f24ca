import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Combobox, Field, Input, useStyles2 } from '@grafana/ui';
import { Controller, type ControllerRenderProps, useFormContext } from 'react-hook-form';

import { AUTO_PUBLISH_OPTIONS, choiceOf, withChoice } from '../../shared/publishing/auto-publish';
import { Section } from '../../shared/ui/Section';
import type { ScenarioForm } from './scenario-form';

/** Which reports of its runs become pages of Confluence by themselves, and where. */
export function PublishSection() {
  const { control } = useFormContext<ScenarioForm>();
  return (
    <Section title="Confluence" note="reports of runs outside of batches; a batch says it where it is begun">
      <Controller control={control} name="autoPublish" render={({ field }) => <Fields field={field} />} />
    </Section>
  );
}

function Fields({ field }: { field: ControllerRenderProps<ScenarioForm, 'autoPublish'> }) {
  const styles = useStyles2(getStyles);
  const { formState } = useFormContext<ScenarioForm>();
  const { value = null } = field;
  const isDisabled = formState.disabled;
  const isOwn = value !== null && value.outcomes.length > 0;
  return (
    <div className={styles.fields}>
      <Field label="Publish by itself" description="On which verdicts" noMargin>
        <Combobox
          id="auto-publish"
          options={AUTO_PUBLISH_OPTIONS}
          placeholder={value?.outcomes.join(', ')}
          disabled={isDisabled}
          value={choiceOf(value) ?? null}
          onChange={({ value: choice }) => field.onChange(withChoice(choice, value))}
        />
      </Field>
      {isOwn && (
        <>
          <Field label="Space" description="Its key; empty = that of the settings" noMargin>
            <Input
              id="auto-publish-space"
              disabled={isDisabled}
              maxLength={255}
              value={value.spaceKey ?? ''}
              onChange={({ currentTarget }) =>
                field.onChange({ ...value, spaceKey: currentTarget.value.trim() || null })
              }
            />
          </Field>
          <Field label="Parent page" description="Its number; empty = that of the settings" noMargin>
            <Input
              id="auto-publish-parent"
              disabled={isDisabled}
              inputMode="numeric"
              maxLength={20}
              value={value.parentPageId ?? ''}
              onChange={({ currentTarget }) =>
                field.onChange({ ...value, parentPageId: currentTarget.value.replace(/\D/g, '') || null })
              }
            />
          </Field>
        </>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  fields: css({
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(240px, 1fr))',
    gap: theme.spacing(2),
    maxWidth: 960,
  }),
});
