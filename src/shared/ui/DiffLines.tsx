import { css, cx } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { ScriptDiff } from 'perftest-automation-sidecar/contract/system';

type DiffLine = ScriptDiff['lines'][number];

const SIGNS: Record<DiffLine['kind'], string> = { same: ' ', removed: '−', added: '+', skipped: '⋯' };

interface DiffLinesProps {
  /** For screen readers. */
  label: string;
  lines: readonly DiffLine[];
}

/** A difference line by line; stretches that are the same are folded. */
export function DiffLines({ label, lines }: DiffLinesProps) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.diff} tabIndex={0} role="region" aria-label={label}>
      <table className={styles.table}>
        <tbody>
          {lines.map((line, index) => (
            <tr key={index} className={cx(styles[line.kind])}>
              <td className={styles.number}>{line.originalLine}</td>
              <td className={styles.number}>{line.copyLine}</td>
              <td className={styles.sign}>{SIGNS[line.kind]}</td>
              <td className={styles.text}>{line.text}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  diff: css({
    maxHeight: '60vh',
    overflow: 'auto',
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
  }),
  table: css({
    width: '100%',
    borderCollapse: 'collapse',
    fontFamily: theme.typography.fontFamilyMonospace,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  number: css({
    width: 48,
    padding: theme.spacing(0, 1),
    textAlign: 'right',
    color: theme.colors.text.secondary,
    userSelect: 'none',
    verticalAlign: 'top',
  }),
  sign: css({ width: 20, textAlign: 'center', userSelect: 'none', verticalAlign: 'top' }),
  text: css({ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', paddingRight: theme.spacing(1) }),
  same: css({}),
  removed: css({ background: theme.colors.error.transparent }),
  added: css({ background: theme.colors.success.transparent }),
  skipped: css({ color: theme.colors.text.secondary, background: theme.colors.background.secondary }),
});
