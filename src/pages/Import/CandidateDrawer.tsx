import { css } from '@emotion/css';
import React from 'react';
import { dateTime, type GrafanaTheme2 } from '@grafana/data';
import { Button, Checkbox, Combobox, DateTimePicker, Drawer, Field, useStyles2 } from '@grafana/ui';
import type { ImportCandidate } from 'perftest-automation-sidecar/contract/imports';

import { formatCount, plural } from '../../shared/format';
import { Facts } from '../../shared/ui/Facts';
import { nameOf } from './candidate-cell';
import { type Draft, type DraftChange, isUsable } from './import-drafts';
import { ReadFields } from './ReadFields';
import type { UploadedPage } from './useUploadedResults';

/** Everything about one result: what was found in it, and what can be said about it. */
export function CandidateDrawer({ index, page }: { index: number; page: UploadedPage }) {
  const styles = useStyles2(getStyles);
  const candidate = page.data.candidates.find((one) => one.index === index);
  const draft = page.data.drafts.find((one) => one.index === index);
  if (!candidate || !draft) {
    return null;
  }
  const change = (edit: DraftChange) => page.actions.change([index], edit);
  return (
    <Drawer
      title={nameOf(candidate)}
      subtitle="What was understood, and what only you can know"
      onClose={() => page.actions.edit(undefined)}
    >
      <div className={styles.facts}>
        <Understood candidate={candidate} />
      </div>
      <PartField candidate={candidate} draft={draft} page={page} onChange={change} />
      {draft.partOfIndex === null && <RunFields draft={draft} page={page} onChange={change} />}
      <ReadFields candidate={candidate} draft={draft} onChange={change} />
      <Button onClick={() => page.actions.edit(undefined)}>Done</Button>
    </Drawer>
  );
}

function Understood({
  candidate: { counts, labels, labelCount, notes, problem, format },
}: {
  candidate: ImportCandidate;
}) {
  const more = labelCount - labels.length;
  return (
    <Facts
      facts={[
        { name: 'Format', value: format ?? 'not known' },
        ...(problem === null ? [] : [{ name: 'Problem', value: problem }]),
        {
          name: 'Rows',
          value: counts
            ? `${formatCount(counts.rows)} = ${plural(counts.samples, 'sample')} + ${plural(counts.transactions, 'transaction')} + ${formatCount(counts.interrupted)} interrupted + ${formatCount(counts.rejected)} rejected`
            : 'a summary: it holds no samples',
        },
        { name: 'Labels', value: `${labels.join(', ')}${more > 0 ? ` and ${formatCount(more)} more` : ''}` },
        { name: 'Notes', value: notes.length === 0 ? 'none' : notes.map((note) => <div key={note}>{note}</div>) },
      ]}
    />
  );
}

interface DraftFieldProps {
  draft: Draft;
  page: UploadedPage;
  onChange: (edit: DraftChange) => void;
}

const OWN_RUN = -1;

/** Several generators write a file each: together they are one run, merged by time. */
function PartField({ candidate, draft, page, onChange }: DraftFieldProps & { candidate: ImportCandidate }) {
  const { candidates, drafts } = page.data;
  const hasParts = drafts.some(({ partOfIndex }) => partOfIndex === candidate.index);
  const others = candidates.filter(
    (other) =>
      other.index !== candidate.index &&
      isUsable(other) &&
      drafts.some(({ index, partOfIndex }) => index === other.index && partOfIndex === null)
  );
  if (others.length === 0 && draft.partOfIndex === null) {
    return null;
  }
  const options = [
    { value: OWN_RUN, label: 'A run of its own' },
    ...others.map((other) => ({ value: other.index, label: `Further part of ${nameOf(other)}` })),
  ];
  return (
    <Field
      label="What it is"
      description={
        hasParts ? 'Other results are parts of it, so it is a run' : 'Files of several generators are one run'
      }
    >
      <Combobox
        id="candidate-part"
        options={options}
        disabled={hasParts}
        value={draft.partOfIndex ?? OWN_RUN}
        onChange={({ value }) => onChange({ partOfIndex: value === OWN_RUN ? null : value })}
      />
    </Field>
  );
}

/** Grafana's picker takes neither an id nor a name for its input. */
function nameStarted(picker: HTMLElement | null): void {
  picker?.querySelector('input')?.setAttribute('aria-label', 'Started');
}

function RunFields({ draft, page, onChange }: DraftFieldProps) {
  return (
    <>
      <Field label="Started" description="In your time zone; only where the result does not say it, or says it wrongly">
        <div ref={nameStarted}>
          <DateTimePicker
            date={draft.startedAtMs === null ? undefined : dateTime(draft.startedAtMs)}
            onChange={(chosen) => onChange({ startedAtMs: chosen?.isValid() ? chosen.valueOf() : null })}
          />
        </div>
      </Field>
      <Field label="Environment" description="The scenario’s unless you choose another">
        <Combobox
          id="candidate-environment"
          isClearable
          placeholder="The scenario’s"
          options={page.data.choices.environments}
          value={draft.environmentId}
          onChange={(chosen) => onChange({ environmentId: chosen?.value ?? null })}
        />
      </Field>
      <Field>
        <Checkbox
          label="Accept it into the history at once"
          description="Later runs are compared with it, whatever its verdict. Without this, it enters by itself if it passes and is valid"
          value={draft.isAccepted}
          onChange={(event) => onChange({ isAccepted: event.currentTarget.checked })}
        />
      </Field>
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  facts: css({ marginBottom: theme.spacing(3) }),
});
