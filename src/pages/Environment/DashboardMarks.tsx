import { css } from '@emotion/css';
import React, { type ReactNode } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Checkbox, ClipboardButton, Combobox, type ComboboxOption, Icon, useStyles2 } from '@grafana/ui';
import { useFormContext, useWatch } from 'react-hook-form';

import { searchDashboards, useAddAnnotationQuery, useDashboardMarks, whyNotSaved } from '../../shared/api/dashboards';
import { ANNOTATION_QUERY } from '../../shared/dashboards/annotation-query';
import type { EnvironmentForm } from './environment-form';

interface DashboardMarksProps {
  uid: string;
  index: number;
}

/** Whether a dashboard shows runs, and what can be done for it. */
export function DashboardMarks({ uid, index }: DashboardMarksProps) {
  const styles = useStyles2(getStyles);
  const marks = useDashboardMarks(uid);
  if (marks.isPending) {
    return <p className={styles.note}>Looking whether it shows runs…</p>;
  }
  if (marks.isError) {
    return <p className={styles.note}>Grafana does not say whether it shows runs.</p>;
  }
  if (marks.data === null) {
    return <Said icon="exclamation-triangle">This Grafana has no such dashboard, or you may not see it.</Said>;
  }
  return marks.data.showsRuns ? (
    <Said icon="check">Shows runs: it has the annotation query for load tests.</Said>
  ) : (
    <WithoutQuery uid={uid} index={index} canAdd={marks.data.canAdd} />
  );
}

function Said({ icon, children }: { icon: 'check' | 'exclamation-triangle'; children: ReactNode }) {
  const styles = useStyles2(getStyles);
  return (
    <p className={styles.said}>
      <Icon name={icon} aria-hidden /> {children}
    </p>
  );
}

function WithoutQuery({ uid, index, canAdd }: DashboardMarksProps & { canAdd: boolean }) {
  const styles = useStyles2(getStyles);
  const { register, formState, setValue } = useFormContext<EnvironmentForm>();
  const { isAnnotated } = useWatch<EnvironmentForm, `dashboards.${number}`>({ name: `dashboards.${index}` });
  // Written onto it as well, a run would be drawn twice.
  const leaveToQuery = () => isAnnotated && setValue(`dashboards.${index}.isAnnotated`, false, { shouldDirty: true });
  const adding = useAddAnnotationQuery(uid);
  return (
    <div className={styles.without}>
      <span className={styles.note}>Shows no runs.</span>
      {canAdd && !formState.disabled && (
        <Button
          type="button"
          size="sm"
          variant="secondary"
          disabled={adding.isPending}
          onClick={() => adding.mutate(undefined, { onSuccess: leaveToQuery })}
        >
          Add the annotation query to it
        </Button>
      )}
      <Checkbox label="Write each run onto it instead" {...register(`dashboards.${index}.isAnnotated`)} />
      {adding.isError && <span role="alert">{whyNotSaved(adding.error)}</span>}
    </div>
  );
}

/** Dashboards of this Grafana, to choose from instead of typing addresses. */
export function DashboardPicker({ onPick }: { onPick: (dashboard: { title: string; url: string }) => void }) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.picker}>
      <label htmlFor="pick-dashboard" className={styles.note}>
        Dashboard of this Grafana
      </label>
      <Combobox
        id="pick-dashboard"
        width={40}
        placeholder="Find by its title"
        options={findOptions}
        value={null}
        onChange={(option) => option && onPick({ title: titleOf(option), url: `/d/${option.value}` })}
      />
    </div>
  );
}

const LONGEST_TITLE = 100;

function titleOf({ label, value }: ComboboxOption<string>): string {
  return (label ?? value).trim().slice(0, LONGEST_TITLE).trim();
}

async function findOptions(text: string): Promise<Array<ComboboxOption<string>>> {
  const found = await searchDashboards(text);
  return found.map(({ uid, title, folderTitle }) => ({ value: uid, label: title, description: folderTitle }));
}

const QUERY_TEXT = JSON.stringify(ANNOTATION_QUERY, null, 2);

/** For dashboards that are kept as files, and for those of other people. */
export function AnnotationQueryText() {
  const styles = useStyles2(getStyles);
  return (
    <details className={styles.details}>
      <summary>The annotation query, for dashboards that are kept as files</summary>
      <p className={styles.note}>
        It belongs into <code>annotations.list</code> of the dashboard’s JSON. By hand: Settings → Annotations →
        datasource “-- Grafana --”, filter by tags, tag <code>loadtest</code>.
      </p>
      <div className={styles.code}>
        <pre tabIndex={0} aria-label="Annotation query">
          {QUERY_TEXT}
        </pre>
        <ClipboardButton type="button" size="sm" variant="secondary" icon="copy" getText={() => QUERY_TEXT}>
          Copy
        </ClipboardButton>
      </div>
    </details>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  note: css({ color: theme.colors.text.secondary, margin: 0, fontSize: theme.typography.bodySmall.fontSize }),
  said: css({ margin: 0, fontSize: theme.typography.bodySmall.fontSize }),
  without: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(0.5, 2) }),
  picker: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(0.25) }),
  details: css({ marginTop: theme.spacing(2), '& > summary': { cursor: 'pointer' } }),
  code: css({ display: 'flex', alignItems: 'flex-start', gap: theme.spacing(1), '& > pre': { flex: 1, margin: 0 } }),
});
