import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Lane } from 'perftest-automation-sidecar/contract/runs';
import type { Environment } from 'perftest-automation-sidecar/contract/scenarios';

import { formatCount, NO_DATA, plural } from '../../shared/format';
import { paths } from '../../shared/paths';
import { AppLink } from '../../shared/ui/AppLink';
import type { Column } from '../../shared/ui/DataTable';
import { Mark } from '../../shared/ui/Verdict';
import { laneLook } from './lane-look';

type Lanes = ReadonlyMap<number, Lane> | undefined;

/** @param lanes by the environment's id; undefined while the queue is not known */
export function environmentColumns(lanes: Lanes): ReadonlyArray<Column<Environment>> {
  return [
    {
      id: 'name',
      header: 'Environment',
      cell: (environment) => <EnvironmentName environment={environment} />,
      sortValue: ({ name }) => name,
    },
    {
      id: 'lane',
      header: 'Lane',
      width: 200,
      cell: ({ id }) => (lanes === undefined ? NO_DATA : <LaneState lane={lanes.get(id)} />),
      sortValue: ({ id }) => (lanes === undefined ? null : laneLook(lanes.get(id)).word),
    },
    {
      id: 'properties',
      header: 'Properties',
      width: 100,
      isNumber: true,
      cell: ({ properties }) => formatCount(Object.keys(properties).length),
      sortValue: ({ properties }) => Object.keys(properties).length,
    },
    {
      id: 'secrets',
      header: 'Secrets',
      width: 90,
      isNumber: true,
      cell: ({ secretNames }) => formatCount(secretNames.length),
      sortValue: ({ secretNames }) => secretNames.length,
    },
    {
      id: 'probe',
      header: 'Version probe',
      width: 120,
      cell: ({ versionProbe }) => (versionProbe === null ? NO_DATA : 'yes'),
      sortValue: ({ versionProbe }) => Number(versionProbe === null),
    },
    {
      id: 'hooks',
      header: 'Hooks',
      width: 130,
      cell: ({ hooksBefore, hooksAfter }) => hookText(hooksBefore.length, hooksAfter.length),
      sortValue: ({ hooksBefore, hooksAfter }) => hooksBefore.length + hooksAfter.length,
    },
  ];
}

function EnvironmentName({ environment }: { environment: Environment }) {
  const styles = useStyles2(getStyles);
  const { id, name, description, isActive } = environment;
  return (
    <div className={styles.wrap}>
      <AppLink to={paths.environment(id)}>{name}</AppLink>
      {!isActive && <span className={styles.minor}> archived</span>}
      {description !== '' && <div className={styles.minor}>{description}</div>}
    </div>
  );
}

function LaneState({ lane }: { lane: Lane | undefined }) {
  const styles = useStyles2(getStyles);
  const waiting = lane?.waiting.length ?? 0;
  return (
    <>
      <AppLink to={paths.queue()} isQuiet>
        <Mark look={laneLook(lane)} />
      </AppLink>
      {lane?.running && (
        <div className={styles.minor}>
          <AppLink to={paths.live(lane.running.id)} isQuiet>
            {lane.running.name}
          </AppLink>
        </div>
      )}
      {waiting > 0 && <div className={styles.minor}>{plural(waiting, 'run waits', 'runs wait')}</div>}
    </>
  );
}

function hookText(before: number, after: number): string {
  const parts = [before > 0 ? `${before} before` : '', after > 0 ? `${after} after` : ''].filter(Boolean);
  return parts.join(', ') || NO_DATA;
}

const getStyles = (theme: GrafanaTheme2) => ({
  wrap: css({ overflowWrap: 'anywhere', minWidth: 160 }),
  minor: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
