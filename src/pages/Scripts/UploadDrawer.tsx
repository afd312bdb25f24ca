import { css } from '@emotion/css';
import React, { useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, ConfirmModal, Drawer, Field, Input, Stack, TextArea, useStyles2 } from '@grafana/ui';
import type { Script } from 'perftest-automation-sidecar/contract/scenarios';

import { ChosenFiles } from './ChosenFiles';
import { type ChosenFile, problemOf, suggestedName } from './upload-choice';
import { UploadStatus } from './UploadStatus';
import { useUpload } from './useUpload';

interface UploadDrawerProps {
  /** null = a new script; else a new revision of this one. */
  script: Pick<Script, 'id' | 'name' | 'revisionNumber'> | null;
  onDone: (script: Script) => void;
  onClose: () => void;
}

const LONGEST_NAME = 100;
const LONGEST_COMMENT = 4000;

export function UploadDrawer({ script, onDone, onClose }: UploadDrawerProps) {
  const form = useUploadForm({ script, onDone });
  const [isAskingToCancel, setIsAskingToCancel] = useState(false);
  const close = () => (form.upload.isUnderWay ? setIsAskingToCancel(true) : onClose());
  return (
    <Drawer
      title={script === null ? 'Upload a script' : `New revision of ${script.name}`}
      subtitle={
        script === null
          ? 'It is read at once: the next page shows what a run of it will do'
          : `It becomes revision ${script.revisionNumber + 1} and runs from then on; runs that waited before keep theirs`
      }
      onClose={close}
    >
      <UploadForm form={form} isNew={script === null} onClose={close} />
      <ConfirmModal
        isOpen={isAskingToCancel && form.upload.isUnderWay}
        title="Cancel the upload?"
        body="What was sent so far is thrown away."
        confirmText="Cancel the upload"
        dismissText="Go on"
        onConfirm={() => {
          form.upload.cancel();
          onClose();
        }}
        onDismiss={() => setIsAskingToCancel(false)}
      />
    </Drawer>
  );
}

function useUploadForm({ script, onDone }: Pick<UploadDrawerProps, 'script' | 'onDone'>) {
  const upload = useUpload(onDone);
  const [chosen, setChosen] = useState<ChosenFile[]>([]);
  const [ownName, setName] = useState<string>();
  const [comment, setComment] = useState('');
  const name = ownName ?? suggestedName(chosen);
  const problem = problemOf(chosen);
  const choose = (files: ChosenFile[]) => {
    setChosen(files);
    upload.forget();
  };
  const send = () =>
    upload.start({
      path: script === null ? '/api/scripts/upload' : `/api/scripts/${script.id}/revisions`,
      form: toFormData({ chosen, name: script === null ? name : null, comment }),
      done: script === null ? 'Script uploaded' : 'Revision uploaded',
    });
  const canSend = chosen.length > 0 && problem === null && !upload.isUnderWay;
  return { upload, chosen, name, comment, problem, canSend, choose, setName, setComment, send };
}

/** Fields first: the sidecar reads the form as a stream, and wants to know whose files come. */
function toFormData({
  chosen,
  name,
  comment,
}: {
  chosen: readonly ChosenFile[];
  name: string | null;
  comment: string;
}) {
  const form = new FormData();
  if (name !== null && name.trim() !== '') {
    form.append('name', name.trim());
  }
  if (comment.trim() !== '') {
    form.append('comment', comment.trim());
  }
  for (const { path, file } of chosen) {
    form.append('file', file, path);
  }
  return form;
}

interface UploadFormProps {
  form: ReturnType<typeof useUploadForm>;
  isNew: boolean;
  onClose: () => void;
}

function UploadForm({ form, isNew, onClose }: UploadFormProps) {
  const styles = useStyles2(getStyles);
  const { upload, chosen, problem } = form;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void form.send();
      }}
    >
      <ChosenFiles chosen={chosen} isDisabled={upload.isUnderWay} onChange={form.choose} />
      {problem && (
        <p role="alert" className={styles.problem}>
          {problem}
        </p>
      )}
      {isNew && (
        <Field label="Name" description="As people will look for it">
          <Input
            id="script-name"
            maxLength={LONGEST_NAME}
            disabled={upload.isUnderWay}
            value={form.name}
            onChange={(event) => form.setName(event.currentTarget.value)}
          />
        </Field>
      )}
      <Field label="Comment" description={isNew ? 'Optional' : 'What has changed'}>
        <TextArea
          id="script-comment"
          rows={3}
          maxLength={LONGEST_COMMENT}
          disabled={upload.isUnderWay}
          value={form.comment}
          onChange={(event) => form.setComment(event.currentTarget.value)}
        />
      </Field>
      <UploadStatus state={upload.state} />
      <Stack gap={1}>
        {upload.isUnderWay ? (
          <Button type="button" variant="destructive" fill="outline" onClick={upload.cancel}>
            Cancel the upload
          </Button>
        ) : (
          <>
            <Button type="submit" icon="upload" disabled={!form.canSend}>
              Upload
            </Button>
            <Button type="button" variant="secondary" fill="outline" onClick={onClose}>
              Back
            </Button>
          </>
        )}
      </Stack>
    </form>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  problem: css({ color: theme.colors.error.text }),
});
