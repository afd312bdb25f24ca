/**
 * From the finished statistics of a run of millions of samples to its Excel and HTML reports, in the built sidecar as a
 * process: the run is imported beside one of the version before, then its report is made forty times, one after another.
 * Prints how long it takes to freeze what a report says and to make each file, how large they are, and the sidecar's
 * resident memory as it goes. Fails when half of the reports need more than 3 s, or when the memory grows from the second
 * ten reports to the last ten by more than a tenth.
 *
 *   npm run bench:reports            ROWS=500000 LABELS=40 REPORTS=20 npm run bench:reports   (shorter)
 */
import { openAsBlob, readFileSync, rmSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';

import type { ImportPreview } from '../../backend-sidecar/src/contract/imports.ts';
import type { Report } from '../../backend-sidecar/src/contract/reports.ts';
import type { Scenario } from '../../backend-sidecar/src/contract/scenarios.ts';
import { waitUntil } from '../browser/wait-until.ts';
import { plan, request, threadGroup } from '../harness/plans.ts';
import { TestBed } from '../harness/test-bed.ts';
import { writeResult } from './result-file.ts';

const ROWS = Number(process.env.ROWS ?? 5_000_000);
const LABELS = Number(process.env.LABELS ?? 300);
const REPORTS = Number(process.env.REPORTS ?? 40);
const LIMIT_MS = 3_000;
const GROWTH_LIMIT = 1.1;
const IMPORT_LIMIT_MS = 15 * 60_000;
const DAY_MS = 86_400_000;
const START_MS = Date.UTC(2026, 2, 2, 9);

interface Made {
  freezeMs: number;
  htmlMs: number;
  excelMs: number;
  htmlBytes: number;
  excelBytes: number;
  residentMb: number;
}

async function importRun(bed: TestBed, scenario: Scenario, version: string, startMs: number): Promise<number> {
  const path = join(bed.folder, `${version}.csv`);
  writeResult(path, { rowCount: ROWS, labelCount: LABELS, startMs, slowdown: version === '1.0.0' ? 1 : 1.3 });
  const form = new FormData();
  form.append('file', await openAsBlob(path), `bench_load_${version}.csv`);
  const { importId } = await bed.api.upload<ImportPreview>('/tests/import', form);
  const until = (status: ImportPreview['status']) =>
    waitUntil({
      what: `the import is ${status}`,
      timeoutMs: IMPORT_LIMIT_MS,
      read: () => bed.api.get<ImportPreview>(`/tests/import/${importId}`),
      isDone: (preview) => preview.status === status,
    });
  const { candidates } = await until('ready');
  const runs = candidates.map(({ index }) => ({
    ...{ index, scenarioId: scenario.id, testTypeId: bed.testTypeId, versionName: version, accepted: true },
  }));
  await bed.api.post(`/tests/import/${importId}/accept`, { runs, makesReports: false });
  const { runIds } = await until('done');
  rmSync(path);
  return runIds[0] ?? 0;
}

async function makeReport(bed: TestBed, testRunId: number): Promise<Made> {
  const askedMs = Date.now();
  const { id } = await bed.api.post<Report>('/reports/generate', { type: 'single', testRunId });
  const frozenMs = Date.now();
  const { artefacts, status } = await waitUntil({
    what: `report ${id} is made`,
    timeoutMs: 120_000,
    read: () => bed.api.get<Report>(`/reports/${id}`),
    isDone: (report) => report.status !== 'pending',
  });
  const [html, excel] = (['html', 'excel'] as const).map((kind) => artefacts.find((one) => one.kind === kind));
  if (status !== 'ready' || html?.state !== 'ready' || excel?.state !== 'ready') {
    throw new Error(`Report ${id} was not made: ${JSON.stringify(artefacts)}`);
  }
  return {
    freezeMs: frozenMs - askedMs,
    htmlMs: html.updatedAtMs - frozenMs,
    excelMs: excel.updatedAtMs - html.updatedAtMs,
    htmlBytes: html.sizeBytes ?? 0,
    excelBytes: excel.sizeBytes ?? 0,
    residentMb: residentMbOf(bed.sidecarPid),
  };
}

function residentMbOf(pid: number): number {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes ?? 0) / 1024;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function totalMs({ freezeMs, htmlMs, excelMs }: Made): number {
  return freezeMs + htmlMs + excelMs;
}

function print(made: readonly Made[]): void {
  const line = (name: string, values: readonly number[]) =>
    console.log(
      `${name.padEnd(24)}${median(values).toFixed(0).padStart(9)}${Math.max(...values)
        .toFixed(0)
        .padStart(9)}`
    );
  console.log(`${''.padEnd(24)}${'median'.padStart(9)}${'most'.padStart(9)}`);
  line(
    'frozen, ms',
    made.map(({ freezeMs }) => freezeMs)
  );
  line(
    'HTML, ms',
    made.map(({ htmlMs }) => htmlMs)
  );
  line(
    'Excel, ms',
    made.map(({ excelMs }) => excelMs)
  );
  line('all, ms', made.map(totalMs));
  line(
    'HTML, KB',
    made.map(({ htmlBytes }) => htmlBytes / 1024)
  );
  line(
    'Excel, KB',
    made.map(({ excelBytes }) => excelBytes / 1024)
  );
  const tens = Array.from({ length: Math.ceil(made.length / 10) }, (_, index) => residentOf(made, index));
  console.log(`resident memory of the sidecar, MB, by ten reports: ${tens.map((mb) => mb.toFixed(0)).join(', ')}`);
}

/** Of each ten, the mean: a single look may fall into the middle of a collection of garbage. */
function residentOf(made: readonly Made[], ten: number): number {
  const ofTen = made.slice(ten * 10, ten * 10 + 10);
  return ofTen.reduce((sum, { residentMb }) => sum + residentMb, 0) / ofTen.length;
}

const bed = await TestBed.open({ LOG_LEVEL: 'warn' });
try {
  const scenario = await bed.addScenario({
    ...{ name: 'bench', plan: plan([threadGroup('Users', [request('Login', '/')])]) },
  });
  await importRun(bed, scenario, '1.0.0', START_MS);
  const runId = await importRun(bed, scenario, '1.1.0', START_MS + DAY_MS);
  console.log(
    `${ROWS} samples, ${LABELS} labels, ${REPORTS} reports; resident before: ${residentMbOf(bed.sidecarPid).toFixed(0)} MB`
  );
  const made: Made[] = [];
  for (let count = 0; count < REPORTS; count += 1) {
    made.push(await makeReport(bed, runId));
  }
  print(made);
  console.log(`${cpus().length} × ${cpus()[0]?.model ?? 'CPU'}; load ${loadavg()[0]?.toFixed(2)}`);
  const lastTen = Math.ceil(made.length / 10) - 1;
  if (median(made.map(totalMs)) > LIMIT_MS) {
    console.error(`More than ${LIMIT_MS} ms`);
    process.exitCode = 1;
  }
  if (lastTen > 1 && residentOf(made, lastTen) > residentOf(made, 1) * GROWTH_LIMIT) {
    console.error('The memory grows');
    process.exitCode = 1;
  }
} finally {
  await bed.close();
}
