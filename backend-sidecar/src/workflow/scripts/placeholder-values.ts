import type { RunRecord } from '../../persistence/run-store.ts';
import type { WantedLoad } from '../../scripts/plan-load.ts';

type Values = Record<string, string>;

/** What `@@NAME@@` stands for in the script of a run and in the hooks around it: its properties, and what it is. */
export function placeholderValues(run: RunRecord): Values {
  return {
    ...run.properties,
    USERS: String(run.userCount),
    DURATION: String(run.durationSeconds),
    RAMPUP: String(run.rampUpSeconds),
    VERSION: run.versionName,
    SCENARIO: run.scenarioName,
    TEST_TYPE: run.testTypeName,
    ENVIRONMENT: run.environmentName,
    RUN_ID: String(run.id),
  };
}

/** The same before there is a run: of what only the run will know, its name. */
export function exampleValues(properties: Readonly<Record<string, string>>, load: WantedLoad | null): Values {
  return {
    ...properties,
    USERS: String(load?.userCount ?? 1),
    DURATION: String(load?.durationSeconds ?? 60),
    RAMPUP: String(load?.rampUpSeconds ?? 0),
    VERSION: 'VERSION',
    SCENARIO: 'SCENARIO',
    TEST_TYPE: 'TEST_TYPE',
    ENVIRONMENT: 'ENVIRONMENT',
    RUN_ID: '1',
  };
}
