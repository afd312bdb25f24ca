import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import type { Run } from '../../backend-sidecar/src/contract/runs.ts';
import type { RunStatistics } from '../../backend-sidecar/src/contract/statistics.ts';
import { computeIndependently, differences, setUpGroupsOf } from '../oracle/compare-statistics.ts';
import type { TestBed } from './test-bed.ts';

/** Of a run that has ended: what its files say, without the product's readers. */
export interface FileFacts {
  /** Records of the result file, which has no line breaks within fields here. */
  readonly lines: readonly string[];
  /** JMeter's own last count, without transactions; null if it printed none. */
  readonly countedByJMeter: number | null;
  /** How many tests this console has seen begin. */
  readonly starts: number;
}

export async function fileFacts(bed: TestBed, runId: number): Promise<FileFacts> {
  const bytes = await bed.api.download(`/tests/${runId}/download`);
  const text = (isGzip(bytes) ? gunzipSync(bytes) : bytes).toString('utf8');
  const console = bed.runFile(runId, 'console.log');
  const counted = [...console.matchAll(/^summary =\s+(\d+) in/gm)].at(-1)?.[1];
  return {
    lines: text.trimEnd().split('\n').slice(1),
    countedByJMeter: counted === undefined ? null : Number(counted),
    starts: [...console.matchAll(/^Starting standalone test/gm)].length,
  };
}

function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Differences between the statistics that the API gives and those computed independently from the downloaded file. */
export async function statisticsDifferences(bed: TestBed, run: Run): Promise<string[]> {
  const whole = await bed.api.get<RunStatistics>(`/tests/${run.id}/statistics?scope=run`);
  const { windowFromMs, windowToMs } = whole;
  const window = windowFromMs === null || windowToMs === null ? null : { fromMs: windowFromMs, toMs: windowToMs };
  const windowTable =
    window === null ? undefined : await bed.api.get<RunStatistics>(`/tests/${run.id}/statistics?scope=window`);
  const folder = mkdtempSync(join(bed.folder, 'download-'));
  try {
    const bytes = await bed.api.download(`/tests/${run.id}/download`);
    const path = join(folder, isGzip(bytes) ? 'result.csv.gz' : 'result.csv');
    writeFileSync(path, bytes);
    const script = join(folder, 'script.jmx');
    writeFileSync(script, await bed.api.download(`/tests/${run.id}/download?file=script.jmx`));
    const setUpGroups = setUpGroupsOf(script);
    const expected = computeIndependently({ path, window, setUpGroups, stopSentAtMs: run.stopSentAtMs });
    return differences(expected, { counts: whole.counts, whole, window: windowTable });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
