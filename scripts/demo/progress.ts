import { setTimeout as wait } from 'node:timers/promises';

import type { Page } from '../../backend-sidecar/src/contract/common.ts';
import type { Report } from '../../backend-sidecar/src/contract/reports.ts';
import type { Batch, Queue, RunSummary } from '../../backend-sidecar/src/contract/runs.ts';
import type { ProxiedApi } from './proxied-api.ts';

const ENDED = ['completed', 'failed', 'cancelled'];
const MARK: Record<string, string> = { passed: '✓ passed', failed: '✗ failed', inconclusive: '? inconclusive' };

/** Prints each run as it ends, and what runs now; resolves when all batches have ended and their reports are made. */
export async function followBatches(api: ProxiedApi, batches: Batch[]): Promise<Batch[]> {
  const printed = new Set<number>();
  for (;;) {
    const present = await Promise.all(batches.map(({ id }) => api.get<Batch>(`/batches/${id}`)));
    printEnded(
      present.flatMap((batch) => batch.runs),
      printed
    );
    if (present.every((batch) => batch.completedAtMs !== null) && (await areReportsMade(api, present))) {
      clearLine();
      return present;
    }
    showProgress(await api.get<Queue>('/queue'));
    await wait(1000);
  }
}

/** Every batch has its report, and none is still being rendered. */
async function areReportsMade(api: ProxiedApi, batches: Batch[]): Promise<boolean> {
  const { items } = await api.get<Page<Report>>('/reports?pageSize=500');
  const isMade = (id: number) => items.some((report) => report.id === id && report.status !== 'pending');
  return batches.every(({ reportIds }) => reportIds.length > 0 && reportIds.every(isMade));
}

function printEnded(runs: RunSummary[], printed: Set<number>): void {
  for (const run of runs.filter(({ id, status }) => ENDED.includes(status) && !printed.has(id))) {
    printed.add(run.id);
    printLine(runLine(run));
  }
}

function runLine(run: RunSummary): string {
  const outcome = run.outcome === null ? `${run.status} ${run.errorCode ?? ''}` : (MARK[run.outcome] ?? run.outcome);
  const samples = `${run.figures.totalSamples ?? '–'} samples`.padStart(14);
  const p90 = `p90 ${run.figures.p90Ms ?? '–'} ms`.padStart(11);
  const name = run.kind === 'smoke' ? `smoke run of ${run.scenarioName}` : run.name;
  return `  ${outcome.padEnd(15)} ${name.padEnd(24)} ${samples} ${p90}   ${run.verdictSentence ?? ''}`;
}

function showProgress({ lanes, nowMs }: Queue): void {
  const lane = lanes.find(({ state }) => state !== 'idle');
  if (!process.stdout.isTTY || lane === undefined) {
    return;
  }
  const left =
    lane.endsAtMs === null ? '' : `, all done in ${Math.max(0, Math.round((lane.endsAtMs - nowMs) / 1000))} s`;
  const what =
    lane.running === null
      ? lane.state
      : `${lane.running.name} ${lane.running.status} ${Math.round((lane.running.progress ?? 0) * 100)} %`;
  clearLine();
  process.stdout.write(`  … ${what}; ${lane.waiting.length} waiting${left}`);
}

function printLine(text: string): void {
  clearLine();
  console.log(text);
}

function clearLine(): void {
  if (process.stdout.isTTY) {
    process.stdout.write('\r\u001b[2K');
  }
}
