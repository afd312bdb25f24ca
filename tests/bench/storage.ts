/**
 * What stored statistics take and how fast another window is had from them: an hour with many labels, its courses as they
 * are stored (bytes a label and hour), and a what-if window over all of them, unpacked, merged and made into a table; in
 * time of the processor, so that it is the same on a machine that has other work.
 *
 *   npm run bench:storage            LABELS=300 RATES=0.02,0.2,2,20 npm run bench:storage
 */
import { availableParallelism, cpus } from 'node:os';

import { DEFAULT_APDEX } from '../../backend-sidecar/src/contract/scenarios.ts';
import type { SampleRecord } from '../../backend-sidecar/src/results/sample-record.ts';
import { ApdexThresholds } from '../../backend-sidecar/src/statistics/apdex.ts';
import { RunStatistics } from '../../backend-sidecar/src/statistics/run-statistics.ts';
import { tableOf } from '../../backend-sidecar/src/statistics/statistics-table.ts';
import { analyzeStored } from '../../backend-sidecar/src/statistics/stored-analysis.ts';
import { storedSummaryWithin } from '../../backend-sidecar/src/statistics/stored-slices.ts';

const LABELS = Number(process.env.LABELS ?? 300);
/** Samples a second of each label. */
const RATES = (process.env.RATES ?? '0.02,0.2,2').split(',').map(Number);
const HOUR_MS = 3_600_000;
/** As a run of an hour has them: 720 slices; the finest that a longer one may have are 900. */
const SLICE_MS = Number(process.env.SLICE_MS ?? 4_000);
const START_MS = 1_700_000_000_000 - (1_700_000_000_000 % 60_000);

/** Park and Miller's, which anybody can repeat. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

function hourOf(ratePerSec: number): RunStatistics {
  const random = randomFrom(7);
  const statistics = new RunStatistics({ sliceMs: SLICE_MS, setupGroups: [], isLive: false });
  const rows = Math.round((ratePerSec * LABELS * HOUR_MS) / 1000);
  for (let row = 0; row < rows; row++) {
    statistics.add(recordAt(START_MS + Math.floor((row / rows) * HOUR_MS), random));
  }
  return statistics;
}

/** Log-normal around 200 ms, a per cent of failures. */
function recordAt(startMs: number, random: () => number): SampleRecord {
  const normal = Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
  const elapsedMs = Math.round(200 * Math.exp(0.5 * normal));
  const isSuccess = random() > 0.01;
  return {
    ...{ kind: 'record', startMs, elapsedMs, isSuccess, isTransaction: false },
    label: `Label ${Math.floor(random() * LABELS)}`,
    ...{ threadName: 'Users 1-1', groupName: 'Users', responseCode: isSuccess ? '' : '500' },
    ...{ failureText: isSuccess ? '' : 'down', receivedBytes: 2_000 + Math.floor(random() * 20_000) },
    ...{ sentBytes: 300, activeThreads: 100, latencyMs: Math.floor(elapsedMs * 0.8), connectMs: 1, idleMs: 0 },
    ...{ sampleCount: 1, errorCount: isSuccess ? 0 : 1 },
  };
}

/** All but the first and the last five minutes. */
const SPAN = { fromMs: START_MS + 300_000, toMs: START_MS + HOUR_MS - 300_000 };

function whatIf(stored: ReturnType<RunStatistics['encodedSlices']>) {
  const summaries = stored.map(({ label, kind, encoded }) => {
    const summary = storedSummaryWithin(encoded, SLICE_MS, SPAN);
    if (summary === null) {
      throw new Error('The window does not fall on slices');
    }
    return { label, kind, isInTotal: true, summary };
  });
  const table = tableOf(summaries, new ApdexThresholds(DEFAULT_APDEX));
  const choice = { estimator: 'rank', percentiles: [75, 99.9], subset: null, apdex: DEFAULT_APDEX } as const;
  return analyzeStored({ table, summaries }, choice);
}

console.log(`${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} cores, Node ${process.version}`);
console.log(`${LABELS} labels, an hour in slices of ${SLICE_MS / 1000} s (${HOUR_MS / SLICE_MS})\n`);
console.log('| samples a second and label | samples | bytes a label and hour | bytes a sample | what-if window, CPU |');
console.log('| ---: | ---: | ---: | ---: | ---: |');
for (const rate of RATES) {
  const statistics = hourOf(rate);
  const stored = statistics.encodedSlices();
  const bytes = stored.reduce((sum, { encoded }) => sum + encoded.length, 0);
  const times = [1, 2, 3].map(() => {
    const begin = process.cpuUsage();
    whatIf(stored);
    const { user, system } = process.cpuUsage(begin);
    return (user + system) / 1000;
  });
  const { samples } = statistics.counts();
  const cells = [
    rate,
    samples,
    Math.round(bytes / LABELS),
    (bytes / samples).toFixed(2),
    `${Math.round(Math.min(...times))} ms (first ${Math.round(times[0] ?? 0)} ms)`,
  ];
  console.log(`| ${cells.join(' | ')} |`);
}
