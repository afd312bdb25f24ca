import { css } from '@emotion/css';
import React, { useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import type { AuditEntry } from 'perftest-automation-sidecar/contract/system';

import { NO_DATA } from '../../shared/format';
import { type ChangedField, changedFields } from './changed-fields';

const SHOWN_AT_FIRST = 4;

/** Only what differs: field, before, after. */
export function ChangeList({ entry }: { entry: AuditEntry }) {
  const styles = useStyles2(getStyles);
  const [isWhole, setIsWhole] = useState(false);
  const fields = changedFields(entry);
  const shown = isWhole ? fields : fields.slice(0, SHOWN_AT_FIRST);
  if (fields.length === 0 && !entry.detail) {
    return <>{NO_DATA}</>;
  }
  return (
    <div>
      {entry.detail && <div>{entry.detail}</div>}
      {shown.length > 0 && (
        <ul className={styles.list}>
          {shown.map((field) => (
            <Change key={field.name} field={field} />
          ))}
        </ul>
      )}
      {fields.length > SHOWN_AT_FIRST && (
        <Button size="sm" fill="text" aria-expanded={isWhole} onClick={() => setIsWhole(!isWhole)}>
          {isWhole ? 'Show less' : `${fields.length - SHOWN_AT_FIRST} more`}
        </Button>
      )}
    </div>
  );
}

function Change({ field: { name, before, after } }: { field: ChangedField }) {
  const styles = useStyles2(getStyles);
  if (before !== undefined && before === after) {
    return (
      <li className={styles.change}>
        <span className={styles.name}>{name}</span> changed {after}
      </li>
    );
  }
  return (
    <li className={styles.change}>
      <span className={styles.name}>{name}</span>{' '}
      {before !== undefined && <del className={styles.before}>{before}</del>}
      {before !== undefined && after !== undefined && ' → '}
      {after !== undefined && <ins className={styles.after}>{after}</ins>}
    </li>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none' }),
  change: css({ overflowWrap: 'anywhere', whiteSpace: 'normal' }),
  name: css({ color: theme.colors.text.secondary }),
  before: css({ color: theme.colors.text.secondary }),
  after: css({ textDecoration: 'none', fontWeight: theme.typography.fontWeightMedium }),
});
