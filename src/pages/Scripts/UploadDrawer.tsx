import { css } from '@emotion/css';
import React, { useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import {
  Button,
  Checkbox,
  Combobox,
  ConfirmModal,
  Drawer,
  Field,
  Input,
  Stack,
  TextArea,
  useStyles2,
} from '@grafana/ui';
import { useQueryClient } from '@tanstack/react-query';
import type { Script } from 'perftest-automation-sidecar/contract/scenarios';

import { scriptKeys } from '../../shared/api/scripts';
import { UploadStatus } from '../../shared/upload/UploadStatus';
import { useUpload } from '../../shared/upload/use-upload';
import { ChosenFiles } from './ChosenFiles';
import { type ChosenFile, isZip, plansOf, problemOf, suggestedName } from './upload-choice';

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
      <UploadFields form={form} script={script} onClose={close} />
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
  const client = useQueryClient();
  const upload = useUpload<Script>(async (stored) => {
    await client.invalidateQueries({ queryKey: scriptKeys.all });
    onDone(stored);
  });
  const [chosen, setChosen] = useState<ChosenFile[]>([]);
  const [ownName, setName] = useState<string>();
  const [comment, setComment] = useState('');
  const [wantedPlan, setPlan] = useState<string | null>(null);
  const [keepsCompanions, setKeepsCompanions] = useState(true);
  const plans = plansOf(chosen);
  const hasZip = chosen.some(({ path }) => isZip(path));
  // A plan that was chosen and then removed is no choice any more; one in a zip cannot be looked at from here.
  const plan = wantedPlan !== null && (hasZip || plans.includes(wantedPlan)) ? wantedPlan : null;
  const name = ownName ?? suggestedName(chosen);
  const problem = problemOf({ chosen, plan, isRevision: script !== null });
  const choose = (files: ChosenFile[]) => {
    setChosen(files);
    upload.forget();
  };
  const send = () =>
    upload.start({
      path: script === null ? '/api/scripts/upload' : `/api/scripts/${script.id}/revisions`,
      form: toFormData(
        {
          name: script === null ? name : '',
          comment,
          plan: plan ?? '',
          keepCompanions: script === null || keepsCompanions ? '' : 'false',
        },
        chosen
      ),
      done: script === null ? 'Script uploaded' : 'Revision uploaded',
    });
  const canSend = chosen.length > 0 && problem === null && !upload.isUnderWay;
  const data = { upload, chosen, plans, hasZip, plan, name, comment, keepsCompanions, problem, canSend };
  return { ...data, choose, setName, setComment, setPlan, setKeepsCompanions, send };
}

type UploadForm = ReturnType<typeof useUploadForm>;

/** Fields first: the sidecar reads the form as a stream, and wants to know whose files come. */
function toFormData(fields: Record<string, string>, chosen: readonly ChosenFile[]): FormData {
  const form = new FormData();
  for (const [name, text] of Object.entries(fields)) {
    if (text.trim() !== '') {
      form.append(name, text.trim());
    }
  }
  for (const { path, file } of chosen) {
    form.append('file', file, path);
  }
  return form;
}

interface UploadFieldsProps {
  form: UploadForm;
  script: UploadDrawerProps['script'];
  onClose: () => void;
}

function UploadFields({ form, script, onClose }: UploadFieldsProps) {
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
      <PlanField form={form} />
      {script === null ? <NameField form={form} /> : <CompanionsField form={form} script={script} />}
      <Field label="Comment" description={script === null ? 'Optional' : 'What has changed'}>
        <TextArea
          id="script-comment"
          rows={3}
          maxLength={LONGEST_COMMENT}
          disabled={upload.isUnderWay}
          value={form.comment}
          onChange={(event) => form.setComment(event.currentTarget.value)}
        />
      </Field>
      <UploadStatus state={upload.state} refusedTitle="The script was not stored" />
      <UploadButtons form={form} onClose={onClose} />
    </form>
  );
}

function NameField({ form }: { form: UploadForm }) {
  return (
    <Field label="Name" description="As people will look for it">
      <Input
        id="script-name"
        maxLength={LONGEST_NAME}
        disabled={form.upload.isUnderWay}
        value={form.name}
        onChange={(event) => form.setName(event.currentTarget.value)}
      />
    </Field>
  );
}

/** Several test plans can lie in one script, e.g. included ones; one of them is what runs. */
function PlanField({ form: { plans, hasZip, plan, setPlan, upload } }: { form: UploadForm }) {
  if (plans.length > 1) {
    return (
      <Field label="Test plan that runs" description="The others are its companions, e.g. included parts">
        <Combobox
          id="script-plan"
          options={plans.map((path) => ({ value: path }))}
          value={plan}
          disabled={upload.isUnderWay}
          placeholder="Choose"
          onChange={({ value }) => setPlan(value)}
        />
      </Field>
    );
  }
  return hasZip ? (
    <Field label="Test plan that runs" description="Only where the zip has several .jmx files: the path of the one">
      <Input
        id="script-plan"
        placeholder="e.g. main.jmx"
        disabled={upload.isUnderWay}
        value={plan ?? ''}
        onChange={(event) => setPlan(event.currentTarget.value || null)}
      />
    </Field>
  ) : null;
}

interface CompanionsFieldProps {
  form: UploadForm;
  script: NonNullable<UploadDrawerProps['script']>;
}

function CompanionsField({ form, script }: CompanionsFieldProps) {
  return (
    <Field>
      <Checkbox
        label={`Keep the other files of revision ${script.revisionNumber}`}
        description="What is sent replaces files of the same name. Without this, the revision has only what is sent"
        disabled={form.upload.isUnderWay}
        value={form.keepsCompanions}
        onChange={(event) => form.setKeepsCompanions(event.currentTarget.checked)}
      />
    </Field>
  );
}

/**
 * The keys matter: without them the button that cancels would become the one that sends while its click is under way,
 * and the click would send again.
 */
function UploadButtons({ form, onClose }: { form: UploadForm; onClose: () => void }) {
  return (
    <Stack gap={1}>
      {form.upload.isUnderWay ? (
        <Button key="cancel" type="button" variant="destructive" fill="outline" onClick={form.upload.cancel}>
          Cancel the upload
        </Button>
      ) : (
        <>
          <Button key="send" type="submit" icon="upload" disabled={!form.canSend}>
            Upload
          </Button>
          <Button key="back" type="button" variant="secondary" fill="outline" onClick={onClose}>
            Back
          </Button>
        </>
      )}
    </Stack>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  problem: css({ color: theme.colors.error.text }),
});
