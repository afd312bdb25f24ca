import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Scenario, ScenarioLoad } from 'perftest-automation-sidecar/contract/scenarios';

import { toDurationText } from '../../shared/duration-text';
import { formatCount, NO_DATA } from '../../shared/format';
import { paths } from '../../shared/paths';
import { AppLink } from '../../shared/ui/AppLink';
import type { Column } from '../../shared/ui/DataTable';
import { LinkButton } from '../../shared/ui/LinkButton';
import type { ScenarioNames } from './useScenariosPage';

export function scenarioColumns({ names }: { names: ScenarioNames }, canRun: boolean): ReadonlyArray<Column<Scenario>> {
  const columns: ReadonlyArray<Column<Scenario>> = [
    {
      id: 'name',
      header: 'Scenario',
      width: 220,
      cell: (scenario) => <ScenarioName scenario={scenario} />,
      sortValue: ({ name }) => name,
    },
    {
      id: 'script',
      header: 'Script',
      width: 200,
      cell: ({ scriptId }) => <ScriptLink scriptId={scriptId} names={names} />,
      sortValue: ({ scriptId }) => names.scripts.get(scriptId ?? 0) ?? null,
    },
    {
      id: 'environment',
      header: 'Environment',
      width: 140,
      cell: ({ environmentId }) => (
        <AppLink to={paths.environment(environmentId)}>{names.environments.get(environmentId) ?? NO_DATA}</AppLink>
      ),
      sortValue: ({ environmentId }) => names.environments.get(environmentId) ?? null,
    },
    {
      id: 'loads',
      header: 'Users and duration',
      cell: ({ loads }) => <Loads loads={loads} names={names} />,
    },
    {
      id: 'slos',
      header: 'SLOs',
      width: 70,
      isNumber: true,
      cell: ({ slos }) => formatCount(slos.length),
      sortValue: ({ slos }) => slos.length,
    },
    {
      id: 'cooldown',
      header: 'Cool-down',
      width: 100,
      isNumber: true,
      cell: ({ cooldownSeconds }) => toDurationText(cooldownSeconds),
      sortValue: ({ cooldownSeconds }) => cooldownSeconds,
    },
  ];
  const run: Column<Scenario> = {
    id: 'run',
    header: 'Run',
    width: 90,
    cell: ({ id, name, isActive }) =>
      isActive && (
        <LinkButton
          size="sm"
          variant="secondary"
          fill="text"
          icon="play"
          aria-label={`Run ${name}`}
          href={paths.runTests(`?scenario=${id}`)}
        >
          Run
        </LinkButton>
      ),
  };
  return canRun ? [...columns, run] : columns;
}

function ScenarioName({ scenario: { id, name, displayName, isActive } }: { scenario: Scenario }) {
  const styles = useStyles2(getStyles);
  return (
    <>
      <AppLink to={paths.scenario(id)}>{name}</AppLink>
      {displayName !== name && <div className={styles.minor}>{displayName}</div>}
      {!isActive && <div className={styles.minor}>archived</div>}
    </>
  );
}

function ScriptLink({ scriptId, names }: { scriptId: number | null; names: ScenarioNames }) {
  const styles = useStyles2(getStyles);
  return scriptId === null ? (
    <span className={styles.problem}>no script</span>
  ) : (
    <AppLink to={paths.script(scriptId)}>{names.scripts.get(scriptId) ?? NO_DATA}</AppLink>
  );
}

/** `load 25 · 60 m`, a line each. */
function Loads({ loads, names }: { loads: readonly ScenarioLoad[]; names: ScenarioNames }) {
  const styles = useStyles2(getStyles);
  if (loads.length === 0) {
    return <span className={styles.problem}>no test type has users and duration</span>;
  }
  return (
    <ul className={styles.loads}>
      {loads.map(({ testTypeId, userCount, durationSeconds, appliesLoad }) => (
        <li key={testTypeId}>
          <span className={styles.testType}>{names.testTypes.get(testTypeId) ?? NO_DATA}</span>{' '}
          {appliesLoad === false
            ? `the script’s own schedule, about ${toDurationText(durationSeconds)}`
            : `${formatCount(userCount)} users · ${toDurationText(durationSeconds)}`}
        </li>
      ))}
    </ul>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  minor: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  problem: css({ color: theme.colors.warning.text }),
  loads: css({ listStyle: 'none', display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0, 2) }),
  testType: css({ color: theme.colors.text.secondary }),
});
