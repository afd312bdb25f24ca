import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { FileDropzone, FileDropzoneDefaultChildren, Icon, IconButton, useStyles2 } from '@grafana/ui';

import { formatBytes, plural } from '../../shared/format';
import { VisuallyHidden } from '../../shared/ui/VisuallyHidden';
import { type ChosenFile, isPlan, isZip, withFiles } from './upload-choice';

interface ChosenFilesProps {
  chosen: readonly ChosenFile[];
  isDisabled: boolean;
  onChange: (chosen: ChosenFile[]) => void;
}

/** Where files are dropped or chosen, and what was chosen. */
export function ChosenFiles({ chosen, isDisabled, onChange }: ChosenFilesProps) {
  const styles = useStyles2(getStyles);
  const totalBytes = chosen.reduce((sum, { file }) => sum + file.size, 0);
  return (
    <div className={styles.files}>
      {!isDisabled && (
        <>
          <VisuallyHidden>
            <label htmlFor="script-files">Files of the script</label>
          </VisuallyHidden>
          <FileDropzone
            id="script-files"
            options={{ onDrop: (added: File[]) => onChange(withFiles(chosen, added)) }}
            fileListRenderer={() => <></>}
          >
            <FileDropzoneDefaultChildren
              primaryText="Drop files here, or click to choose"
              secondaryText="The test plan (.jmx) with its data, jars and properties; or everything in one zip"
            />
          </FileDropzone>
        </>
      )}
      {chosen.length > 0 && (
        <>
          <ul className={styles.list} aria-label="Chosen files">
            {chosen.map(({ path, file }) => (
              <li key={path} className={styles.item}>
                <Icon name={isPlan(path) ? 'file-alt' : isZip(path) ? 'folder' : 'file-blank'} />
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
          <div className={styles.total}>
            {plural(chosen.length, 'file')}, {formatBytes(totalBytes)}
          </div>
        </>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  files: css({ marginBottom: theme.spacing(2) }),
  list: css({
    listStyle: 'none',
    margin: theme.spacing(1, 0, 0),
    maxHeight: 260,
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
  total: css({ marginTop: theme.spacing(0.5), color: theme.colors.text.secondary }),
});
