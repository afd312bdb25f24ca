import type { BatchInput, Run } from 'perftest-automation-sidecar/contract/runs';

/** The same run so many times again, as a batch: same script revision, load, environment and reference. */
export function toMoreRuns(run: Run, repeats: number): BatchInput {
  const { scenarioId, testTypeId, environmentId, userCount, durationSeconds, rampUpSeconds, appliesLoad } = run;
  const load = { userCount, durationSeconds, rampUpSeconds, appliesLoad };
  return {
    versionId: run.versionId,
    name: `${run.name}: ${repeats} more of run ${run.id}`.slice(0, LONGEST_NAME),
    // The script has just run.
    smoke: false,
    runs: [{ scenarioId, testTypeId, environmentId, ...load, ...chosenOf(run), properties: run.properties, repeats }],
  };
}

const LONGEST_NAME = 200;

/** Without what was not chosen: the scenario's own holds. */
function chosenOf({ scriptId, revisionNumber, baselineId, referenceRunId }: Run): Partial<BatchInput['runs'][number]> {
  return {
    ...(scriptId === null ? {} : { scriptId }),
    ...(revisionNumber === null ? {} : { revisionNumber }),
    ...(baselineId === null ? {} : { baselineId }),
    ...(referenceRunId === null ? {} : { referenceRunId }),
  };
}
