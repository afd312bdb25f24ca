import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { ReportPreview } from 'perftest-automation-sidecar/contract/reports';

import { plural } from '../../shared/format';
import { paths } from '../../shared/paths';
import { AppLink } from '../../shared/ui/AppLink';
import { Notice } from '../../shared/ui/Notice';
import { OutcomeMark } from '../../shared/ui/Verdict';

/** What a report would lead with, whose runs it has, and what it would lack. */
export function ReportPreviewView({ preview }: { preview: ReportPreview }) {
  const styles = useStyles2(getStyles);
  const { title, outcome, sentence, runs, comparedLabels, pictures, leftOut } = preview;
  return (
    <div className={styles.preview}>
      <h3 className={styles.title}>{title}</h3>
      <p className={styles.line}>
        {outcome !== null && <OutcomeMark outcome={outcome} />} {sentence}
      </p>
      <p className={styles.quiet}>
        {[plural(runs.length, 'run'), plural(comparedLabels, 'compared label'), plural(pictures, 'picture')].join(', ')}
      </p>
      <ul className={styles.runs}>
        {runs.map(({ id, name, isJudged, outcome: own }) => (
          <li key={id} className={styles.run}>
            <AppLink to={paths.test(id)}>{name}</AppLink>
            {isJudged && own !== null && <OutcomeMark outcome={own} />}
            {!isJudged && <span className={styles.quiet}>compared with</span>}
          </li>
        ))}
      </ul>
      {leftOut.length > 0 && (
        <Notice icon="exclamation-triangle" tone="warning" title="Not in this report">
          <ul>
            {leftOut.map((sentenceOfIt) => (
              <li key={sentenceOfIt}>{sentenceOfIt}</li>
            ))}
          </ul>
        </Notice>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  preview: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), '& ul': { margin: 0 } }),
  title: css({ margin: 0, fontSize: theme.typography.h5.fontSize, overflowWrap: 'anywhere' }),
  line: css({ margin: 0, display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1), alignItems: 'center' }),
  quiet: css({ margin: 0, color: theme.colors.text.secondary }),
  runs: css({ listStyle: 'none', maxHeight: 280, overflowY: 'auto' }),
  run: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1), padding: theme.spacing(0.25, 0) }),
});
