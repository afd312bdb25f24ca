import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Badge, useStyles2 } from '@grafana/ui';
import type { Script, ScriptFile } from 'perftest-automation-sidecar/contract/scenarios';

import { formatBytes, formatDateTime, formatRelative, plural } from '../../shared/format';
import { paths } from '../../shared/paths';
import { AppLink } from '../../shared/ui/AppLink';
import type { Column } from '../../shared/ui/DataTable';
import { SORT_VALUES } from './script-order';

/** @param scenarioNames by id */
export function scriptColumns(scenarioNames: ReadonlyMap<number, string>): ReadonlyArray<Column<Script>> {
  const columns: ReadonlyArray<Column<Script>> = [
    { id: 'name', header: 'Script', cell: (script) => <ScriptName script={script} scenarioNames={scenarioNames} /> },
    { id: 'scenarios', header: 'Scenarios', cell: (script) => <ScenarioList script={script} /> },
    { id: 'files', header: 'Test plan and files', cell: (script) => <Files script={script} /> },
    { id: 'revision', header: 'Revision', width: 90, isNumber: true, cell: (script) => <Revision script={script} /> },
    { id: 'uploader', header: 'Uploaded by', width: 140, cell: ({ uploadedBy }) => uploadedBy },
    { id: 'uploaded', header: 'Uploaded', width: 150, cell: ({ uploadedAtMs }) => <Uploaded atMs={uploadedAtMs} /> },
  ];
  return columns.map((column) => ({ ...column, sortValue: SORT_VALUES[column.id] }));
}

function ScriptName({ script, scenarioNames }: { script: Script; scenarioNames: ReadonlyMap<number, string> }) {
  const styles = useStyles2(getStyles);
  const { id, name, description, isDefault, scenarioId } = script;
  const scenario = scenarioId === null ? undefined : scenarioNames.get(scenarioId);
  return (
    <div className={styles.wrap}>
      <AppLink to={paths.script(id)}>{name}</AppLink>{' '}
      {isDefault && scenario !== undefined && <Badge color="blue" text={`default of ${scenario}`} />}
      {description !== '' && <div className={styles.minor}>{description}</div>}
    </div>
  );
}

function ScenarioList({ script: { scenarioNames } }: { script: Script }) {
  const styles = useStyles2(getStyles);
  return scenarioNames.length === 0 ? (
    <span className={styles.none}>no scenario runs it</span>
  ) : (
    <div className={styles.wrap}>{scenarioNames.join(', ')}</div>
  );
}

function Files({ script: { fileName, sizeBytes, files } }: { script: Script }) {
  const styles = useStyles2(getStyles);
  const companions = files.filter(({ kind }) => kind !== 'plan');
  return (
    <div className={styles.wrap}>
      {fileName}
      <div className={styles.minor} title={companions.map(({ name }) => name).join('\n')}>
        {formatBytes(sizeBytes)}
        {companions.length > 0 && `, with ${namesOf(companions)}`}
      </div>
    </div>
  );
}

function namesOf(companions: readonly ScriptFile[]): string {
  return companions.length <= 2 ? companions.map(({ name }) => name).join(', ') : plural(companions.length, 'file');
}

function Revision({ script: { id, revisionNumber } }: { script: Script }) {
  return (
    <AppLink to={paths.script(id, '?tab=revisions')} isQuiet>
      {revisionNumber}
    </AppLink>
  );
}

function Uploaded({ atMs }: { atMs: number }) {
  const styles = useStyles2(getStyles);
  return (
    <>
      {formatDateTime(atMs)}
      <div className={styles.minor}>{formatRelative(atMs)}</div>
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  wrap: css({ overflowWrap: 'anywhere', minWidth: 140 }),
  minor: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  none: css({ color: theme.colors.text.secondary }),
});
