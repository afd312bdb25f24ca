import { judgeRun } from '../comparison/judge-run.ts';
import { DEFAULT_JUDGEMENT } from '../contract/scenarios.ts';
import type { Slo, Verdict, VerdictReference } from '../contract/verdict.ts';
import { guessName, type KnownNames } from '../runs/guess-name.ts';
import type { RulesArguments } from './cli-arguments.ts';
import type { ReadRun } from './read-run.ts';

/** From so many runs on the history decides. */
const LEAST_HISTORY = 4;
const NOBODY: KnownNames = { scenarioNames: [], testTypeNames: ['load', 'stress'], versionNames: [] };

const DEFAULT_RULES: RulesArguments = { judgement: DEFAULT_JUDGEMENT, failSeverity: 'major', keyLabels: null };

interface FilesToJudge {
  /** Each is one run, in any order. */
  readonly references: readonly ReadRun[];
  /** The last one is judged, the others count with it. */
  readonly current: readonly ReadRun[];
  readonly slos: readonly Slo[];
  readonly rules?: RulesArguments;
  readonly nowMs: number;
}

/** By the same rules as runs of the sidecar, without what only a scenario knows. */
export function judgeFiles({ references, current, slos, rules = DEFAULT_RULES, nowMs }: FilesToJudge): Verdict {
  const newestFirst = [...references].sort(byStart).reverse();
  const [judged, ...siblings] = [...current].sort(byStart).reverse();
  if (judged === undefined) {
    throw new Error('There is a run to judge');
  }
  const [newest] = newestFirst;
  const { total, rows } = judged.judged;
  return judgeRun({
    current: { total, rows },
    reference: newest === undefined ? null : { reference: referenceOf(newest), rows: newest.judged.rows },
    history: newestFirst.length < LEAST_HISTORY ? [] : historyOf(newestFirst),
    siblings: siblings.map((run, index) => ({ runId: -2 - index, rows: run.judged.rows })),
    prefersReference: false,
    judgement: rules.judgement,
    labelRenames: [],
    slos,
    keyLabels: rules.keyLabels,
    failSeverity: rules.failSeverity,
    evidence: { sampleCount: total.count, minimumSamples: 0, wasStoppedEarly: false },
    judgedAtMs: nowMs,
  });
}

function referenceOf({ name }: ReadRun): VerdictReference {
  return {
    kind: 'run',
    source: 'chosen',
    runId: null,
    baselineId: null,
    name,
    versionName: name,
    confidence: 'low',
  };
}

/**
 * Versions are told by the files' names; where one name tells none, all are taken for runs of one version, since nobody
 * said that something changed between them.
 */
function historyOf(newestFirst: readonly ReadRun[]) {
  const told = newestFirst.map(({ files }) => guessName(files[0] ?? '', NOBODY).versionName);
  const names = told.includes(null) ? told.map(() => 'references') : told.map(String);
  const ids = [...new Set(names)];
  return newestFirst.map((run, index) => ({
    runId: index + 1,
    versionId: ids.indexOf(names[index] ?? '') + 1,
    versionName: names[index] ?? '',
    changed: new Set<string>(),
    rows: run.judged.rows,
  }));
}

/** What has no time keeps its place. */
function byStart(one: ReadRun, other: ReadRun): number {
  return (one.startedAtMs ?? 0) - (other.startedAtMs ?? 0);
}
