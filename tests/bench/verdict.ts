/**
 * What the verdict's rules can be expected to do, by simulation with the product's own code: how often a run in which
 * nothing changed is called worse, and how often one slower label is found, beside the figures of an independent
 * simulation of the same rules, and beside rules that others use on the same data.
 *
 *   npm run bench:verdict            TRIALS=500 npm run bench:verdict   (shorter; 2 000 a cell by default)
 *
 * Prints the verdict’s section of docs/benchmarks.md; ends with 1 where the two simulations disagree.
 */
import { cpus } from 'node:os';

import { ERROR_ALPHA, judgeErrorFamily } from '../../backend-sidecar/src/comparison/history/error-states.ts';
import { testErrors, type ErrorCounts } from '../../backend-sidecar/src/comparison/history/error-test.ts';
import type { JudgedTime } from '../../backend-sidecar/src/comparison/history/time-states.ts';
import {
  gamma,
  judge,
  normal,
  planted,
  seeded,
  simulate,
  type Noise,
  type RandomSource,
} from './verdict-simulation.ts';

const TRIALS = Number(process.env.TRIALS ?? 2000);
/** What is not compared with the independent simulation needs fewer; rules that use raw samples even fewer. */
const FEWER_TRIALS = Math.min(TRIALS, 500);
const SAMPLE_TRIALS = Math.min(TRIALS, 300);
/** Trials a cell of the independent simulation. */
const THEIR_TRIALS = 2000;
/** It prints two digits. */
const THEIR_ROUNDING = 0.005;
/** Of about seventy comparisons none is expected so far out. */
const FAR = 3.5;
const SAMPLES = 1000;
const SEED = 20;

const NOISE: Noise = { labels: 20, spread: 0.03, spreadOfSpreads: 0.3, correlation: 0.3, drift: 0.01 };

/** Shares of trials, but for the last: share of labels. */
type Cell = Record<
  | 'alarm'
  | 'failing'
  | 'found10'
  | 'failing10'
  | 'found20'
  | 'failing20'
  | 'found50'
  | 'failing50'
  | 'notExcluded'
  | 'threeRuns',
  number
>;
const FIGURES = [
  'alarm',
  'failing',
  'found10',
  'failing10',
  'found20',
  'failing20',
  'found50',
  'failing50',
  'notExcluded',
  'threeRuns',
] as const;

/** Reference runs, spread, and the figures in the order above, of the independent simulation. */
const THEIRS: Array<[runs: number, spread: number, ...figures: number[]]> = [
  [4, 0.02, 0.02, 0.02, 0.49, 0.42, 0.99, 0.99, 1, 1, 0, 0.85],
  [4, 0.03, 0.04, 0.04, 0.18, 0.18, 0.84, 0.84, 1, 1, 0.01, 0.5],
  [4, 0.05, 0.04, 0.04, 0.04, 0.04, 0.31, 0.31, 0.98, 0.98, 0.13, 0.12],
  [4, 0.08, 0.04, 0.04, 0.01, 0.01, 0.07, 0.07, 0.69, 0.69, 0.45, 0.03],
  [8, 0.02, 0.04, 0.02, 0.62, 0.46, 0.99, 0.99, 1, 1, 0, 0.91],
  [8, 0.03, 0.05, 0.04, 0.25, 0.25, 0.87, 0.87, 1, 1, 0.01, 0.6],
  [8, 0.05, 0.04, 0.04, 0.05, 0.05, 0.41, 0.41, 0.98, 0.98, 0.11, 0.14],
  [8, 0.08, 0.04, 0.04, 0.02, 0.02, 0.08, 0.08, 0.76, 0.76, 0.4, 0.03],
];

function isRegressed({ state }: JudgedTime): boolean {
  return state === 'regressed';
}

/** By the default fail severity: from +10 % on. */
function isFailing({ state, severity }: JudgedTime): boolean {
  return state === 'regressed' && severity !== 'minor';
}

/** One trial: a history, a run like it, the same run with a slower label, and three such runs. */
function trial(runs: number, noise: Noise, random: RandomSource): Cell {
  const { past, now } = simulate(runs, noise, random);
  const judgeNow = judge(past);
  const [first = []] = now;
  const same = judgeNow([first]);
  const slower = (ratio: number) => judgeNow([planted(first, ratio)]).slice(0, 1);
  const [by10, by20, by50] = [slower(0.1), slower(0.2), slower(0.5)];
  const three = judgeNow(now.map((run) => planted(run, 0.1))).slice(0, 1);
  const notExcluded = same.filter(({ test, tolerance }) => test.upperChange >= Math.log1p(tolerance)).length;
  return {
    alarm: Number(same.some(isRegressed)),
    failing: Number(same.some(isFailing)),
    found10: Number(by10.some(isRegressed)),
    failing10: Number(by10.some(isFailing)),
    found20: Number(by20.some(isRegressed)),
    failing20: Number(by20.some(isFailing)),
    found50: Number(by50.some(isRegressed)),
    failing50: Number(by50.some(isFailing)),
    notExcluded: notExcluded / same.length,
    threeRuns: Number(three.some(isRegressed)),
  };
}

const cells = new Map<string, Cell>();

function cellOf(runs: number, noise: Noise): Cell {
  const key = JSON.stringify([runs, noise]);
  const cell = cells.get(key) ?? simulateCell(runs, noise);
  cells.set(key, cell);
  return cell;
}

function simulateCell(runs: number, noise: Noise): Cell {
  const random = seeded(SEED + runs * 1000 + Math.round(noise.spread * 100));
  const trials = Array.from({ length: TRIALS }, () => trial(runs, noise, random));
  const share = (figure: keyof Cell) => trials.reduce((sum, one) => sum + one[figure], 0) / TRIALS;
  return Object.fromEntries(FIGURES.map((figure) => [figure, share(figure)])) as Cell;
}

/** Wilson's interval, 95 %. */
function interval(share: number, trials: number): string {
  const z2 = 1.96 ** 2;
  const centre = (share + z2 / (2 * trials)) / (1 + z2 / trials);
  const half = (1.96 * Math.sqrt((share * (1 - share)) / trials + z2 / (4 * trials * trials))) / (1 + z2 / trials);
  return `${Math.max(0, centre - half).toFixed(3)}–${Math.min(1, centre + half).toFixed(3)}`;
}

function disagrees(ours: number, theirs: number): boolean {
  const p = Math.min(0.999, Math.max(0.001, (ours * TRIALS + theirs * THEIR_TRIALS) / (TRIALS + THEIR_TRIALS)));
  const error = Math.sqrt(p * (1 - p) * (1 / TRIALS + 1 / THEIR_TRIALS));
  return Math.abs(ours - theirs) > FAR * error + THEIR_ROUNDING;
}

/** `0.02 / 0.02 (0.02 / 0.02)`: ours, and the independent ones in brackets. */
function pair(cell: Cell, theirs: Cell, figures: ReadonlyArray<keyof Cell>): string {
  const text = (one: Cell) => figures.map((figure) => one[figure].toFixed(2)).join(' / ');
  return `${text(cell)} (${text(theirs)})`;
}

function printTable(): string[] {
  console.log('### The rules by themselves\n');
  console.log(
    'Ours, and in brackets the independent simulation. “a / b”: regressed at any size / failing the run (from +10 %).\n'
  );
  console.log(
    '| reference runs | spread | false alarm per run | 95 % of ours | +10 % found | +20 % | +50 % | labels where +20 % cannot be excluded | +10 % found with 3 runs |'
  );
  console.log('|---|---|---|---|---|---|---|---|---|');
  return THEIRS.flatMap(([runs, spread, ...figures]) => {
    const cell = cellOf(runs, { ...NOISE, spread });
    const theirs = Object.fromEntries(FIGURES.map((figure, index) => [figure, figures[index] ?? 0])) as Cell;
    const cells = [
      `${runs}`,
      `${spread * 100} %`,
      pair(cell, theirs, ['alarm', 'failing']),
      interval(cell.alarm, TRIALS),
      pair(cell, theirs, ['found10', 'failing10']),
      pair(cell, theirs, ['found20', 'failing20']),
      pair(cell, theirs, ['found50', 'failing50']),
      pair(cell, theirs, ['notExcluded']),
      pair(cell, theirs, ['threeRuns']),
    ];
    console.log(`| ${cells.join(' | ')} |`);
    return FIGURES.filter((figure) => disagrees(cell[figure], theirs[figure])).map(
      (figure) => `${runs} runs, ${spread * 100} %: ${figure} is ${cell[figure].toFixed(3)}, not ${theirs[figure]}`
    );
  });
}

function printLimits(): void {
  console.log('\n### Where the noise is worse than the rules suppose\n');
  console.log('8 reference runs. Known limits of the independent simulation in brackets.\n');
  console.log('| noise | labels | false alarm per run | 95 % | labels where +20 % cannot be excluded |');
  console.log('|---|---|---|---|---|');
  const limits: Array<[name: string, changes: Partial<Noise>, theirs: string]> = [
    ['spread 5 %, normal', { spread: 0.05 }, '0.04'],
    ['spread 3 %, heavy tails (t, 4 df)', { spread: 0.03, tails: 4 }, '0.08'],
    ['spread 3 %, heavy tails (t, 4 df)', { spread: 0.03, tails: 4, labels: 100 }, '0.14–0.17'],
    ['spread 5 % ± 0.5 log', { spread: 0.05, spreadOfSpreads: 0.5 }, '–'],
    ['spread 3 %, correlation 0.8', { spread: 0.03, correlation: 0.8 }, '–'],
  ];
  for (const [name, changes, theirs] of limits) {
    const noise = { ...NOISE, ...changes };
    const cell = cellOf(8, noise);
    const alarm = `${cell.alarm.toFixed(2)} (${theirs}) | ${interval(cell.alarm, TRIALS)}`;
    console.log(`| ${name} | ${noise.labels} | ${alarm} | ${cell.notExcluded.toFixed(2)} |`);
  }
}

/** Whether a rule calls a label worse. */
type Rule = (context: {
  past: readonly number[][];
  now: readonly number[];
  label: number;
  random: RandomSource;
}) => boolean;

const THRESHOLD = 0.1;

/** What many pipelines do: this run's percentile against the last run's. */
const againstOneRun: Rule = ({ past, now, label }) =>
  (now[label] ?? 0) >= (past.at(-1)?.[label] ?? 0) * (1 + THRESHOLD);

/** Mann–Whitney's test of this run's samples against the last run's, one-sided 5 % divided by the labels. */
const rankedSamples: Rule = ({ past, now, label, random }) => {
  const z = rankZ(samplesOf(past.at(-1)?.[label] ?? 1, random), samplesOf(now[label] ?? 1, random));
  return z > 2.807; // Standard normal, 1 − 0.05/20
};

/** A control chart of the control group's values. */
const controlGroup: Rule = ({ past, now, label }) => {
  const values = past.map((run) => run[label] ?? 0).sort((one, other) => one - other);
  const range = quantile(values, 0.75) - quantile(values, 0.25);
  return (now[label] ?? 0) > quantile(values, 0.5) + 2 * range;
};

/** Lognormal response times whose p90 is the one given. */
function samplesOf(p90Ms: number, random: RandomSource): number[] {
  const sigma = 0.5;
  return Array.from({ length: SAMPLES }, () => p90Ms * Math.exp(sigma * (normal(random) - 1.2815515655446004)));
}

function rankZ(before: readonly number[], after: readonly number[]): number {
  const all = [...before.map((value) => ({ value, isAfter: 0 })), ...after.map((value) => ({ value, isAfter: 1 }))];
  const sum = all
    .sort((one, other) => one.value - other.value)
    .reduce((total, one, rank) => total + one.isAfter * (rank + 1), 0);
  const [n, m] = [before.length, after.length];
  const u = sum - (m * (m + 1)) / 2;
  return (u - (n * m) / 2) / Math.sqrt((n * m * (n + m + 1)) / 12);
}

/** Linear between order statistics. */
function quantile(sorted: readonly number[], p: number): number {
  const at = (sorted.length - 1) * p;
  const [low, high] = [sorted[Math.floor(at)] ?? 0, sorted[Math.ceil(at)] ?? 0];
  return low + (high - low) * (at - Math.floor(at));
}

function printOthers(): void {
  console.log('\n### Rules of others on the same data\n');
  console.log(
    '8 reference runs, 20 labels: false alarm per run (95 %), and how often one label that is slower is found.\n'
  );
  console.log('| rule | spread | false alarm per run | +10 % found | +20 % found |');
  console.log('|---|---|---|---|---|');
  const rules: Array<[name: string, rule: Rule, trials: number]> = [
    ['percentile +10 % against one run', againstOneRun, FEWER_TRIALS],
    [`Mann–Whitney on ${SAMPLES} raw samples against one run, 5 % over all labels`, rankedSamples, SAMPLE_TRIALS],
    ['median + 2·IQR of the 8 runs', controlGroup, FEWER_TRIALS],
  ];
  for (const spread of [0.02, 0.03, 0.05, 0.08]) {
    const { alarm, found10, found20 } = cellOf(8, { ...NOISE, spread });
    printRule('**ours, by the history**', spread, { alarm, found10, found20, trials: TRIALS });
    rules.forEach(([name, rule, trials]) => printRule(name, spread, tryRule(rule, { ...NOISE, spread }, trials)));
  }
}

interface RuleFigures {
  alarm: number;
  found10: number;
  found20: number;
  trials: number;
}

function printRule(name: string, spread: number, { alarm, found10, found20, trials }: RuleFigures): void {
  const alarms = `${alarm.toFixed(2)} (${interval(alarm, trials)})`;
  console.log(`| ${name} | ${spread * 100} % | ${alarms} | ${found10.toFixed(2)} | ${found20.toFixed(2)} |`);
}

function tryRule(rule: Rule, noise: Noise, trials: number): RuleFigures {
  const random = seeded(SEED + Math.round(noise.spread * 100));
  const count = { alarm: 0, found10: 0, found20: 0 };
  for (let one = 0; one < trials; one += 1) {
    const { past, now } = simulate(8, noise, random);
    const [run = []] = now;
    count.alarm += Number(run.some((_, label) => rule({ past, now: run, label, random })));
    count.found10 += Number(rule({ past, now: planted(run, 0.1), label: 0, random }));
    count.found20 += Number(rule({ past, now: planted(run, 0.2), label: 0, random }));
  }
  const { alarm, found10, found20 } = count;
  return { alarm: alarm / trials, found10: found10 / trials, found20: found20 / trials, trials };
}

const ERROR_SAMPLES = 5000;

/**
 * Errors whose number varies from run to run `overdispersion` times as much as a binomial's: the mean of a Poisson
 * distribution is drawn from a gamma distribution, so that bursts are rare and large where errors are few.
 */
function errorCounts(rate: number, overdispersion: number, random: RandomSource): ErrorCounts {
  const mean = ERROR_SAMPLES * rate;
  const scale = overdispersion - 1;
  const drawn = scale === 0 ? mean : gamma(mean / scale, scale, random);
  const errors = Math.round(drawn + Math.sqrt(drawn) * normal(random));
  return { errors: Math.min(ERROR_SAMPLES, Math.max(0, errors)), count: ERROR_SAMPLES };
}

/** Of one trial: whether the run is a false alarm, and whether five points more of one label are found. */
function errorTrial(rate: number, overdispersion: number, random: RandomSource): { alarm: number; found: number } {
  const runs = Array.from({ length: NOISE.labels }, () => ({
    past: Array.from({ length: 8 }, () => errorCounts(rate, overdispersion, random)),
    now: errorCounts(rate, overdispersion, random),
  }));
  const more = Math.round(0.05 * ERROR_SAMPLES);
  const same = runs.map(({ past, now }) => testErrors(now, past));
  const worse = runs.map(({ past, now }, label) =>
    testErrors(label === 0 ? { ...now, errors: now.errors + more } : now, past)
  );
  return {
    alarm: Number(judgeErrorFamily(same).some(({ state }) => state === 'regressed')),
    found: Number(judgeErrorFamily(worse)[0]?.state === 'regressed'),
  };
}

function printErrors(): void {
  console.log('\n### Errors\n');
  console.log(
    `8 reference runs, ${NOISE.labels} labels of ${ERROR_SAMPLES} samples, Holm at ${ERROR_ALPHA}. The independent simulation, whose rate of errors is not known: 0.06 and 0.72 at overdispersion 20.\n`
  );
  console.log('| failing samples | overdispersion | false alarm per run | 95 % | +5 points found |');
  console.log('|---|---|---|---|---|');
  for (const overdispersion of [1, 5, 20]) {
    for (const rate of [0.002, 0.01, 0.03]) {
      const random = seeded(SEED + overdispersion);
      const trials = Array.from({ length: FEWER_TRIALS }, () => errorTrial(rate, overdispersion, random));
      const alarm = trials.reduce((sum, one) => sum + one.alarm, 0) / FEWER_TRIALS;
      const found = trials.reduce((sum, one) => sum + one.found, 0) / FEWER_TRIALS;
      const cells = [
        `${rate * 100} %`,
        overdispersion,
        alarm.toFixed(3),
        interval(alarm, FEWER_TRIALS),
        found.toFixed(2),
      ];
      console.log(`| ${cells.join(' | ')} |`);
    }
  }
}

console.log('## The verdict’s rules: `npm run bench:verdict`\n');
console.log(
  `${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}, Node.js ${process.versions.node}; ${TRIALS} trials a cell, ${FEWER_TRIALS} for rules of others and for errors, ${SAMPLE_TRIALS} where raw samples are drawn.`
);
console.log(
  'Simulated: 20 labels of 200 to 2 000 ms, spreads lognormally different by 0.3, correlation 0.3 within a run, each version 1 % off the common level by itself, one run per version.\n'
);
const disagreements = printTable();
console.log(
  disagreements.length === 0
    ? `\nThe two simulations agree: none of the ${THEIRS.length * FIGURES.length} figures is more than ${FAR} standard errors and half a printed digit apart.`
    : `\nThe two simulations disagree:\n${disagreements.map((text) => `- ${text}`).join('\n')}`
);
printLimits();
printOthers();
printErrors();
process.exitCode = disagreements.length === 0 ? 0 : 1;
