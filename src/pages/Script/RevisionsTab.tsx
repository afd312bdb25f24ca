import { css } from '@emotion/css';
import React, { useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Checkbox, useStyles2 } from '@grafana/ui';
import type { ScriptRevision } from 'perftest-automation-sidecar/contract/scenarios';

import { scriptHref } from '../../shared/api/scripts';
import { formatBytes, formatCount, formatDateTime, formatRelative, NO_DATA } from '../../shared/format';
import { type Column, DataTable } from '../../shared/ui/DataTable';
import { QueryView } from '../../shared/ui/states';
import type { ScriptPageModel } from './useScriptPage';

/** Who changed the script when, and why; two of them can be compared. */
export function RevisionsTab({ page }: { page: ScriptPageModel }) {
  const [chosen, setChosen] = useState<number[]>([]);
  // A third one takes the place of the one that was chosen first.
  const choose = (number: number) =>
    setChosen((now) => (now.includes(number) ? now.filter((one) => one !== number) : [...now, number].slice(-2)));
  return (
    <QueryView query={page.data.revisions} subject="the revisions">
      {(revisions) => (
        <>
          {revisions.length > 1 && <CompareLine chosen={chosen} page={page} />}
          <DataTable
            caption="Revisions"
            columns={columnsFor({ page, chosen, choose, canCompare: revisions.length > 1 })}
            rows={revisions}
            rowKey={({ number }) => number}
            minWidth={860}
          />
        </>
      )}
    </QueryView>
  );
}

function CompareLine({ chosen, page }: { chosen: readonly number[]; page: ScriptPageModel }) {
  const styles = useStyles2(getStyles);
  const [from, to] = [...chosen].sort((one, other) => one - other);
  return (
    <div className={styles.compare}>
      <Button
        variant="secondary"
        icon="exchange-alt"
        disabled={from === undefined || to === undefined}
        onClick={() => from !== undefined && to !== undefined && page.actions.compare(from, to)}
      >
        Show the difference
      </Button>
      <span className={styles.minor} role="status">
        {to === undefined ? 'Choose two revisions' : `Revision ${from} against ${to}`}
      </span>
    </div>
  );
}

interface ColumnChoice {
  page: ScriptPageModel;
  chosen: readonly number[];
  choose: (number: number) => void;
  canCompare: boolean;
}

function columnsFor({ page, chosen, choose, canCompare }: ColumnChoice): ReadonlyArray<Column<ScriptRevision>> {
  const selection: Column<ScriptRevision> = {
    id: 'choose',
    header: 'Compare',
    width: 80,
    cell: ({ number }) => (
      <Checkbox
        aria-label={`Compare revision ${number}`}
        value={chosen.includes(number)}
        onChange={() => choose(number)}
      />
    ),
  };
  const columns: ReadonlyArray<Column<ScriptRevision>> = [
    {
      id: 'number',
      header: 'Revision',
      width: 80,
      isNumber: true,
      cell: ({ number }) => (
        <Button size="sm" fill="text" tooltip="Its preflight" onClick={() => page.actions.lookAt(number)}>
          {String(number)}
        </Button>
      ),
    },
    { id: 'comment', header: 'Comment', cell: ({ comment }) => <Comment text={comment} /> },
    { id: 'uploaded', header: 'Uploaded', width: 170, cell: (revision) => <Uploaded revision={revision} /> },
    { id: 'plan', header: 'Test plan', cell: (revision) => <Plan revision={revision} /> },
    {
      id: 'checksum',
      header: 'Checksum',
      description: 'SHA-256 of the test plan',
      width: 120,
      cell: ({ checksumSha256 }) => <code title={`SHA-256 ${checksumSha256}`}>{checksumSha256.slice(0, 10)}</code>,
    },
    { id: 'runs', header: 'Runs', width: 70, isNumber: true, cell: ({ runCount }) => formatCount(runCount) },
    { id: 'download', header: 'Download', width: 120, cell: (revision) => <Downloads revision={revision} /> },
  ];
  return canCompare ? [selection, ...columns] : columns;
}

function Comment({ text }: { text: string }) {
  const styles = useStyles2(getStyles);
  return <div className={styles.wrap}>{text === '' ? NO_DATA : text}</div>;
}

function Uploaded({ revision: { uploadedAtMs, uploadedBy } }: { revision: ScriptRevision }) {
  const styles = useStyles2(getStyles);
  return (
    <>
      {formatDateTime(uploadedAtMs)}
      <div className={styles.minor}>
        {formatRelative(uploadedAtMs)} by {uploadedBy}
      </div>
    </>
  );
}

function Plan({ revision: { fileName, sizeBytes, files } }: { revision: ScriptRevision }) {
  const styles = useStyles2(getStyles);
  const companionCount = files.filter(({ kind }) => kind !== 'plan').length;
  return (
    <div className={styles.wrap}>
      {fileName} <span className={styles.minor}>{formatBytes(sizeBytes)}</span>
      {companionCount > 0 && <div className={styles.minor}>and {formatCount(companionCount)} more</div>}
    </div>
  );
}

function Downloads({ revision: { scriptId, number } }: { revision: ScriptRevision }) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.downloads}>
      <a className={styles.link} href={scriptHref(scriptId, { revision: number })} download target="_self">
        plan
      </a>
      <a className={styles.link} href={scriptHref(scriptId, { revision: number, all: true })} download target="_self">
        all (zip)
      </a>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  compare: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1.5), marginBottom: theme.spacing(1.5) }),
  wrap: css({ overflowWrap: 'anywhere', minWidth: 140 }),
  minor: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  downloads: css({ display: 'flex', gap: theme.spacing(1.5), whiteSpace: 'nowrap' }),
  link: css({ color: theme.colors.text.link, '&:hover, &:focus-visible': { textDecoration: 'underline' } }),
});
