/**
 * How often a simulated run in which nothing changed is called worse, and how often one slower label is found, beside the
 * figures of an independent simulation of the same rules, and beside rules that others use on the same data.
 */
import { ERROR_ALPHA, judgeErrorFamily } from '../../backend-sidecar/src/comparison/history/error-states.ts';
import { testErrors, type ErrorCounts } from '../../backend-sidecar/src/comparison/history/error-test.ts';
import type { JudgedTime } from '../../backend-sidecar/src/comparison/history/time-states.ts';
import { againstOneRun, controlGroup, rankedSamples, type Rule } from './verdict-other-rules.ts';
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
import { interval, printHead, printRow, whereAndWhen } from './verdict-tables.ts';

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

const NOISE: Noise = {
  ...{ labels: 20, spread: 0.03, spreadOfSpreads: 0.3, correlation: 0.3 },
  ...{ drift: 0.01, driftsFrom: 'the common level' },
};

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

/** In standard errors, beyond what printing two digits hides. */
function distance(ours: number, theirs: number): number {
  const p = Math.min(0.999, Math.max(0.001, (ours * TRIALS + theirs * THEIR_TRIALS) / (TRIALS + THEIR_TRIALS)));
  const error = Math.sqrt(p * (1 - p) * (1 / TRIALS + 1 / THEIR_TRIALS));
  return Math.max(0, Math.abs(ours - theirs) - THEIR_ROUNDING) / error;
}

/** `0.02 / 0.02 (0.02 / 0.02)`: ours, and the independent ones in brackets. */
function pair(cell: Cell, theirs: Cell, figures: ReadonlyArray<keyof Cell>): string {
  const text = (one: Cell) => figures.map((figure) => one[figure].toFixed(2)).join(' / ');
  return `${text(cell)} (${text(theirs)})`;
}

/** A row of the independent simulation beside ours. */
interface Row {
  runs: number;
  spread: number;
  ours: Cell;
  theirs: Cell;
}

function rowsOf(noise: Noise): Row[] {
  return THEIRS.map(([runs, spread, ...figures]) => ({
    ...{ runs, spread, ours: cellOf(runs, { ...noise, spread }) },
    theirs: Object.fromEntries(FIGURES.map((figure, index) => [figure, figures[index] ?? 0])) as Cell,
  }));
}

function printTable(rows: readonly Row[]): void {
  console.log('### The rules by themselves\n');
  console.log(
    'Ours, and in brackets the independent simulation. “a / b”: regressed at any size / failing the run (from +10 %).\n'
  );
  printHead(
    ...['reference runs', 'spread', 'false alarm per run', '95 % of ours', '+10 % found', '+20 %', '+50 %'],
    ...['labels where +20 % cannot be excluded', '+10 % found with 3 runs']
  );
  for (const { runs, spread, ours, theirs } of rows) {
    printRow(
      ...[runs, `${spread * 100} %`, pair(ours, theirs, ['alarm', 'failing']), interval(ours.alarm, TRIALS)],
      ...[pair(ours, theirs, ['found10', 'failing10']), pair(ours, theirs, ['found20', 'failing20'])],
      ...[pair(ours, theirs, ['found50', 'failing50']), pair(ours, theirs, ['notExcluded'])],
      pair(ours, theirs, ['threeRuns'])
    );
  }
}

function disagreementsOf(rows: readonly Row[]): string[] {
  return rows.flatMap(({ runs, spread, ours, theirs }) =>
    FIGURES.filter((figure) => distance(ours[figure], theirs[figure]) > FAR).map(
      (figure) => `${runs} runs, ${spread * 100} %: ${figure} is ${ours[figure].toFixed(3)}, not ${theirs[figure]}`
    )
  );
}

/** Root mean square of the distances, in standard errors. */
function fitOf(rows: readonly Row[]): number {
  const squares = rows.flatMap(({ ours, theirs }) =>
    FIGURES.map((figure) => distance(ours[figure], theirs[figure]) ** 2)
  );
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
}

/** The design of the rules says “versions drifting by 1 %”, which can be read in more than one way. */
function printSetUps(): void {
  console.log('\n### Which set-up has the figures of the independent simulation\n');
  printHead(
    ...['each version is', 'false alarm per run', '+10 % found, 4 runs at 2 %', '8 runs at 2 %', '8 runs at 3 %'],
    ...['distance of all 80 figures, RMS in standard errors', `further than ${FAR}`]
  );
  const setUps: Array<[name: string, changes: Partial<Noise>]> = [
    ['1 % off the common level by itself', {}],
    ['1 % off the one before (a random walk)', { driftsFrom: 'the version before' }],
    ['as the one before (no drift)', { drift: 0 }],
  ];
  for (const [name, changes] of setUps) {
    const rows = rowsOf({ ...NOISE, ...changes });
    const alarms = rows.map(({ ours }) => ours.alarm);
    const found = rows
      .filter(({ runs, spread }) => spread === 0.02 || (runs === 8 && spread === 0.03))
      .map(({ ours, theirs }) => pair(ours, theirs, ['found10']));
    const alarm = `${Math.min(...alarms).toFixed(3)}–${Math.max(...alarms).toFixed(3)}`;
    printRow(name, alarm, ...found, fitOf(rows).toFixed(2), disagreementsOf(rows).length);
  }
}

function printLimits(): void {
  console.log('\n### Where the noise is worse than the rules suppose\n');
  console.log('8 reference runs. Known limits of the independent simulation in brackets.\n');
  printHead('noise', 'labels', 'false alarm per run', '95 %', 'labels where +20 % cannot be excluded');
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
    const alarm = [`${cell.alarm.toFixed(2)} (${theirs})`, interval(cell.alarm, TRIALS)];
    printRow(name, noise.labels, ...alarm, cell.notExcluded.toFixed(2));
  }
}

/** Lognormal response times whose p90 is the one given. */
function samplesOf(p90Ms: number, random: RandomSource): number[] {
  const sigma = 0.5;
  return Array.from({ length: SAMPLES }, () => p90Ms * Math.exp(sigma * (normal(random) - 1.2815515655446004)));
}

function printOthers(): void {
  console.log('\n### Rules of others on the same data\n');
  console.log(
    '8 reference runs, 20 labels: false alarm per run (95 %), and how often one label that is slower is found.\n'
  );
  printHead('rule', 'spread', 'false alarm per run', '+10 % found', '+20 % found');
  const rules: Array<[name: string, rule: Rule, trials: number]> = [
    ['percentile +10 % against one run', againstOneRun(0.1), FEWER_TRIALS],
    [`Mann–Whitney on ${SAMPLES} raw samples against one run, 5 % over all labels`, rankedSamples, SAMPLE_TRIALS],
    ['median + 2·IQR of the 8 runs', controlGroup, FEWER_TRIALS],
  ];
  for (const spread of [0.02, 0.03, 0.05, 0.08]) {
    const { alarm, found10, found20 } = cellOf(8, { ...NOISE, spread });
    printRule('**ours, by the history**', spread, { alarm, found10, found20, trials: TRIALS });
    rules.forEach(([name, rule, trials]) => printRule(name, spread, tryRule(rule, { ...NOISE, spread }, trials)));
  }
}

/** What the design says of thresholds against one run: with spreads that are all alike, and versions that do not drift. */
function printThresholds(): void {
  console.log('\n### Thresholds against one run: false alarms per run on 20 labels\n');
  console.log('In brackets what the design of the rules says, a range.\n');
  printHead('threshold', 'spread', 'labels correlated by 0.6', 'labels independent', 'the noise of the tables above');
  const thresholds: Array<[threshold: number, spread: number, low: string, high: string]> = [
    [0.1, 0.03, '0.10', '0.22'],
    [0.1, 0.05, '0.42', '0.84'],
    [0.25, 0.08, '–', '0.39'],
  ];
  for (const [threshold, spread, low, high] of thresholds) {
    const alarmOf = (changes: Partial<Noise>) =>
      tryRule(againstOneRun(threshold), { ...NOISE, spread, ...changes }, TRIALS).alarm.toFixed(2);
    const alike = { spreadOfSpreads: 0, drift: 0 };
    printRow(
      ...[`+${threshold * 100} %`, `${spread * 100} %`, `${alarmOf({ ...alike, correlation: 0.6 })} (${low})`],
      ...[`${alarmOf({ ...alike, correlation: 0 })} (${high})`, alarmOf({})]
    );
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
  printRow(name, `${spread * 100} %`, alarms, found10.toFixed(2), found20.toFixed(2));
}

function tryRule(rule: Rule, noise: Noise, trials: number): RuleFigures {
  const random = seeded(SEED + Math.round(noise.spread * 100));
  const count = { alarm: 0, found10: 0, found20: 0 };
  for (let one = 0; one < trials; one += 1) {
    const { past, now } = simulate(8, noise, random);
    const [run = []] = now;
    const isWorse = (times: readonly number[], label: number) => {
      const [reference, current] = [past.map((old) => old[label] ?? 0), times[label] ?? 0];
      const samples = () => ({
        before: samplesOf(reference.at(-1) ?? 1, random),
        after: samplesOf(current, random),
      });
      return rule({ past: reference, now: current, samples, labels: noise.labels });
    };
    count.alarm += Number(run.some((_, label) => isWorse(run, label)));
    count.found10 += Number(isWorse(planted(run, 0.1), 0));
    count.found20 += Number(isWorse(planted(run, 0.2), 0));
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
  printHead('failing samples', 'overdispersion', 'false alarm per run', '95 %', '+5 points found');
  for (const overdispersion of [1, 5, 20]) {
    for (const rate of [0.002, 0.01, 0.0115, 0.03]) {
      const random = seeded(SEED + overdispersion);
      const trials = Array.from({ length: FEWER_TRIALS }, () => errorTrial(rate, overdispersion, random));
      const alarm = trials.reduce((sum, one) => sum + one.alarm, 0) / FEWER_TRIALS;
      const found = trials.reduce((sum, one) => sum + one.found, 0) / FEWER_TRIALS;
      const alarms = [alarm.toFixed(3), interval(alarm, FEWER_TRIALS)];
      printRow(`${+(rate * 100).toFixed(2)} %`, overdispersion, ...alarms, found.toFixed(2));
    }
  }
}

/** @returns in what the two simulations disagree */
export function benchSimulated(): string[] {
  console.log('## The verdict’s rules, simulated: `PARTS=simulated npm run bench:verdict`\n');
  console.log(
    `${whereAndWhen()}; ${TRIALS} trials a cell, ${FEWER_TRIALS} for rules of others and for errors, ${SAMPLE_TRIALS} where raw samples are drawn.`
  );
  console.log(
    'Simulated: 20 labels of 200 to 2 000 ms, spreads lognormally different by 0.3, correlation 0.3 within a run, each version 1 % off the common level by itself, one run per version.\n'
  );
  const rows = rowsOf(NOISE);
  printTable(rows);
  const disagreements = disagreementsOf(rows);
  console.log(
    disagreements.length === 0
      ? `\nThe two simulations agree: none of the ${THEIRS.length * FIGURES.length} figures is more than ${FAR} standard errors and half a printed digit apart.`
      : `\nThe two simulations disagree:\n${disagreements.map((text) => `- ${text}`).join('\n')}`
  );
  printSetUps();
  printLimits();
  printOthers();
  printThresholds();
  printErrors();
  return disagreements;
}
