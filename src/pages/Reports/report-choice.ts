import type { ReportInput, ReportType } from 'perftest-automation-sidecar/contract/reports';

/** What was picked so far, for each type of report. */
export interface ReportChoice {
  type: ReportType;
  batchId?: number;
  runId?: number;
  baselineId?: number;
  versionIds: number[];
  scenarioIds: number[];
}

export const NO_CHOICE: ReportChoice = { type: 'comparison', versionIds: [], scenarioIds: [] };

/** undefined: something is still missing. */
export function inputOf(choice: ReportChoice): ReportInput | undefined {
  return READERS[choice.type](choice);
}

type Reader = (choice: ReportChoice) => ReportInput | undefined;

const READERS: Record<ReportType, Reader> = {
  batch: ({ batchId }) => (batchId === undefined ? undefined : { type: 'batch', batchId }),
  single: ({ runId }) => (runId === undefined ? undefined : { type: 'single', testRunId: runId }),
  baseline: ({ runId, baselineId }) =>
    runId === undefined || baselineId === undefined ? undefined : { type: 'baseline', testRunId: runId, baselineId },
  comparison: ({ versionIds, scenarioIds }) =>
    versionIds.length < 2
      ? undefined
      : { type: 'comparison', versionIds, ...(scenarioIds.length > 0 && { scenarioIds }) },
};

/** What to do next, in words. */
export function missingIn({ type, runId, versionIds }: ReportChoice): string {
  switch (type) {
    case 'batch':
      return 'Choose a batch';
    case 'single':
      return 'Choose a run';
    case 'baseline':
      return runId === undefined ? 'Choose a run' : 'Choose a baseline of the same scenario and test type';
    case 'comparison':
      return versionIds.length === 0 ? 'Choose two versions or more' : 'Choose another version to compare with';
  }
}
