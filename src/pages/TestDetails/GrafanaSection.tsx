import { css } from '@emotion/css';
import React from 'react';
import { type GrafanaTheme2, type IconName, locationUtil } from '@grafana/data';
import { Button, Icon, Stack, useStyles2 } from '@grafana/ui';
import type { RunAnnotation, RunAnnotations } from 'perftest-automation-sidecar/contract/annotations';
import type { Run } from 'perftest-automation-sidecar/contract/runs';
import type { DashboardLink } from 'perftest-automation-sidecar/contract/scenarios';

import { useAnnotateRun, useRunAnnotations } from '../../shared/api/annotations';
import { useEnvironment } from '../../shared/api/environments';
import { formatRelative } from '../../shared/format';
import { hasRole } from '../../shared/role';
import { LinkButton } from '../../shared/ui/LinkButton';
import { Section } from '../../shared/ui/Section';
import { QueryView } from '../../shared/ui/states';

/** The run elsewhere in Grafana: dashboards at its time, and its mark on graphs. */
export function GrafanaSection({ run }: { run: Run }) {
  const styles = useStyles2(getStyles);
  const annotations = useRunAnnotations(run.id);
  return (
    <Section title="In Grafana">
      <div className={styles.parts}>
        <RunDashboards run={run} />
        <QueryView query={annotations} subject="the marks on graphs">
          {(loaded) => <Marks runId={run.id} annotations={loaded} />}
        </QueryView>
      </div>
    </Section>
  );
}

/** Those of its environment, and ours where its points are in InfluxDB. */
function RunDashboards({ run }: { run: Run }) {
  const environment = useEnvironment(run.environmentId);
  const dashboards = environment.data?.dashboards ?? [];
  if (run.startedAtMs === null) {
    return null;
  }
  return (
    <Stack gap={1} wrap="wrap">
      <DashboardButton run={run} dashboard={OVERVIEW} />
      {dashboards.map((dashboard, index) => (
        <DashboardButton key={index} run={run} dashboard={dashboard} />
      ))}
    </Stack>
  );
}

const OVERVIEW: DashboardLink = { title: 'Performance test overview', url: '/d/perftest-overview' };

function DashboardButton({ run, dashboard }: { run: Run; dashboard: DashboardLink }) {
  return (
    <LinkButton
      size="sm"
      variant="secondary"
      icon="apps"
      target="_blank"
      rel="noreferrer"
      href={dashboardHref(dashboard.url, run)}
    >
      {dashboard.title}
    </LinkButton>
  );
}

/** So much before and after it is shown, for what led to it and what it left behind. */
const MARGIN = 0.05;

/** The dashboard at the time of the run, with the run chosen where it has a variable for it. */
export function dashboardHref(
  url: string,
  { id, startedAtMs, completedAtMs }: Pick<Run, 'id' | 'startedAtMs' | 'completedAtMs'>
): string {
  const [address = '', hash] = url.split('#', 2);
  const [path = '', search = ''] = address.split('?', 2);
  const params = new URLSearchParams(search);
  const fromMs = startedAtMs ?? 0;
  const marginMs = completedAtMs === null ? 60_000 : Math.ceil((completedAtMs - fromMs) * MARGIN);
  params.set('from', String(fromMs - marginMs));
  params.set('to', completedAtMs === null ? 'now' : String(completedAtMs + marginMs));
  params.set('var-runId', String(id));
  const whole = `${path}?${params.toString()}${hash === undefined ? '' : `#${hash}`}`;
  return whole.startsWith('/') ? locationUtil.assureBaseUrl(whole) : whole;
}

function Marks({ runId, annotations }: { runId: number; annotations: RunAnnotations }) {
  const styles = useStyles2(getStyles);
  const { why, items } = annotations;
  const change = useAnnotateRun(runId);
  const canEdit = hasRole('Editor') && why === null;
  const isThere = items.some(({ state }) => state !== 'removed');
  return (
    <div className={styles.marks}>
      {/* The region stays while its content changes, or a screen reader would not tell of the change. */}
      <div role="status">
        <ul className={styles.list} aria-label="Marks on graphs">
          {items.length === 0 && <li className={styles.note}>{why ?? 'It is not marked on Grafana’s graphs.'}</li>}
          {items.map((item) => (
            <Mark key={item.dashboardUid} item={item} />
          ))}
        </ul>
      </div>
      {canEdit && (
        <Stack gap={1}>
          <Button size="sm" variant="secondary" disabled={change.isPending} onClick={() => change.mutate('POST')}>
            {isThere ? 'Mark again' : 'Mark on graphs'}
          </Button>
          {isThere && (
            <Button
              size="sm"
              variant="secondary"
              fill="outline"
              disabled={change.isPending}
              onClick={() => change.mutate('DELETE')}
            >
              Remove marks
            </Button>
          )}
        </Stack>
      )}
    </div>
  );
}

const LOOKS: Record<RunAnnotation['state'], { icon: IconName; word: string }> = {
  written: { icon: 'check', word: 'Marked' },
  pending: { icon: 'sync', word: 'Waits to be marked' },
  failed: { icon: 'exclamation-triangle', word: 'Not marked' },
  removed: { icon: 'minus', word: 'Mark removed' },
  skipped: { icon: 'info-circle', word: 'Not marked' },
};

function Mark({ item }: { item: RunAnnotation }) {
  const styles = useStyles2(getStyles);
  const { icon, word } = LOOKS[item.state];
  const where =
    item.dashboardUid === null ? 'on dashboards that ask for load tests' : `on the dashboard ${item.dashboardUid}`;
  return (
    <li className={styles.mark}>
      <Icon name={icon} aria-hidden />
      <span>
        {word} {where}
        {item.error && <span className={styles.note}>. {item.error}</span>}
        {item.nextTryAtMs !== null && item.error && (
          <span className={styles.note}> Tried again {formatRelative(item.nextTryAtMs)}.</span>
        )}
      </span>
    </li>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  parts: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2) }),
  marks: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'flex-start', gap: theme.spacing(1, 2) }),
  list: css({ flex: '1 1 240px', margin: 0, padding: 0, listStyle: 'none', minWidth: 0 }),
  mark: css({ display: 'flex', gap: theme.spacing(1), overflowWrap: 'anywhere' }),
  note: css({ color: theme.colors.text.secondary }),
});
