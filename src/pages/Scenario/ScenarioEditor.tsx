import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Alert, Button, useStyles2 } from '@grafana/ui';
import { FormProvider, useForm, useFormContext } from 'react-hook-form';

import { plural } from '../../shared/format';
import { PageSections } from '../../shared/ui/PageSections';
import { ErrorText } from '../../shared/ui/states';
import { UnsavedGuard } from '../../shared/ui/UnsavedGuard';
import { AnalysisSection } from './AnalysisSection';
import { ApdexSection } from './ApdexSection';
import { BasicsSection } from './BasicsSection';
import { JudgementSection } from './JudgementSection';
import { LabelsSection } from './LabelsSection';
import { LoadsSection } from './LoadsSection';
import { PublishSection } from './PublishSection';
import type { ScenarioForm } from './scenario-form';
import { SlosSection } from './SlosSection';
import { type SloState, useSlos } from './useSlos';
import type { useScenarioPage } from './useScenarioPage';

interface ScenarioEditorProps {
  form: ScenarioForm;
  page: ReturnType<typeof useScenarioPage>;
}

export function ScenarioEditor({ form: initial, page: { data, actions } }: ScenarioEditorProps) {
  const form = useForm<ScenarioForm>({ defaultValues: initial, disabled: !data.canEdit });
  const slos = useSlos(form.control, data.id);
  const save = form.handleSubmit(async (edited) => {
    if (slos.meant === undefined) {
      return;
    }
    // What went wrong is shown above the button.
    await actions.save(edited, slos.meant).then(
      () => form.reset(edited),
      () => undefined
    );
  });
  return (
    <FormProvider {...form}>
      <UnsavedGuard isDirty={data.canEdit && form.formState.isDirty} />
      <form onSubmit={save}>
        <PageSections>
          <BasicsSection choices={data.choices} />
          <LoadsSection choices={data.choices} />
          <SlosSection slos={slos} />
          <LabelsSection labels={slos.labels} />
          <ApdexSection />
          <AnalysisSection />
          <JudgementSection />
          <PublishSection />
          {data.canEdit && <SaveBar data={data} slos={slos} />}
        </PageSections>
      </form>
    </FormProvider>
  );
}

interface SaveBarProps {
  data: ScenarioEditorProps['page']['data'];
  slos: SloState;
}

/** Stays in view; says what saving changes, and what keeps it from being saved. */
function SaveBar({ data: { saving, waitingRunCount, id }, slos }: SaveBarProps) {
  const styles = useStyles2(getStyles);
  const { formState } = useFormContext<ScenarioForm>();
  return (
    <div className={styles.bar}>
      {saving.error && (
        <Alert severity="error" title="The scenario was not saved">
          <ErrorText error={saving.error} />
        </Alert>
      )}
      <div className={styles.line}>
        <Button type="submit" disabled={saving.isPending || slos.meant === undefined || !formState.isDirty}>
          {saving.isPending ? 'Saving…' : id === null ? 'Create scenario' : 'Save'}
        </Button>
        <span className={styles.note} role="status">
          {noteOf({ isDirty: formState.isDirty, slos, waitingRunCount })}
        </span>
      </div>
    </div>
  );
}

function noteOf({ isDirty, slos, waitingRunCount }: { isDirty: boolean; slos: SloState; waitingRunCount: number }) {
  if (slos.errorCount > 0) {
    return `${plural(slos.errorCount, 'SLO cannot', 'SLOs cannot')} be read`;
  }
  if (!isDirty) {
    return 'No unsaved changes';
  }
  return waitingRunCount === 0
    ? 'Unsaved changes'
    : `${plural(waitingRunCount, 'waiting run keeps', 'waiting runs keep')} users and duration, and ${waitingRunCount === 1 ? 'takes' : 'take'} thread groups, labels and SLOs from here`;
}

const getStyles = (theme: GrafanaTheme2) => ({
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
