import { css } from '@emotion/css';
import React, { useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { config } from '@grafana/runtime';
import { Button, TextArea, useStyles2 } from '@grafana/ui';
import type { Comment, CommentQuery } from 'perftest-automation-sidecar/contract/history';

import { useAddRemark, useDeleteRemark, useRemarks } from '../api/remarks';
import { formatDateTime, formatRelative } from '../format';
import { paths } from '../paths';
import { hasRole } from '../role';
import { AppLink } from './AppLink';
import { ConfirmButton } from './ConfirmButton';
import { Section } from './Section';
import { QueryView } from './states';

const LONGEST_REMARK = 4000;

interface RemarksProps {
  of: CommentQuery;
  /** Only those on this label, and new ones are on it; left out: all. */
  label?: string;
}

/** What people said of a run, one of its labels, or a batch: everybody reads, editors write. */
export function Remarks({ of, label }: RemarksProps) {
  const remarks = useRemarks(of);
  return (
    <Section title={label === undefined ? 'Remarks' : `Remarks on ${label}`}>
      <QueryView query={remarks} subject="the remarks">
        {(all) => (
          <RemarkList
            remarks={label === undefined ? all : all.filter((one) => one.label === label)}
            namesLabels={label === undefined}
          />
        )}
      </QueryView>
      {hasRole('Editor') && <NewRemark of={of} label={label} />}
    </Section>
  );
}

function RemarkList({ remarks, namesLabels }: { remarks: readonly Comment[]; namesLabels: boolean }) {
  const styles = useStyles2(getStyles);
  if (remarks.length === 0) {
    return <p className={styles.none}>No remarks yet.</p>;
  }
  return (
    <ul className={styles.list}>
      {remarks.map((remark) => (
        <li key={remark.id} className={styles.remark}>
          <div className={styles.head}>
            {remark.by}, <span title={formatDateTime(remark.atMs)}>{formatRelative(remark.atMs)}</span>
            {namesLabels && <OnLabel remark={remark} />}
            <DeleteButton remark={remark} />
          </div>
          <p className={styles.text}>{remark.text}</p>
        </li>
      ))}
    </ul>
  );
}

function OnLabel({ remark: { runId, label } }: { remark: Comment }) {
  if (label === null || runId === null) {
    return null;
  }
  const search = new URLSearchParams({ tab: 'labels', label });
  return (
    <>
      {' '}
      on <AppLink to={paths.test(runId, `?${search}`)}>{label}</AppLink>
    </>
  );
}

/** One takes back one’s own. */
function DeleteButton({ remark }: { remark: Comment }) {
  const deletion = useDeleteRemark();
  if (!hasRole('Editor') || config.bootData?.user?.login !== remark.by) {
    return null;
  }
  return (
    <ConfirmButton
      size="sm"
      fill="text"
      title="Delete this remark?"
      body={remark.text}
      confirmText="Delete"
      isBusy={deletion.isPending}
      onConfirm={() => deletion.mutate(remark.id)}
    >
      Delete
    </ConfirmButton>
  );
}

function NewRemark({ of, label }: RemarksProps) {
  const styles = useStyles2(getStyles);
  const [text, setText] = useState('');
  const adding = useAddRemark();
  const add = () =>
    adding.mutate(
      { ...of, ...(label === undefined ? {} : { label }), text: text.trim() },
      { onSuccess: () => setText('') }
    );
  return (
    <div className={styles.form}>
      <TextArea
        aria-label={label === undefined ? 'New remark' : `New remark on ${label}`}
        rows={2}
        maxLength={LONGEST_REMARK}
        placeholder="What others should know, and why"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div>
        <Button size="sm" variant="secondary" disabled={text.trim() === '' || adding.isPending} onClick={add}>
          {adding.isPending ? 'Adding…' : 'Add remark'}
        </Button>
      </div>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none', display: 'flex', flexDirection: 'column', gap: theme.spacing(1) }),
  remark: css({ overflowWrap: 'anywhere' }),
  head: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  text: css({ margin: 0, whiteSpace: 'pre-wrap' }),
  none: css({ margin: 0, color: theme.colors.text.secondary }),
  form: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), marginTop: theme.spacing(1.5) }),
});
