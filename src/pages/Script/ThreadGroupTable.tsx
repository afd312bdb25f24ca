import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Badge, useStyles2 } from '@grafana/ui';
import type { GroupLoad, PreflightThreadGroup, ScriptSetting } from 'perftest-automation-sidecar/contract/preflight';

import { assertNever } from '../../shared/assert-never';
import { toDurationText } from '../../shared/duration-text';
import { formatCount, NO_DATA, plural } from '../../shared/format';
import { type Column, DataTable } from '../../shared/ui/DataTable';

const COLUMNS: ReadonlyArray<Column<PreflightThreadGroup>> = [
  { id: 'name', header: 'Thread group', cell: (group) => <GroupName group={group} /> },
  settingColumn({ id: 'users', header: 'Users', print: formatCount }),
  settingColumn({ id: 'rampUp', header: 'Ramp-up', print: toDurationText }),
  settingColumn({ id: 'duration', header: 'Duration', print: toDurationText }),
  settingColumn({ id: 'loops', header: 'Loops', print: toLoopText }),
  {
    id: 'load',
    header: 'In this run',
    description: 'What the run’s copy of the script will hold',
    width: '28%',
    cell: (group) => <InThisRun group={group} />,
  },
];

interface SettingColumn {
  id: 'users' | 'rampUp' | 'duration' | 'loops';
  header: string;
  print: (value: number) => string;
}

function settingColumn({ id, header, print }: SettingColumn): Column<PreflightThreadGroup> {
  return { id, header, width: 124, isNumber: true, cell: (group) => <Setting setting={group[id]} print={print} /> };
}

/** Each group with where its settings come from, and what a run makes of them. */
export function ThreadGroupTable({ groups }: { groups: readonly PreflightThreadGroup[] }) {
  return (
    <DataTable
      caption="Thread groups"
      columns={COLUMNS}
      rows={groups}
      rowKey={({ line }) => line}
      minWidth={860}
      emptyText="The plan has no thread group: there is nothing to run."
    />
  );
}

function GroupName({ group: { name, kind, line, role } }: { group: PreflightThreadGroup }) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.wrap}>
      {name} {role !== 'main' && <Badge color="blue" text={role} />}
      <div className={styles.minor} title={kind}>
        {kind.split('.').at(-1)}, line {line}
      </div>
    </div>
  );
}

function Setting({ setting, print }: { setting: ScriptSetting; print: (value: number) => string }) {
  const styles = useStyles2(getStyles);
  if (setting.source === 'absent') {
    return NO_DATA;
  }
  return (
    <div className={styles.setting}>
      {setting.value === null ? <span className={styles.off}>not known yet</span> : print(setting.value)}
      <div className={styles.minor} title={setting.text ?? undefined}>
        {sourceOf(setting)}
      </div>
    </div>
  );
}

/** Where a value comes from, in words. */
function sourceOf({ source, property, text }: ScriptSetting): string {
  switch (source) {
    case 'literal':
      return 'fixed';
    case 'property':
      return `property ${property}`;
    case 'variable':
      return `variable ${property}`;
    case 'placeholder':
      return `@@${property}@@`;
    case 'expression':
      return text ?? '';
    case 'absent':
      return '';
    default:
      return assertNever(source);
  }
}

/** JMeter writes -1 for a loop without end. */
function toLoopText(loops: number): string {
  return loops < 0 ? 'for ever' : formatCount(loops);
}

function InThisRun({ group }: { group: PreflightThreadGroup }) {
  const styles = useStyles2(getStyles);
  const { willRun, isEnabled, load, canOverride, reason, role } = group;
  if (!willRun) {
    return (
      <span className={styles.off}>
        {isEnabled ? 'does not run: the scenario leaves it out' : 'does not run: it is off'}
      </span>
    );
  }
  const isRefused = !canOverride && role === 'main';
  return (
    <div className={styles.wrap}>
      {load === null ? 'as in the script' : loadText(load)}
      {!isEnabled && <div className={styles.minor}>switched on: it is off in the script</div>}
      {reason && <div className={isRefused ? styles.refused : styles.minor}>{reason}</div>}
    </div>
  );
}

function loadText({ userCount, rampUpSeconds, durationSeconds }: GroupLoad): string {
  const rampUp = rampUpSeconds === 0 ? 'no ramp-up' : `ramp-up ${toDurationText(rampUpSeconds)}`;
  return `${plural(userCount, 'user')} · ${toDurationText(durationSeconds)} · ${rampUp}`;
}

const getStyles = (theme: GrafanaTheme2) => ({
  wrap: css({ overflowWrap: 'anywhere', minWidth: 160 }),
  setting: css({ whiteSpace: 'normal', overflowWrap: 'anywhere' }),
  minor: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  refused: css({ color: theme.colors.warning.text, fontSize: theme.typography.bodySmall.fontSize }),
  off: css({ color: theme.colors.text.secondary }),
});
