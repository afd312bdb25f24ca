import { css } from '@emotion/css';
import React, { useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, TextLink, useStyles2 } from '@grafana/ui';
import type { PreflightFinding } from 'perftest-automation-sidecar/contract/preflight';

import { plural } from '../../shared/format';
import { Banner } from '../../shared/ui/Banner';
import { type Look, Mark } from '../../shared/ui/Verdict';

type Severity = PreflightFinding['severity'];

const LOOKS: Record<Severity, Look> = {
  error: { word: 'Error', icon: 'times-circle', tone: 'bad' },
  warning: { word: 'Warning', icon: 'exclamation-triangle', tone: 'unsure' },
  info: { word: 'Note', icon: 'info-circle', tone: 'quiet' },
};

interface FindingsProps {
  findings: readonly PreflightFinding[];
  jmeterVersion: string | null;
}

/** What preflight found, the worst first; notes fold away where there is worse. */
export function Findings({ findings, jmeterVersion }: FindingsProps) {
  const styles = useStyles2(getStyles);
  const [areNotesShown, setAreNotesShown] = useState(false);
  const faults = findings.filter(({ severity }) => severity !== 'info');
  const notes = findings.filter(({ severity }) => severity === 'info');
  return (
    <div>
      <Banner look={lookOf(findings)} sentence={sentenceOf(findings)}>
        {jmeterVersion === null ? (
          <p>No JMeter was found here: whether it has all classes of the plan could not be looked at.</p>
        ) : (
          <p>Looked at with JMeter {jmeterVersion}.</p>
        )}
      </Banner>
      <FindingList findings={faults} label="Errors and warnings" />
      {notes.length > 0 && (
        <>
          <Button
            className={styles.more}
            size="sm"
            variant="secondary"
            fill="text"
            icon={areNotesShown ? 'angle-up' : 'angle-down'}
            aria-expanded={areNotesShown}
            onClick={() => setAreNotesShown(!areNotesShown)}
          >
            {areNotesShown ? 'Hide the notes' : `Show ${plural(notes.length, 'note')}`}
          </Button>
          {areNotesShown && <FindingList findings={notes} label="Notes" />}
        </>
      )}
    </div>
  );
}

function lookOf(findings: readonly PreflightFinding[]): Look {
  const has = (wanted: Severity) => findings.some(({ severity }) => severity === wanted);
  if (has('error')) {
    return { word: 'Not ready', icon: 'times-circle', tone: 'bad' };
  }
  return has('warning')
    ? { word: 'Ready, with warnings', icon: 'exclamation-triangle', tone: 'unsure' }
    : { word: 'Ready', icon: 'check-circle', tone: 'good' };
}

function sentenceOf(findings: readonly PreflightFinding[]): string {
  const count = (wanted: Severity) => findings.filter(({ severity }) => severity === wanted).length;
  const warnings = plural(count('warning'), 'warning');
  if (count('error') > 0) {
    const errors = `${plural(count('error'), 'error')}: a run would fail or measure nothing`;
    return count('warning') > 0 ? `${errors}; ${warnings}` : errors;
  }
  return count('warning') > 0
    ? `${warnings}: a run would not do all that it seems to`
    : 'Nothing stands in the way of a run';
}

function FindingList({ findings, label }: { findings: readonly PreflightFinding[]; label: string }) {
  const styles = useStyles2(getStyles);
  return findings.length === 0 ? null : (
    <ul className={styles.list} aria-label={label}>
      {findings.map((finding, index) => (
        <li key={index} className={styles.finding}>
          <div className={styles.mark}>
            <Mark look={LOOKS[finding.severity]} />
          </div>
          <div className={styles.body}>
            <div className={styles.text}>{finding.text}</div>
            {finding.fix && <div>{finding.fix}</div>}
          </div>
          <div className={styles.place}>
            {finding.line !== null && <div>line {finding.line}</div>}
            {finding.link && (
              <TextLink href={finding.link} external inline={false} variant="bodySmall">
                More about it
              </TextLink>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({
    listStyle: 'none',
    margin: theme.spacing(1, 0, 0),
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
  }),
  finding: css({
    display: 'grid',
    gridTemplateColumns: '96px minmax(0, 1fr) auto',
    gap: theme.spacing(0.5, 2),
    padding: theme.spacing(1, 2),
    '& + &': { borderTop: `1px solid ${theme.colors.border.weak}` },
    [theme.breakpoints.down('md')]: { gridTemplateColumns: 'minmax(0, 1fr)' },
  }),
  mark: css({ whiteSpace: 'nowrap' }),
  body: css({ minWidth: 0, overflowWrap: 'anywhere', color: theme.colors.text.secondary }),
  text: css({ color: theme.colors.text.primary }),
  place: css({
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'flex-end',
    gap: theme.spacing(0.25),
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    whiteSpace: 'nowrap',
    fontVariantNumeric: 'tabular-nums',
    [theme.breakpoints.down('md')]: { flexDirection: 'row', gap: theme.spacing(2), alignItems: 'center' },
  }),
  more: css({ marginTop: theme.spacing(1) }),
});
