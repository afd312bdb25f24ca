import { css } from '@emotion/css';
import React, { useEffect, useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { FilterInput, useStyles2 } from '@grafana/ui';

import { useDebounced } from '../use-debounced';

interface SearchFieldProps {
  id: string;
  /** What is searched, e.g. `Name, version, comment`. */
  placeholder: string;
  /** As the address has it. */
  value: string;
  onChange: (text: string) => void;
}

const TYPING_REST_MS = 300;

/** Searches when the hands rest, so that not every letter is a request. */
export function SearchField({ id, placeholder, value, onChange }: SearchFieldProps) {
  const styles = useStyles2(getStyles);
  const [draft, setDraft] = useState<string>();
  const settled = useDebounced(draft, TYPING_REST_MS);
  const isAtRest = draft !== undefined && settled === draft;
  useEffect(() => {
    if (isAtRest && draft !== value) {
      onChange(draft);
    }
  }, [isAtRest, draft, value, onChange]);
  // Left, the field shows the address again, whatever changes that.
  const leave = () => {
    if (draft !== undefined && draft !== value) {
      onChange(draft);
    }
    setDraft(undefined);
  };
  return (
    <div className={styles.field} onBlur={leave}>
      <label htmlFor={id} className={styles.label}>
        Search
      </label>
      <FilterInput id={id} width={28} placeholder={placeholder} value={draft ?? value} onChange={setDraft} />
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  field: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(0.25) }),
  label: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
