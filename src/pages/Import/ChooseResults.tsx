import { css } from '@emotion/css';
import React, { useEffect, useRef, useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, FileDropzone, FileDropzoneDefaultChildren, useStyles2 } from '@grafana/ui';
import type { ImportPreview } from 'perftest-automation-sidecar/contract/imports';

import { IMPORT_PATH } from '../../shared/api/imports';
import { formatBytes, plural } from '../../shared/format';
import { Section } from '../../shared/ui/Section';
import { VisuallyHidden } from '../../shared/ui/VisuallyHidden';
import { UploadStatus } from '../../shared/upload/UploadStatus';
import { useUpload } from '../../shared/upload/use-upload';
import { type ChosenResult, sizeOf, toForm, withFiles } from './chosen-results';
import { ChosenList } from './ChosenList';

/** Files, a folder or a zip are dropped or chosen, and sent. */
export function ChooseResults({ onUploaded }: { onUploaded: (importId: string) => void }) {
  const styles = useStyles2(getStyles);
  const [chosen, setChosen] = useState<ChosenResult[]>([]);
  const upload = useUpload<ImportPreview>(({ importId }) => onUploaded(importId));
  const add = (files: readonly File[]) => {
    setChosen((now) => withFiles(now, files));
    upload.forget();
  };
  const send = () => void upload.start({ path: IMPORT_PATH, form: toForm(chosen), done: 'Results uploaded' });
  return (
    <Section title="Choose results" note="nothing becomes a run before you have looked at what was understood">
      {!upload.isUnderWay && (
        <>
          <VisuallyHidden>
            <label htmlFor="import-files">Result files</label>
          </VisuallyHidden>
          <FileDropzone
            id="import-files"
            options={{ onDrop: (added: File[]) => add(added) }}
            fileListRenderer={() => null}
          >
            <FileDropzoneDefaultChildren
              primaryText="Drop files or a folder here, or click to choose files"
              secondaryText="JTL as CSV or XML, also .gz and .zip; Aggregate and Summary Report; statistics.json; comparison CSV"
            />
          </FileDropzone>
          <div className={styles.folder}>
            <FolderButton onChoose={add} />
            <span className={styles.note}>
              From a name like prod_load_14.2.2_20260302T140000.csv scenario, test type, version and time are read.
            </span>
          </div>
        </>
      )}
      <ChosenList chosen={chosen} isDisabled={upload.isUnderWay} onChange={setChosen} />
      <UploadStatus state={upload.state} refusedTitle="The results were not taken" />
      <div className={styles.buttons}>
        {upload.isUnderWay ? (
          <Button key="cancel" variant="destructive" fill="outline" onClick={upload.cancel}>
            Cancel the upload
          </Button>
        ) : (
          <Button key="send" icon="upload" disabled={chosen.length === 0} onClick={send}>
            {chosen.length === 0 ? 'Upload' : `Upload ${plural(chosen.length, 'file')}, ${formatBytes(sizeOf(chosen))}`}
          </Button>
        )}
      </div>
    </Section>
  );
}

/** Browsers choose folders only through an input of their own. */
function FolderButton({ onChoose }: { onChoose: (files: readonly File[]) => void }) {
  const styles = useStyles2(getStyles);
  const input = useRef<HTMLInputElement>(null);
  // React knows no such attribute.
  useEffect(() => input.current?.setAttribute('webkitdirectory', ''), []);
  return (
    <>
      <Button variant="secondary" icon="folder-open" onClick={() => input.current?.click()}>
        Choose a folder
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        className={styles.hidden}
        aria-label="Folder with results"
        tabIndex={-1}
        onChange={(event) => {
          onChoose([...(event.currentTarget.files ?? [])]);
          // The same folder can be chosen again.
          event.currentTarget.value = '';
        }}
      />
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  folder: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1.5),
    marginTop: theme.spacing(1.5),
  }),
  note: css({ color: theme.colors.text.secondary, overflowWrap: 'anywhere' }),
  hidden: css({ display: 'none' }),
  buttons: css({ marginTop: theme.spacing(2) }),
});
