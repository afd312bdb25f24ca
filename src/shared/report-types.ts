import type { ReportType } from 'perftest-automation-sidecar/contract/reports';

/** What a report is of, as people choose it. */
export const REPORT_TYPE_WORDS: Record<ReportType, string> = {
  batch: 'Batch',
  single: 'Run',
  comparison: 'Versions',
  baseline: 'Beside a baseline',
};
