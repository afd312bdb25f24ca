import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Icon, IconButton, useStyles2 } from '@grafana/ui';

import { formatBytes, plural } from '../../shared/format';
import type { ChosenResult } from './chosen-results';

interface ChosenListProps {
  chosen: readonly ChosenResult[];
  isDisabled: boolean;
  onChange: (chosen: ChosenResult[]) => void;
}

/** A folder may have thousands; more than these are only counted. */
const SHOWN = 200;

export function ChosenList({ chosen, isDisabled, onChange }: ChosenListProps) {
  const styles = useStyles2(getStyles);
  if (chosen.length === 0) {
    return null;
  }
  return (
    <div className={styles.chosen}>
      <ul className={styles.list} aria-label="Chosen files">
        {chosen.slice(0, SHOWN).map(({ path, file }) => (
          <li key={path} className={styles.item}>
            <Icon name={path.toLowerCase().endsWith('.zip') ? 'folder' : 'file-alt'} />
            <span className={styles.path}>{path}</span>
            <span className={styles.size}>{formatBytes(file.size)}</span>
            {!isDisabled && (
              <IconButton
                name="trash-alt"
                tooltip={`Remove ${path}`}
                onClick={() => onChange(chosen.filter((one) => one.path !== path))}
              />
            )}
          </li>
        ))}
      </ul>
      {chosen.length > SHOWN && (
        <p className={styles.note}>and {plural(chosen.length - SHOWN, 'more file', 'more files')}</p>
      )}
      {!isDisabled && (
        <Button size="sm" variant="secondary" fill="text" icon="trash-alt" onClick={() => onChange([])}>
          Remove all
        </Button>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  chosen: css({ marginTop: theme.spacing(1.5) }),
  list: css({
    listStyle: 'none',
    margin: 0,
    maxHeight: 300,
    overflow: 'auto',
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
  }),
  item: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    padding: theme.spacing(0.5, 1),
    '& + &': { borderTop: `1px solid ${theme.colors.border.weak}` },
  }),
  path: css({ flex: 1, minWidth: 0, overflowWrap: 'anywhere' }),
  size: css({ color: theme.colors.text.secondary, fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }),
  note: css({ margin: theme.spacing(0.5, 0), color: theme.colors.text.secondary }),
});
