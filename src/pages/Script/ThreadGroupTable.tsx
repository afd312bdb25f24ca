import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Badge, useStyles2 } from '@grafana/ui';
import type { PreflightThreadGroup, ScriptSetting } from 'perftest-automation-sidecar/contract/preflight';

import { assertNever } from '../../shared/assert-never';
import { toDurationText } from '../../shared/duration-text';
import { formatCount, NO_DATA } from '../../shared/format';
import { type Column, DataTable } from '../../shared/ui/DataTable';

const COLUMNS: ReadonlyArray<Column<PreflightThreadGroup>> = [
  { id: 'name', header: 'Thread group', cell: (group) => <GroupName group={group} /> },
  {
    id: 'runs',
    header: 'Runs',
    width: 100,
    cell: ({ willRun, isEnabled }) => <Runs willRun={willRun} isEnabled={isEnabled} />,
  },
  {
    id: 'users',
    header: 'Users',
    width: 150,
    isNumber: true,
    cell: ({ users }) => <Setting setting={users} print={formatCount} />,
  },
  {
    id: 'rampUp',
    header: 'Ramp-up',
    width: 150,
    isNumber: true,
    cell: ({ rampUp }) => <Setting setting={rampUp} print={toDurationText} />,
  },
  {
    id: 'duration',
    header: 'Duration',
    width: 150,
    isNumber: true,
    cell: ({ duration }) => <Setting setting={duration} print={toDurationText} />,
  },
  {
    id: 'loops',
    header: 'Loops',
    width: 130,
    isNumber: true,
    cell: ({ loops }) => <Setting setting={loops} print={toLoopText} />,
  },
  {
    id: 'load',
    header: 'In this run',
    description: 'What the run’s copy of the script will hold',
    width: 300,
    cell: (group) => <InThisRun group={group} />,
  },
];

/** Each group with where its settings come from, and what a run makes of them. */
export function ThreadGroupTable({ groups }: { groups: readonly PreflightThreadGroup[] }) {
  return (
    <DataTable
      caption="Thread groups"
      columns={COLUMNS}
      rows={groups}
      rowKey={({ line }) => line}
      minWidth={1100}
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

function Runs({ willRun, isEnabled }: Pick<PreflightThreadGroup, 'willRun' | 'isEnabled'>) {
  const styles = useStyles2(getStyles);
  return (
    <>
      {willRun ? 'yes' : <span className={styles.off}>no</span>}
      {willRun !== isEnabled && <div className={styles.minor}>{isEnabled ? 'on' : 'off'} in the script</div>}
    </>
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
      return 'fixed in the script';
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

function InThisRun({ group: { willRun, load, canOverride, reason } }: { group: PreflightThreadGroup }) {
  const styles = useStyles2(getStyles);
  if (!willRun) {
    return <span className={styles.off}>does not run</span>;
  }
  return (
    <div className={styles.wrap}>
      {load === null
        ? 'as in the script'
        : `${formatCount(load.userCount)} users · ramp-up ${toDurationText(load.rampUpSeconds)} · ${toDurationText(load.durationSeconds)}`}
      {reason && <div className={canOverride ? styles.minor : styles.refused}>{reason}</div>}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  wrap: css({ overflowWrap: 'anywhere', minWidth: 160 }),
  setting: css({ whiteSpace: 'normal', overflowWrap: 'anywhere' }),
  minor: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  refused: css({ color: theme.colors.warning.text, fontSize: theme.typography.bodySmall.fontSize }),
  off: css({ color: theme.colors.text.secondary }),
});
