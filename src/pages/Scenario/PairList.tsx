import { css } from '@emotion/css';
import React, { type ReactNode } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, IconButton, Input, useStyles2 } from '@grafana/ui';
import type { UseFormRegisterReturn } from 'react-hook-form';

interface PairListProps {
  addText: string;
  onAdd: () => void;
  isDisabled: boolean;
  children: ReactNode;
}

/** Lines of a form of which each leads from one name to another. */
export function PairList({ addText, onAdd, isDisabled, children }: PairListProps) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.list}>
      {children}
      {!isDisabled && (
        <div>
          <Button type="button" size="sm" variant="secondary" icon="plus" onClick={onAdd}>
            {addText}
          </Button>
        </div>
      )}
    </div>
  );
}

type Pair<T> = readonly [T, T];

interface PairLineProps {
  names: Pair<string>;
  inputs: Pair<UseFormRegisterReturn>;
  placeholders: Pair<string>;
  removeText: string;
  isDisabled: boolean;
  onRemove: () => void;
}

export function PairLine({ names, inputs, placeholders, removeText, isDisabled, onRemove }: PairLineProps) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.line}>
      <Input {...inputs[0]} aria-label={names[0]} placeholder={placeholders[0]} />
      <span aria-hidden>→</span>
      <Input {...inputs[1]} aria-label={names[1]} placeholder={placeholders[1]} />
      {!isDisabled && <IconButton name="trash-alt" tooltip={removeText} onClick={onRemove} />}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(0.5), maxWidth: 720 }),
  line: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1) }),
});
