/**
 * The same questions of real runs: JMeter against the demo target, the same again and again and some with one label made
 * slower. Every run is judged by histories of other runs in which nothing was changed, by our rules and those of others.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { HistoryRun } from '../../backend-sidecar/src/comparison/history/history-run.ts';
import { judgeRun } from '../../backend-sidecar/src/comparison/judge-run.ts';
import { generatorFindings } from '../../backend-sidecar/src/comparison/generator-findings.ts';
import { labelKey } from '../../backend-sidecar/src/comparison/key-labels.ts';
import { DEFAULT_JUDGEMENT } from '../../backend-sidecar/src/contract/scenarios.ts';
import type { LabelComparison, Verdict } from '../../backend-sidecar/src/contract/verdict.ts';
import { againstOneRun, controlGroup, rankedSamples, type Rule } from './verdict-other-rules.ts';
import { carryOutRuns, PLANTED_RATIOS, type RealRun } from './verdict-real-runs.ts';
import { seeded, type RandomSource } from './verdict-simulation.ts';
import { interval, printHead, printRow, whereAndWhen } from './verdict-tables.ts';

const SAME_RUNS = Number(process.env.RUNS ?? 40);
/** Of each planted ratio. */
const PLANTED_RUNS = Number(process.env.PLANTED ?? 5);
const SECONDS = Number(process.env.SECONDS ?? 12);
const HISTORY_LENGTHS = [4, 8];
/** Of other runs drawn by chance, so many histories for each run. */
const DRAWS = 25;
const SEED = 20;

/** What a rule says of a run. */
interface Finding {
  /** Labels that it calls worse, by `labelKey`. */
  worse: ReadonlySet<string>;
  fails: boolean;
  /** Share of the labels where a change of the tolerance cannot be excluded; null where a rule does not ask. */
  notExcluded: number | null;
}

/** @param history oldest first, at least four runs in which nothing was changed */
type Judge = (run: RealRun, history: readonly RealRun[]) => Finding;

/** Which runs are a run's history, one or several times. */
type Histories = (run: RealRun) => RealRun[][];

export async function benchReal(): Promise<void> {
  const kept = process.env.RESULTS;
  const directory = kept ?? mkdtempSync(join(tmpdir(), 'bench-verdict-'));
  try {
    const size = { sameRuns: SAME_RUNS, plantedRuns: PLANTED_RUNS, seconds: SECONDS };
    print(await carryOutRuns(directory, { ...size, runsBefore: Math.max(...HISTORY_LENGTHS) }));
  } finally {
    if (kept === undefined) {
      rmSync(directory, { recursive: true, force: true });
    }
  }
}

function print(runs: readonly RealRun[]): void {
  const same = runs.filter(({ planted }) => planted === null);
  console.log('\n## The verdict’s rules on real runs: `PARTS=real npm run bench:verdict`\n');
  console.log(`${whereAndWhen()}; ${describe(runs, same)}\n`);
  const plantedHead = PLANTED_RATIOS.map((ratio) => `+${ratio * 100} % found`);
  printHead('rule', 'history', 'runs', 'false alarm per run', '95 %', 'fails', ...plantedHead, '+20 % not excluded');
  for (const length of HISTORY_LENGTHS) {
    const before: Histories = (run) => runsBefore(run, same, length);
    const drawn: Histories = (run) => drawnRuns(run, same, length);
    for (const [name, judge] of judges(length)) {
      printJudge([name, `the ${length} before`], { runs, judge, histories: before });
      printJudge([name, `${length} by chance`], { runs, judge, histories: drawn });
    }
  }
}

function judges(length: number): Array<[name: string, judge: Judge]> {
  return [
    ['**ours, by the history**', judgeByHistory],
    ['percentile +10 % against one run', byRule(againstOneRun(0.1))],
    ['percentile +25 % against one run', byRule(againstOneRun(0.25))],
    ['Mann–Whitney on all raw samples against one run, 5 % over all labels', byRule(rankedSamples)],
    [`median + 2·IQR of the ${length} runs`, byRule(controlGroup)],
  ];
}

/** As the product does, without SLOs. */
function judgeByHistory(run: RealRun, history: readonly RealRun[]): Finding {
  const verdict = judgeRun({
    current: run,
    ...{ reference: null, keyLabels: null, slos: [], failSeverity: 'major', judgedAtMs: 0 },
    history: history.map(toHistoryRun).reverse(),
    evidence: { sampleCount: run.total.count, minimumSamples: 0, wasStoppedEarly: false },
  });
  const deciding = verdict.comparisons.filter(({ isKey }) => isKey);
  return {
    worse: new Set(deciding.filter(({ state }) => state === 'regressed').map(labelKeyOf)),
    fails: verdict.outcome === 'failed',
    notExcluded: notExcludedShare(verdict),
  };
}

/** Every run is of a version of its own: nothing is known of repeats. */
function toHistoryRun({ index, rows }: RealRun): HistoryRun {
  return { runId: index, versionId: index, versionName: `run ${index}`, changed: new Set(), rows };
}

function labelKeyOf({ label, kind }: LabelComparison): string {
  return labelKey({ label, kind });
}

function notExcludedShare({ comparisons }: Verdict): number {
  const { tolerance, toleranceMs } = DEFAULT_JUDGEMENT;
  const judged = comparisons.flatMap(({ isKey, metric, evidence }) =>
    isKey && metric === 'p90Ms' ? [evidence ?? null] : []
  );
  const isOpen = judged.filter(
    (evidence) => evidence === null || evidence.upperChangeRatio >= Math.max(tolerance, toleranceMs / evidence.centreMs)
  );
  return isOpen.length / judged.length;
}

function byRule(rule: Rule): Judge {
  return (run, history) => {
    const last = history.at(-1);
    const worse = run.rows.map(labelKey).filter((key) =>
      rule({
        past: history.map((old) => p90Of(old, key)),
        now: p90Of(run, key),
        samples: () => ({ before: last?.elapsedMs.get(key) ?? [], after: run.elapsedMs.get(key) ?? [] }),
        labels: run.rows.length,
      })
    );
    return { worse: new Set(worse), fails: worse.length > 0, notExcluded: null };
  };
}

function p90Of({ rows }: RealRun, key: string): number {
  return rows.find((row) => labelKey(row) === key)?.p90Ms ?? Number.NaN;
}

/** As in a release's life: none for the first runs. */
function runsBefore({ index }: RealRun, same: readonly RealRun[], length: number): RealRun[][] {
  const before = same.filter((other) => other.index < index).slice(-length);
  return before.length < length ? [] : [before];
}

/** In any order, so that what the machine did otherwise before and after is no matter. */
function drawnRuns({ index }: RealRun, same: readonly RealRun[], length: number): RealRun[][] {
  const random = seeded(SEED + index);
  const others = same.filter((other) => other.index !== index);
  return Array.from({ length: DRAWS }, () => shuffled(others, random).slice(0, length));
}

function shuffled<T>(values: readonly T[], random: RandomSource): T[] {
  const keyed = values.map((value) => ({ value, key: random() }));
  return keyed.sort((one, other) => one.key - other.key).map(({ value }) => value);
}

interface Judged {
  runs: readonly RealRun[];
  judge: Judge;
  histories: Histories;
}

function printJudge(names: string[], { runs, judge, histories }: Judged): void {
  const judged = runs
    .map((run) => ({ planted: run.planted, findings: histories(run).map((history) => judge(run, history)) }))
    .filter(({ findings }) => findings.length > 0);
  const same = judged.filter(({ planted }) => planted === null).map(({ findings }) => findings);
  const alarm = share(same, ({ worse }) => Number(worse.size > 0));
  const found = PLANTED_RATIOS.map((ratio) =>
    mean(
      judged
        .filter(({ planted }) => planted?.slowerBy === ratio)
        .map(({ planted, findings }) => share([findings], isFound(planted?.label ?? '')))
    ).toFixed(2)
  );
  const isAsked = same[0]?.[0]?.notExcluded !== null;
  const open = isAsked ? share(same, ({ notExcluded }) => notExcluded ?? 1).toFixed(2) : '–';
  const alarms = [alarm.toFixed(2), interval(alarm, same.length)];
  printRow(...names, same.length, ...alarms, share(same, ({ fails }) => Number(fails)).toFixed(2), ...found, open);
}

function isFound(label: string): (finding: Finding) => number {
  return ({ worse }) => Number(worse.has(labelKey({ label, kind: 'sample' })));
}

/** Each run counts once, whatever the number of its histories. */
function share(runs: ReadonlyArray<readonly Finding[]>, figure: (finding: Finding) => number): number {
  return mean(runs.map((findings) => mean(findings.map(figure))));
}

/** What was run, and how the runs differ in which nothing was changed. */
function describe(runs: readonly RealRun[], same: readonly RealRun[]): string {
  const keys = (same[0]?.rows ?? []).map(labelKey);
  const courses = keys.map((key) => same.map((run) => Math.log(p90Of(run, key))));
  const spreads = courses.map(deviation).sort((one, other) => one - other);
  const loads = runs.map(({ loadAverage }) => loadAverage).sort((one, other) => one - other);
  const counts = same.map(({ total }) => total.count);
  return [
    `${same.length} runs of ${SECONDS} s in which nothing was changed (${Math.round(mean(counts))} samples in the mean after the ramp-up, ${keys.length} labels), and ${PLANTED_RUNS} each with one of six labels slower by ${PLANTED_RATIOS.map((ratio) => `${ratio * 100} %`).join(', ')}, one after the other.`,
    `The sidecar would have called ${runs.filter(({ generator }) => generatorFindings(generator).length > 0).length} of the ${runs.length} invalid because of the generator; here they are judged all the same.`,
    `Load of the machine while they went on: ${rangeOf(loads, (load) => load.toFixed(0))} processes that want a processor.`,
    `From run to run the labels’ p90 differ by ${rangeOf(spreads, (spread) => `${(spread * 100).toFixed(1)} %`)} (standard deviation of the logarithm); correlation of two labels of one run ${meanCorrelation(courses).toFixed(2)}, of a run and the one before ${mean(courses.map(lagged)).toFixed(2)}.`,
  ].join(' ');
}

/** `3 to 28 (median 12)` */
function rangeOf(sorted: readonly number[], format: (value: number) => string): string {
  const at = (place: number) => format(sorted[Math.floor(place * (sorted.length - 1))] ?? Number.NaN);
  return `${at(0)} to ${at(1)} (median ${at(0.5)})`;
}

function meanCorrelation(courses: readonly number[][]): number {
  const pairs = courses.flatMap((one, index) => courses.slice(index + 1).map((other) => correlation(one, other)));
  return mean(pairs);
}

function lagged(course: readonly number[]): number {
  return correlation(course.slice(0, -1), course.slice(1));
}

function correlation(one: readonly number[], other: readonly number[]): number {
  const [meanOne, meanOther] = [mean(one), mean(other)];
  const products = one.map((value, index) => (value - meanOne) * ((other[index] ?? meanOther) - meanOther));
  return (mean(products) * one.length) / ((one.length - 1) * deviation(one) * deviation(other));
}

function deviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
