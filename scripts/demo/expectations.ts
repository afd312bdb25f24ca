import { existsSync } from 'node:fs';
import { join } from 'node:path';

import type { Batch, Run } from '../../backend-sidecar/src/contract/runs.ts';
import type { VerdictReason } from '../../backend-sidecar/src/contract/verdict.ts';
import type { ProxiedApi } from './proxied-api.ts';
import { DEMO_DIFFERENCES, DEMO_REFERENCE_VERSION } from './target.mjs';

/**
 * Compares what the product found with what the demo's target is known to do: every run of the reference version passes,
 * and of a later one exactly the scenarios fail in which the target differs, for the label that differs.
 *
 * @returns what came out otherwise, in sentences
 */
export async function checkExpectations(api: ProxiedApi, batches: Batch[], dataDirectory: string): Promise<string[]> {
  const all = await Promise.all(batches.flatMap((batch) => batch.runs.map((run) => api.get<Run>(`/tests/${run.id}`))));
  const runs = all.filter(({ kind }) => kind === 'test');
  return [
    ...all.filter((run) => run.kind === 'smoke' && run.outcome !== 'passed').map((run) => `smoke run ${run.id} failed`),
    ...runs.flatMap(checkRun),
    ...batches.flatMap(checkBatch),
    ...checkReports(
      [...runs, ...batches].flatMap((source) => source.reportIds),
      dataDirectory
    ),
    ...runs.filter((run) => run.reportIds.length === 0).map((run) => `${run.name} has no report`),
  ];
}

function checkRun(run: Run): string[] {
  const differences = DEMO_DIFFERENCES.filter(
    ({ version, scenario }) => version === run.versionName && scenario === run.scenarioName
  );
  const expected = differences.length === 0 ? 'passed' : 'failed';
  if (run.outcome !== expected) {
    return [
      `${run.name} is ${run.outcome ?? run.status} instead of ${expected}: ${run.verdict?.sentence ?? run.error?.detail}`,
    ];
  }
  return differences
    .filter(({ label, slowerBy }) => !isBlamed(run.verdict?.reasons ?? [], label, slowerBy > 0))
    .map(({ label }) => `${run.name} failed, but not for ${label}`);
}

function isBlamed(reasons: VerdictReason[], label: string, isSlower: boolean): boolean {
  const code = isSlower ? 'time-regressed' : 'errors-risen';
  return reasons.some((reason) => reason.code === code && reason.label === label);
}

function checkBatch(batch: Batch): string[] {
  const expected = batch.versionName === DEMO_REFERENCE_VERSION ? 'passed' : 'failed';
  return batch.outcome === expected ? [] : [`${batch.name} is ${batch.outcome} instead of ${expected}`];
}

function checkReports(reportIds: number[], dataDirectory: string): string[] {
  return reportIds
    .flatMap((id) => [`reports/html/report-${id}.html`, `reports/excel/report-${id}.xlsx`])
    .filter((path) => !existsSync(join(dataDirectory, path)))
    .map((path) => `${path} is missing`);
}
