import { css, cx } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, TextLink, useStyles2 } from '@grafana/ui';
import type { BatchPreview } from 'perftest-automation-sidecar/contract/runs';

import { useScripts } from '../../shared/api/scripts';
import { plural } from '../../shared/format';
import { paths } from '../../shared/paths';
import { AppLink } from '../../shared/ui/AppLink';
import { notesOf, problemsOf, type ScriptNote } from './preflight-notes';

/** What keeps the tests from being started, then what preflight found in their scripts. */
export function PlanNotes({ preview }: { preview: BatchPreview }) {
  const styles = useStyles2(getStyles);
  const problems = problemsOf(preview.runs);
  const notes = notesOf(preview.runs);
  const errors = notes.filter(({ finding }) => finding.severity === 'error');
  const warnings = notes.filter(({ finding }) => finding.severity === 'warning');
  return (
    <>
      {!preview.canStart && (
        <div className={cx(styles.box, styles.error)} role="alert">
          <strong>These tests cannot be started yet</strong>
          <ul className={styles.list}>
            {problems.map(({ text, tests }) => (
              <li key={text}>
                {text} <Concerned tests={tests} />
              </li>
            ))}
          </ul>
        </div>
      )}
      {errors.length > 0 && (
        <div className={cx(styles.box, styles.error)}>
          <strong>Preflight found {plural(errors.length, 'error')}</strong>
          <NoteList notes={errors} />
        </div>
      )}
      {warnings.length > 0 && (
        <details className={cx(styles.box, styles.warning)}>
          <summary>
            <Icon name="exclamation-triangle" size="sm" aria-hidden /> {plural(warnings.length, 'warning')} of preflight
          </summary>
          <NoteList notes={warnings} />
        </details>
      )}
    </>
  );
}

function NoteList({ notes }: { notes: readonly ScriptNote[] }) {
  const styles = useStyles2(getStyles);
  return (
    <ul className={styles.list}>
      {notes.map(({ scriptName, finding, tests }) => (
        <li key={`${scriptName} ${finding.code} ${finding.line} ${finding.text}`}>
          {finding.text} {finding.fix && <span className={styles.secondary}>{finding.fix}</span>}{' '}
          <ScriptLink name={scriptName} /> {finding.link && <Explanation href={finding.link} />}{' '}
          <Concerned tests={tests} />
        </li>
      ))}
    </ul>
  );
}

function ScriptLink({ name }: { name: string | null }) {
  const script = (useScripts().data ?? []).find((one) => one.name === name);
  return script ? <AppLink to={paths.script(script.id)}>{script.name}</AppLink> : name;
}

function Explanation({ href }: { href: string }) {
  return (
    <TextLink href={href} external inline variant="bodySmall">
      Learn more
    </TextLink>
  );
}

const MOST_NAMED = 2;

function Concerned({ tests }: { tests: readonly string[] }) {
  const styles = useStyles2(getStyles);
  const named = tests.slice(0, MOST_NAMED).join(', ');
  const rest = tests.length - MOST_NAMED;
  return (
    <span className={styles.secondary} title={tests.join(', ')}>
      ({named}
      {rest > 0 && ` and ${rest} more`})
    </span>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({
    marginBottom: theme.spacing(1),
    padding: theme.spacing(1),
    border: `1px solid ${theme.colors.border.weak}`,
    borderLeftWidth: 3,
    borderRadius: theme.shape.radius.default,
    fontSize: theme.typography.bodySmall.fontSize,
    overflowWrap: 'anywhere',
    '& summary': { cursor: 'pointer' },
  }),
  error: css({ borderLeftColor: theme.colors.error.border, '& strong': { color: theme.colors.error.text } }),
  warning: css({ borderLeftColor: theme.colors.warning.border, '& summary': { color: theme.colors.warning.text } }),
  list: css({
    margin: theme.spacing(0.5, 0, 0),
    paddingLeft: theme.spacing(2),
    '& li + li': { marginTop: theme.spacing(0.5) },
  }),
  secondary: css({ color: theme.colors.text.secondary }),
});
