import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Combobox, useStyles2 } from '@grafana/ui';
import type { ScriptFile, ScriptRevision } from 'perftest-automation-sidecar/contract/scenarios';

import { scriptHref } from '../../shared/api/scripts';
import { formatBytes } from '../../shared/format';
import { type Column, DataTable } from '../../shared/ui/DataTable';
import { LinkButton } from '../../shared/ui/LinkButton';
import { QueryView } from '../../shared/ui/states';
import type { ScriptPageModel } from './useScriptPage';

/** What lies in the script's folder when it runs. */
export function FilesTab({ page }: { page: ScriptPageModel }) {
  const chosen = page.data.query.revision;
  return (
    <QueryView query={page.data.revisions} subject="the files">
      {(revisions) => {
        const revision = revisions.find(({ number }) => number === chosen) ?? revisions[0];
        return revision && <RevisionFiles revision={revision} revisions={revisions} page={page} />;
      }}
    </QueryView>
  );
}

interface RevisionFilesProps {
  revision: ScriptRevision;
  revisions: readonly ScriptRevision[];
  page: ScriptPageModel;
}

function RevisionFiles({ revision, revisions, page }: RevisionFilesProps) {
  const styles = useStyles2(getStyles);
  const { scriptId, number, files } = revision;
  const totalBytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return (
    <>
      <div className={styles.line}>
        <label htmlFor="files-revision">Revision</label>
        <Combobox
          id="files-revision"
          width={30}
          options={revisions.map((one) => ({ value: one.number, label: String(one.number), description: one.comment }))}
          value={number}
          onChange={({ value }) => page.actions.chooseRevision(value === revisions[0]?.number ? null : value)}
        />
        <span className={styles.total}>{formatBytes(totalBytes)}</span>
        <LinkButton
          className={styles.all}
          variant="secondary"
          fill="outline"
          icon="download-alt"
          target="_self"
          href={scriptHref(scriptId, { revision: number, all: true })}
        >
          All as zip
        </LinkButton>
      </div>
      <DataTable
        caption={`Files of revision ${number}`}
        columns={columnsFor(revision)}
        rows={files}
        rowKey={({ name }) => name}
        minWidth={700}
      />
    </>
  );
}

const KINDS: Record<ScriptFile['kind'], string> = {
  plan: 'test plan',
  data: 'data',
  jar: 'jar, on the class path',
  properties: 'properties',
  other: 'other',
};

function columnsFor({ scriptId, number }: ScriptRevision): ReadonlyArray<Column<ScriptFile>> {
  return [
    {
      id: 'name',
      header: 'File',
      cell: ({ name }) => <Download name={name} href={scriptHref(scriptId, { revision: number, file: name })} />,
      sortValue: ({ name }) => name,
    },
    { id: 'kind', header: 'Kind', width: 180, cell: ({ kind }) => KINDS[kind], sortValue: ({ kind }) => KINDS[kind] },
    {
      id: 'size',
      header: 'Size',
      width: 110,
      isNumber: true,
      cell: ({ sizeBytes }) => formatBytes(sizeBytes),
      sortValue: ({ sizeBytes }) => sizeBytes,
    },
    {
      id: 'checksum',
      header: 'SHA-256',
      width: '36%',
      cell: ({ checksumSha256 }) => <Checksum text={checksumSha256} />,
    },
  ];
}

function Download({ name, href }: { name: string; href: string }) {
  const styles = useStyles2(getStyles);
  return (
    <a className={styles.link} href={href} download target="_self">
      {name}
    </a>
  );
}

function Checksum({ text }: { text: string }) {
  const styles = useStyles2(getStyles);
  return <code className={styles.checksum}>{text}</code>;
}

const getStyles = (theme: GrafanaTheme2) => ({
  line: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1.5),
    marginBottom: theme.spacing(1.5),
    '& label': { margin: 0 },
  }),
  total: css({ color: theme.colors.text.secondary }),
  all: css({ marginLeft: 'auto' }),
  link: css({
    color: theme.colors.text.link,
    overflowWrap: 'anywhere',
    '&:hover, &:focus-visible': { textDecoration: 'underline' },
  }),
  checksum: css({ whiteSpace: 'normal', overflowWrap: 'anywhere', fontSize: theme.typography.bodySmall.fontSize }),
});
