import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Field, IconButton, Input, useStyles2 } from '@grafana/ui';
import { useFieldArray, useFormContext, useWatch } from 'react-hook-form';

import { dashboardUidOf } from '../../shared/dashboards/annotation-query';
import { LinkButton } from '../../shared/ui/LinkButton';
import { Section } from '../../shared/ui/Section';
import { AnnotationQueryText, DashboardMarks, DashboardPicker } from './DashboardMarks';
import type { EnvironmentForm } from './environment-form';
import { linkRule, nameRule } from './field-rules';

const MOST_DASHBOARDS = 50;

/** Where one sees how the system under test is doing. */
export function DashboardsSection() {
  const styles = useStyles2(getStyles);
  const { control, formState } = useFormContext<EnvironmentForm>();
  const { fields, append, remove } = useFieldArray({ control, name: 'dashboards' });
  return (
    <Section title="Dashboards" note="that show the system under test">
      {fields.length === 0 && <p className={styles.none}>None</p>}
      <div className={styles.lines}>
        {fields.map((field, index) => (
          <DashboardFields key={field.id} index={index} onRemove={() => remove(index)} />
        ))}
      </div>
      {!formState.disabled && fields.length < MOST_DASHBOARDS && (
        <div className={styles.adding}>
          <DashboardPicker onPick={append} />
          <Button type="button" variant="secondary" icon="plus" onClick={() => append({ title: '', url: '' })}>
            Add another address
          </Button>
        </div>
      )}
      <AnnotationQueryText />
    </Section>
  );
}

function DashboardFields({ index, onRemove }: { index: number; onRemove: () => void }) {
  const styles = useStyles2(getStyles);
  const { control, register, formState } = useFormContext<EnvironmentForm>();
  const { title, url } = useWatch({ control, name: `dashboards.${index}` });
  const errors = formState.errors.dashboards?.[index];
  const uid = dashboardUidOf(url);
  return (
    <div className={styles.dashboard}>
      <div className={styles.line}>
        <Field noMargin className={styles.title} invalid={errors?.title !== undefined} error={errors?.title?.message}>
          <Input
            aria-label={`Title of dashboard ${index + 1}`}
            placeholder="title"
            maxLength={100}
            {...register(`dashboards.${index}.title`, { validate: nameRule('The dashboard') })}
          />
        </Field>
        <Field noMargin className={styles.address} invalid={errors?.url !== undefined} error={errors?.url?.message}>
          <Input
            aria-label={`Address of dashboard ${index + 1}`}
            placeholder="/d/… or https://…"
            maxLength={2000}
            {...register(`dashboards.${index}.url`, { validate: linkRule })}
          />
        </Field>
        <LinkButton
          variant="secondary"
          fill="text"
          icon="external-link-alt"
          target="_blank"
          rel="noreferrer"
          aria-label={`Open ${title || `dashboard ${index + 1}`}`}
          tooltip="Open"
          disabled={linkRule(url) !== true}
          href={url}
        />
        {!formState.disabled && (
          <IconButton name="trash-alt" tooltip={`Remove dashboard ${index + 1}`} onClick={onRemove} />
        )}
      </div>
      {uid !== undefined && <DashboardMarks key={uid} uid={uid} index={index} />}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  none: css({ color: theme.colors.text.secondary, '&&': { marginBottom: theme.spacing(1) } }),
  lines: css({
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(0.5),
    marginBottom: theme.spacing(1),
    '&:empty': { display: 'none' },
  }),
  adding: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'flex-end', gap: theme.spacing(1, 2) }),
  dashboard: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(0.5), marginBottom: theme.spacing(1) }),
  line: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1) }),
  title: css({ flex: '1 1 220px', minWidth: 0 }),
  address: css({ flex: '2 1 320px', minWidth: 0 }),
});
