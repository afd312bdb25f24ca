import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2, IconName } from '@grafana/data';
import { Button, Icon, useStyles2 } from '@grafana/ui';
import type { ArtefactKind, Report, ReportArtefact } from 'perftest-automation-sidecar/contract/reports';

import { useMakeArtefact } from '../../shared/api/reports';
import { formatBytes } from '../../shared/format';
import { hasRole } from '../../shared/role';

const NAMES: Record<ArtefactKind, string> = {
  html: 'HTML',
  excel: 'Excel',
  pictures: 'Pictures',
  confluence: 'Confluence page',
};
const FILES: readonly ArtefactKind[] = ['html', 'excel'];
const LOOKS: Record<ReportArtefact['state'], { icon: IconName; words: string }> = {
  waiting: { icon: 'clock-nine', words: 'waits' },
  making: { icon: 'spinner', words: 'is being made' },
  ready: { icon: 'check', words: 'is ready' },
  failed: { icon: 'exclamation-circle', words: 'failed' },
  none: { icon: 'minus', words: 'is not made' },
};

/** What the report becomes, and how far each of them is. */
export function Artefacts({ report }: { report: Report }) {
  const styles = useStyles2(getStyles);
  if (report.artefacts.length === 0) {
    return null;
  }
  return (
    <ul className={styles.list} aria-label="What the report becomes">
      {report.artefacts.map((artefact) => (
        <Artefact key={artefact.kind} reportId={report.id} artefact={artefact} />
      ))}
    </ul>
  );
}

function Artefact({ reportId, artefact }: { reportId: number; artefact: ReportArtefact }) {
  const styles = useStyles2(getStyles);
  const make = useMakeArtefact(reportId);
  const { kind, state, detail, sizeBytes } = artefact;
  const { icon, words } = LOOKS[state];
  const canRepeat = state === 'failed' && FILES.includes(kind) && hasRole('Editor');
  return (
    <li className={styles.one}>
      <Icon name={icon} className={state === 'failed' ? styles.failed : undefined} />
      <span>
        {NAMES[kind]} {words}
      </span>
      {state === 'ready' && sizeBytes !== null && <span className={styles.quiet}>{formatBytes(sizeBytes)}</span>}
      {detail !== null && <span className={styles.quiet}>{detail}</span>}
      {canRepeat && (
        <Button size="sm" variant="secondary" disabled={make.isPending} onClick={() => make.mutate(kind)}>
          Make {NAMES[kind]} again
        </Button>
      )}
    </li>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({
    listStyle: 'none',
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(0.5, 3),
    margin: theme.spacing(0, 0, 1.5),
  }),
  one: css({ display: 'inline-flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(0.75) }),
  quiet: css({ color: theme.colors.text.secondary, overflowWrap: 'anywhere' }),
  failed: css({ color: theme.colors.error.text }),
});
