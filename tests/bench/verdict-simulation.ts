import { DEFAULT_JUDGEMENT } from '../../backend-sidecar/src/contract/scenarios.ts';
import { learnLabels } from '../../backend-sidecar/src/comparison/history/label-models.ts';
import type { NamedRun } from '../../backend-sidecar/src/comparison/history/observed-labels.ts';
import { judgeFamily, type JudgedTime } from '../../backend-sidecar/src/comparison/history/time-states.ts';
import { testTime } from '../../backend-sidecar/src/comparison/history/time-test.ts';
import { statisticsRow } from '../../backend-sidecar/src/comparison/statistics-row-fixture.ts';

/** How the p90 of the labels differ where nothing changed. */
export interface Noise {
  labels: number;
  /** Median over the labels of the run-to-run standard deviation of ln x. */
  spread: number;
  /** Standard deviation of ln spread over the labels. */
  spreadOfSpreads: number;
  /** Of two labels of one run: the machine has good and bad days. */
  correlation: number;
  /** Standard deviation of what a version adds to each label. */
  drift: number;
  /** What it is added to: the same for all versions, or a random walk. */
  driftsFrom: 'the common level' | 'the version before';
  /** Degrees of freedom of Student's t instead of the normal distribution. */
  tails?: number;
}

export interface Simulated {
  /** p90 in ms of each label in each run of the history, oldest first. */
  past: number[][];
  /** Of three runs of the current version. */
  now: number[][];
}

export type RandomSource = () => number;

/** mulberry32 */
export function seeded(seed: number): RandomSource {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Box and Muller. */
export function normal(random: RandomSource): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** One run per version; times are whole milliseconds, as JMeter writes them. */
export function simulate(runs: number, noise: Noise, random: RandomSource): Simulated {
  const { labels, spread, spreadOfSpreads, correlation, drift, driftsFrom } = noise;
  const levels = Array.from({ length: labels }, () => Math.log(200 + 1800 * random()));
  const spreads = levels.map(() => spread * Math.exp(spreadOfSpreads * normal(random)));
  let levelsNow = levels;
  const release = () => {
    const from = driftsFrom === 'the common level' ? levels : levelsNow;
    levelsNow = from.map((level) => level + drift * normal(random));
  };
  const run = () => {
    const day = unit(noise, random);
    return levelsNow.map((level, label) => {
      const own = Math.sqrt(correlation) * day + Math.sqrt(1 - correlation) * unit(noise, random);
      return Math.round(Math.exp(level + (spreads[label] ?? 0) * own));
    });
  };
  const runOfNextVersion = () => {
    release();
    return run();
  };
  const past = Array.from({ length: runs }, runOfNextVersion);
  release();
  return { past, now: [run(), run(), run()] };
}

/** Mean 0 and variance 1. */
function unit({ tails }: Noise, random: RandomSource): number {
  if (tails === undefined) {
    return normal(random);
  }
  const square = Array.from({ length: tails }, () => normal(random) ** 2).reduce((sum, one) => sum + one, 0);
  return normal(random) / Math.sqrt(square / (tails - 2));
}

/** Judges runs of the current version by the product's own rules. */
export function judge(past: readonly number[][]): (now: readonly number[][]) => JudgedTime[] {
  const models = learnLabels(namedRuns(past), 'p90Ms');
  return (now) => {
    const tests = [...models.values()].map((model, label) => {
      const observations = now.map((run) => ({ y: Math.log(run[label] ?? 0), samples: 1000, batchId: null }));
      return testTime(model, { observations });
    });
    return judgeFamily(tests, DEFAULT_JUDGEMENT);
  };
}

function namedRuns(past: readonly number[][]): NamedRun[] {
  return past
    .map((times, index) => ({
      runId: index,
      versionId: index,
      versionName: `v${index}`,
      changed: new Set<string>(),
      rows: new Map(times.map((p90Ms, label) => [`sample\u0000${label}`, statisticsRow({ label: `${label}`, p90Ms })])),
    }))
    .toReversed();
}

/** The first label became slower. */
export function planted(run: readonly number[], ratio: number): number[] {
  return run.map((time, label) => (label === 0 ? Math.round(time * (1 + ratio)) : time));
}

/** Marsaglia and Tsang (2000), for any shape; mean shape · scale. */
export function gamma(shape: number, scale: number, random: RandomSource): number {
  if (shape < 1) {
    return gamma(shape + 1, scale, random) * (1 - random()) ** (1 / shape);
  }
  const d = shape - 1 / 3;
  for (;;) {
    const x = normal(random);
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
      return d * v * scale;
    }
  }
}
