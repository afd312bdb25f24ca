import { css } from '@emotion/css';
import React, { type FormEvent } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Alert, Button, useStyles2 } from '@grafana/ui';
import { FormProvider, useForm, useFormContext } from 'react-hook-form';
import type { Lane } from 'perftest-automation-sidecar/contract/runs';

import { plural } from '../../shared/format';
import { PageSections } from '../../shared/ui/PageSections';
import { ErrorText } from '../../shared/ui/states';
import { UnsavedGuard } from '../../shared/ui/UnsavedGuard';
import { BasicsSection } from './BasicsSection';
import { DashboardsSection } from './DashboardsSection';
import { type EnvironmentForm, toForm } from './environment-form';
import { HooksSection } from './HooksSection';
import { InfluxDbSection } from './InfluxDbSection';
import { ProbeSection } from './ProbeSection';
import { SecretsSection } from './SecretsSection';
import { TrialSection } from './TrialSection';
import type { EnvironmentPageModel } from './useEnvironmentPage';

interface EnvironmentEditorProps {
  form: EnvironmentForm;
  page: EnvironmentPageModel;
}

export function EnvironmentEditor({ form: initial, page }: EnvironmentEditorProps) {
  const styles = useStyles2(getStyles);
  const { data, actions } = page;
  const form = useForm<EnvironmentForm>({ defaultValues: initial, mode: 'onTouched', disabled: !data.canEdit });
  const save = form.handleSubmit(async (edited) => {
    // What went wrong is shown above the button.
    await actions.save(edited).then(
      (saved) => form.reset(toForm(saved)),
      () => undefined
    );
  });
  return (
    <FormProvider {...form}>
      <form onSubmit={(event) => isOwn(event) && void save(event)} className={styles.form} noValidate>
        <PageSections>
          <BasicsSection />
          <SecretsSection />
          <ProbeSection />
          <HooksSection />
          {data.id !== null && data.canEdit && <TrialSection page={page} />}
          <InfluxDbSection />
          <DashboardsSection />
          {data.canEdit && <SaveBar page={page} />}
        </PageSections>
      </form>
      <UnsavedGuard isDirty={data.canEdit && form.formState.isDirty} />
    </FormProvider>
  );
}

/** A dialog that a part of this form opens is a form too, and React hands its submission up to this one. */
function isOwn({ target, currentTarget }: FormEvent): boolean {
  return target === currentTarget;
}

/** Stays in view; says what saving changes, and what keeps it from being saved. */
function SaveBar({ page: { data } }: { page: EnvironmentPageModel }) {
  const styles = useStyles2(getStyles);
  const { formState } = useFormContext<EnvironmentForm>();
  const { saving, id, lane } = data;
  return (
    <div className={styles.bar}>
      {saving.error && (
        <Alert severity="error" title="The environment was not saved">
          <ErrorText error={saving.error} />
        </Alert>
      )}
      <div className={styles.line}>
        <Button type="submit" disabled={saving.isPending || !formState.isDirty}>
          {saving.isPending ? 'Saving…' : id === null ? 'Create environment' : 'Save'}
        </Button>
        <span className={styles.note} role="status">
          {noteOf({ isDirty: formState.isDirty, hasErrors: Object.keys(formState.errors).length > 0, lane })}
        </span>
      </div>
    </div>
  );
}

interface NoteScope {
  isDirty: boolean;
  hasErrors: boolean;
  lane: Lane | undefined;
}

function noteOf({ isDirty, hasErrors, lane }: NoteScope): string {
  if (hasErrors) {
    return 'Something cannot be saved as it is: see the fields above';
  }
  if (!isDirty) {
    return 'No unsaved changes';
  }
  const waiting = lane?.waiting.length ?? 0;
  const consequences = [
    ...(waiting > 0
      ? [
          `${plural(waiting, 'waiting run keeps its properties and takes', 'waiting runs keep their properties and take')} secrets, probe and hooks from here`,
        ]
      : []),
    ...(lane?.running ? ['the run that is under way takes only the hooks after it from here'] : []),
  ];
  return consequences.length === 0 ? 'Unsaved changes' : `Unsaved changes: ${consequences.join('; ')}`;
}

const getStyles = (theme: GrafanaTheme2) => ({
  form: css({ maxWidth: 1200 }),
  bar: css({
    position: 'sticky',
    bottom: 0,
    zIndex: 2,
    padding: theme.spacing(1.5, 2),
    background: theme.colors.background.canvas,
    borderTop: `1px solid ${theme.colors.border.medium}`,
  }),
  line: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(2) }),
  note: css({ color: theme.colors.text.secondary }),
});
