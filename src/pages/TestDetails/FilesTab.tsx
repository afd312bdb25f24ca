import { css } from '@emotion/css';
import React, { useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { RadioButtonGroup, useStyles2 } from '@grafana/ui';
import type { Run } from 'perftest-automation-sidecar/contract/runs';
import type { RunFile, RunLog } from 'perftest-automation-sidecar/contract/system';

import { runFileHref, useRunFiles, useRunLog } from '../../shared/api/runs';
import { formatBytes } from '../../shared/format';
import { type Column, DataTable } from '../../shared/ui/DataTable';
import { LogText } from '../../shared/ui/LogText';
import { PageSections } from '../../shared/ui/PageSections';
import { Section } from '../../shared/ui/Section';
import { QueryView } from '../../shared/ui/states';
import { NoResult } from './NoResult';

export function FilesTab({ run }: { run: Run }) {
  return (
    <PageSections>
      <FilesSection run={run} />
      <LogSection run={run} />
    </PageSections>
  );
}

function FilesSection({ run }: { run: Run }) {
  const files = useRunFiles(run.id);
  const columns: ReadonlyArray<Column<RunFile>> = [
    { id: 'name', header: 'File', width: 360, cell: ({ name }) => <DownloadLink runId={run.id} name={name} /> },
    { id: 'size', header: 'Size', width: 110, isNumber: true, cell: ({ sizeBytes }) => formatBytes(sizeBytes) },
    { id: 'description', header: 'What it is', cell: ({ description }) => description },
  ];
  return (
    <Section title="Files" isBare>
      <QueryView query={files} subject="the files" whenMissing={<NoResult run={run} what="the files of the run" />}>
        {(loaded) => (
          <DataTable
            caption="Files of the run"
            columns={columns}
            rows={loaded}
            rowKey={({ name }) => name}
            emptyText="The run has left no files."
          />
        )}
      </QueryView>
    </Section>
  );
}

function DownloadLink({ runId, name }: { runId: number; name: string }) {
  const styles = useStyles2(getStyles);
  return (
    <a className={styles.link} href={runFileHref(runId, name)} download target="_self">
      {name}
    </a>
  );
}

const SOURCES: Array<{ value: RunLog['source']; label: string }> = [
  { value: 'jmeter', label: 'jmeter.log' },
  { value: 'console', label: 'Console' },
];

function LogSection({ run }: { run: Run }) {
  const [source, setSource] = useState<RunLog['source']>('jmeter');
  const log = useRunLog(run.id, source);
  return (
    <Section
      title="Log"
      note={log.data && describeLog(log.data)}
      actions={<RadioButtonGroup size="sm" options={SOURCES} value={source} onChange={setSource} />}
      isBare
    >
      <QueryView query={log} subject="the log" whenMissing={<NoResult run={run} what="the end of the log" />}>
        {({ text }) => <LogText label={`End of the log (${source})`} text={text} />}
      </QueryView>
    </Section>
  );
}

function describeLog({ isTruncated, sizeBytes }: RunLog): string {
  return isTruncated ? `its end; the whole has ${formatBytes(sizeBytes)}` : formatBytes(sizeBytes);
}

const getStyles = (theme: GrafanaTheme2) => ({
  link: css({ color: theme.colors.text.link, '&:hover': { textDecoration: 'underline' } }),
});
