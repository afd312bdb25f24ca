import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Run } from 'perftest-automation-sidecar/contract/runs';
import type { ScriptRevision, ThreadGroupSummary } from 'perftest-automation-sidecar/contract/scenarios';
import type { ScriptDiff } from 'perftest-automation-sidecar/contract/system';

import { useScriptDiff } from '../../../shared/api/runs';
import { scriptHref, useScriptRevisions } from '../../../shared/api/scripts';
import { formatBytes, formatCount, formatDuration, NO_DATA } from '../../../shared/format';
import { knownSetting } from '../../../shared/known-load';
import { paths } from '../../../shared/paths';
import { AppLink } from '../../../shared/ui/AppLink';
import { type Column, DataTable } from '../../../shared/ui/DataTable';
import { DiffLines } from '../../../shared/ui/DiffLines';
import { Facts } from '../../../shared/ui/Facts';
import { PageSections } from '../../../shared/ui/PageSections';
import { Section } from '../../../shared/ui/Section';
import { QueryView } from '../../../shared/ui/states';
import { ImportedNote } from '../ImportedNote';
import { NoResult } from '../NoResult';

export function ScriptTab({ run }: { run: Run }) {
  const styles = useStyles2(getStyles);
  if (run.runnerType === 'imported') {
    return (
      <PageSections>
        <ImportedNote />
        <Section title="Parameters">
          <Facts facts={parametersOf(run)} />
        </Section>
      </PageSections>
    );
  }
  return (
    <PageSections>
      <div className={styles.columns}>
        <Section title="Parameters">
          <Facts facts={parametersOf(run)} />
        </Section>
        <ScriptSection run={run} />
      </div>
      <DiffSection run={run} />
    </PageSections>
  );
}

function parametersOf(run: Run) {
  return [
    { name: 'Users', value: formatCount(knownSetting(run, run.userCount)) },
    { name: 'Duration, ramp-up included', value: knownDuration(run, run.durationSeconds) },
    { name: 'Ramp-up', value: knownDuration(run, run.rampUpSeconds) },
    ...scheduleFacts(run),
    { name: 'Environment', value: run.environmentName },
    { name: 'Runner', value: run.runnerType },
    { name: 'JMeter', value: run.jmeterVersion ?? NO_DATA },
    ...Object.entries(run.properties).map(([name, value]) => ({ name: `-J${name}`, value: <code>{value}</code> })),
  ];
}

function knownDuration(run: Run, seconds: number): string {
  const known = knownSetting(run, seconds);
  return known === null ? NO_DATA : formatDuration(known * 1000);
}

function scheduleFacts({ appliesLoad, runnerType }: Run) {
  if (runnerType === 'imported') {
    return [];
  }
  const value = appliesLoad ? 'these, in every thread group that runs' : 'the script’s own; these are what is expected';
  return [{ name: 'Schedule', value }];
}

const GROUP_COLUMNS: ReadonlyArray<Column<ThreadGroupSummary>> = [
  { id: 'name', header: 'Thread group', cell: ({ name }) => name },
  { id: 'enabled', header: 'In the script', width: 110, cell: ({ isEnabled }) => (isEnabled ? 'on' : 'off') },
  { id: 'users', header: 'Users', width: 150, cell: ({ users }) => (users === null ? NO_DATA : <code>{users}</code>) },
  {
    id: 'duration',
    header: 'Duration',
    width: 150,
    cell: ({ duration }) => (duration === null ? NO_DATA : <code>{duration}</code>),
  },
];

/** The revision that the run used; the script may have newer ones. */
function ScriptSection({ run }: { run: Run }) {
  return run.scriptId === null ? null : <UsedScript run={run} scriptId={run.scriptId} />;
}

function UsedScript({ run, scriptId }: { run: Run; scriptId: number }) {
  const styles = useStyles2(getStyles);
  const revisions = useScriptRevisions(scriptId);
  const used = revisions.data?.find(({ number }) => number === run.revisionNumber);
  return (
    <Section title="Script">
      <QueryView query={revisions} subject="the script">
        {() => (
          <>
            <Facts facts={scriptFacts({ ...run, scriptId }, used)} />
            <div className={styles.groups}>
              <DataTable
                caption="Thread groups"
                emptyText="The script has no thread group."
                columns={GROUP_COLUMNS}
                rows={used?.threadGroups ?? []}
                rowKey={({ name, kind }) => `${kind} ${name}`}
              />
            </div>
          </>
        )}
      </QueryView>
    </Section>
  );
}

function scriptFacts(
  { scriptId, scriptName, revisionNumber }: Run & { scriptId: number },
  used: ScriptRevision | undefined
) {
  return [
    { name: 'Script', value: <AppLink to={paths.script(scriptId)}>{scriptName}</AppLink> },
    { name: 'Revision', value: revisionNumber },
    { name: 'File', value: used ? <Download scriptId={scriptId} used={used} /> : NO_DATA },
    { name: 'SHA-256', value: used ? <code>{used.checksumSha256}</code> : NO_DATA },
  ];
}

function Download({ scriptId, used }: { scriptId: number; used: ScriptRevision }) {
  const styles = useStyles2(getStyles);
  return (
    <a className={styles.link} href={scriptHref(scriptId, { revision: used.number })} download target="_self">
      {used.fileName} ({formatBytes(used.sizeBytes)})
    </a>
  );
}

const EDIT_COLUMNS: ReadonlyArray<Column<ScriptDiff['edits'][number]>> = [
  { id: 'what', header: 'What', cell: ({ what }) => what },
  { id: 'element', header: 'Element', cell: ({ element }) => element },
  { id: 'before', header: 'Before', cell: ({ before }) => <WrittenValue text={before} /> },
  { id: 'after', header: 'After', cell: ({ after }) => <WrittenValue text={after} /> },
];

function WrittenValue({ text }: { text: string }) {
  const styles = useStyles2(getStyles);
  return text === '' ? <span className={styles.none}>not there</span> : <code>{text}</code>;
}

function DiffSection({ run }: { run: Run }) {
  const diff = useScriptDiff(run.id);
  return (
    <Section
      title="The run’s copy"
      note="what was changed in it for this run; every other byte is as in the script"
      isBare
    >
      <QueryView
        query={diff}
        subject="the difference of the copy"
        whenMissing={<NoResult run={run} what="what was changed in the script’s copy" />}
      >
        {({ edits, lines }) => (
          <PageSections>
            <DataTable
              caption="Changes of the copy"
              columns={EDIT_COLUMNS}
              rows={edits}
              rowKey={({ what, element, before, after }) => JSON.stringify([what, element, before, after])}
              emptyText="Nothing was changed: the copy is the script."
            />
            {edits.length > 0 && <DiffLines label="Changed lines of the script’s copy" lines={lines} />}
          </PageSections>
        )}
      </QueryView>
    </Section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  columns: css({
    display: 'grid',
    gridTemplateColumns: 'minmax(280px, 1fr) minmax(0, 2fr)',
    gap: theme.spacing(3),
    [theme.breakpoints.down('md')]: { gridTemplateColumns: '1fr' },
  }),
  none: css({ color: theme.colors.text.secondary }),
  link: css({ color: theme.colors.text.link, '&:hover': { textDecoration: 'underline' } }),
  groups: css({ marginTop: theme.spacing(2) }),
});
