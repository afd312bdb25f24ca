import { css } from '@emotion/css';
import React, { useMemo } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { RunSummary } from 'perftest-automation-sidecar/contract/runs';

import { isActive } from '../../shared/api/run-status';
import { useScenarios } from '../../shared/api/scenarios';
import { useTestTypes } from '../../shared/api/test-types';
import { placesOf } from '../../shared/catalogue-order';
import { formatDuration, formatMsWithUnit, formatRatio, NO_DATA } from '../../shared/format';
import { paths } from '../../shared/paths';
import { AppLink } from '../../shared/ui/AppLink';
import { type Column, DataTable } from '../../shared/ui/DataTable';
import { ProgressBar } from '../../shared/ui/ProgressBar';
import { Section } from '../../shared/ui/Section';
import { lookOfRun, Mark } from '../../shared/ui/Verdict';

interface ScenarioRow {
  scenarioId: number;
  scenarioName: string;
  runs: ReadonlyMap<number, RunSummary>;
}

export function BatchMatrix({ runs }: { runs: readonly RunSummary[] }) {
  const scenarios = useScenarios().data;
  const allTypes = useTestTypes().data;
  const { rows, testTypes } = useMemo(
    () => arrange({ runs, compareScenarios: placesOf(scenarios), compareTestTypes: placesOf(allTypes) }),
    [runs, scenarios, allTypes]
  );
  const columns: Array<Column<ScenarioRow>> = [
    { id: 'scenario', header: 'Scenario', width: 180, cell: ({ scenarioName }) => scenarioName },
    ...testTypes.map(([testTypeId, name]) => ({
      id: `type-${testTypeId}`,
      header: name,
      cell: (row: ScenarioRow) => <RunCell run={row.runs.get(testTypeId)} />,
    })),
  ];
  return (
    <Section title="Verdicts" note="scenarios against test types" isBare>
      <DataTable
        caption="Verdicts by scenario and test type"
        columns={columns}
        rows={rows}
        rowKey={(row) => row.scenarioId}
      />
    </Section>
  );
}

interface Arrange {
  runs: readonly RunSummary[];
  compareScenarios: (oneId: number, otherId: number) => number;
  compareTestTypes: (oneId: number, otherId: number) => number;
}

/** A run that was repeated stands for itself: the last one of a cell counts. */
function arrange({ runs, compareScenarios, compareTestTypes }: Arrange) {
  const testTypes = new Map(runs.map(({ testTypeId, testTypeName }) => [testTypeId, testTypeName]));
  const rows = new Map<number, { scenarioId: number; scenarioName: string; runs: Map<number, RunSummary> }>();
  for (const run of runs) {
    const { scenarioId, scenarioName } = run;
    const row = rows.get(scenarioId) ?? { scenarioId, scenarioName, runs: new Map<number, RunSummary>() };
    row.runs.set(run.testTypeId, run);
    rows.set(scenarioId, row);
  }
  return {
    rows: [...rows.values()].sort((one, other) => compareScenarios(one.scenarioId, other.scenarioId)),
    testTypes: [...testTypes].sort(([oneId], [otherId]) => compareTestTypes(oneId, otherId)),
  };
}

function RunCell({ run }: { run: RunSummary | undefined }) {
  const styles = useStyles2(getStyles);
  if (!run) {
    return <span className={styles.secondary}>{NO_DATA}</span>;
  }
  const look = lookOfRun(run);
  const isRunning = isActive(run.status);
  return (
    <div className={styles.cell}>
      <AppLink
        isQuiet
        to={isRunning ? paths.live(run.id) : paths.test(run.id)}
        aria-label={`${run.name}: ${look.word}`}
      >
        <Mark look={look} />
      </AppLink>
      {isRunning ? (
        <ProgressBar progress={run.progress} label={`Progress of ${run.name}`} height={6} />
      ) : (
        <span className={styles.secondary}>{figuresOf(run)}</span>
      )}
    </div>
  );
}

function figuresOf({ startedAtMs, completedAtMs, durationSeconds, figures }: RunSummary): string {
  const tookMs = startedAtMs !== null && completedAtMs !== null ? completedAtMs - startedAtMs : null;
  if (tookMs === null) {
    return `${formatDuration(durationSeconds * 1000)} planned`;
  }
  return `${formatDuration(tookMs)} · p90 ${formatMsWithUnit(figures.p90Ms)} · errors ${formatRatio(figures.errorRate)}`;
}

const getStyles = (theme: GrafanaTheme2) => ({
  cell: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(0.25), maxWidth: 320 }),
  secondary: css({ color: theme.colors.text.secondary, fontVariantNumeric: 'tabular-nums' }),
});
