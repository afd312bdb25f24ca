import type { DecisionEntry, History, HistoryEntry, HistoryQuery } from '../../contract/history.ts';
import type { Scenario } from '../../contract/scenarios.ts';
import type { DecisionStore } from '../../persistence/decision-store.ts';
import type { EvidenceStore } from '../../persistence/evidence-store.ts';
import type { CompletedRun, HistoryOf, HistoryStore } from '../../persistence/history-store.ts';
import type { ScenarioStore } from '../../persistence/scenario-store.ts';
import type { TestTypeStore } from '../../persistence/test-type-store.ts';
import { changesOf, hasSameLoad, historyRuns, memberships, NEXT_RUN, type Membership } from './history-membership.ts';
import { loadDifference } from '../runs/load-difference.ts';
import type { Learnt } from './learn-noise.ts';
import { learnAside } from './learning-task.ts';
import { toHistory } from './references.ts';

interface HistoryDeps {
  scenarios: ScenarioStore;
  testTypes: TestTypeStore;
  history: HistoryStore;
  decisions: DecisionStore;
  evidence: EvidenceStore;
}

interface EntryContext {
  members: ReadonlyMap<number, Membership>;
  said: ReadonlyMap<number, DecisionEntry[]>;
  /** Whose load is known. */
  newest: CompletedRun | undefined;
}

const REMEMBERED = 100;

/** So many runs are told of; the history itself has at most 20. */
const SHOWN_RUNS = 100;

/** The runs that a new one of a scenario, test type and environment is compared with, and what they know. */
export class Histories {
  private readonly learnt = new Map<string, Promise<Learnt>>();

  constructor(private readonly deps: HistoryDeps) {}

  async view(query: HistoryQuery): Promise<History> {
    const { history, decisions, scenarios } = this.deps;
    const runs = history.completed(this.subjectOf(query));
    const said = decisions.ofRuns(runs.map(({ runId }) => runId));
    const members = memberships(runs, said);
    const newest = runs.find(({ fingerprintHash }) => fingerprintHash !== null);
    return {
      entries: runs.slice(0, SHOWN_RUNS).map((run) => this.entry(run, { members, said, newest })),
      ...(await this.learn(historyRuns(runs, NEXT_RUN), scenarios.get(query.scenarioId))),
    };
  }

  /** @throws AppError NOT_FOUND for a scenario or test type that is not there */
  subjectOf({ scenarioId, testTypeId, environmentId }: HistoryQuery): HistoryOf {
    const scenario = this.deps.scenarios.get(scenarioId);
    this.deps.testTypes.get(testTypeId);
    return { scenarioId, testTypeId, environmentId: environmentId ?? scenario.environmentId };
  }

  /** What a completed run measured does not change, so the same runs and rules always tell the same. */
  private learn(members: readonly CompletedRun[], { keyLabels, judgement, labelRenames }: Scenario): Promise<Learnt> {
    const changes = [...changesOf(members)];
    const key = JSON.stringify([changes, keyLabels, judgement, labelRenames]);
    const known = this.learnt.get(key);
    if (known !== undefined) {
      return known;
    }
    const history = toHistory(members, this.deps.history.judgedTimes(members.map(({ runId }) => runId)));
    const learning = learnAside({ history, keyLabels, judgement, labelRenames });
    this.remember(key, learning);
    learning.catch(() => this.learnt.delete(key));
    return learning;
  }

  private remember(key: string, found: Promise<Learnt>): void {
    const oldest = this.learnt.keys().next();
    if (this.learnt.size >= REMEMBERED && oldest.done !== true) {
      this.learnt.delete(oldest.value);
    }
    this.learnt.set(key, found);
  }

  private entry(run: CompletedRun, context: EntryContext): HistoryEntry {
    const { runId, versionName, completedAtMs, outcome, isValid, decision, p90Ms } = run;
    const { isIn = false, why = '', changes = [] } = context.members.get(runId) ?? {};
    return {
      ...{ runId, versionName, completedAtMs, outcome, isValid, decision, p90Ms },
      decisions: context.said.get(runId) ?? [],
      isInHistory: isIn,
      why,
      changedLabels: changes.map(({ label }) => label),
      fingerprintDifference: this.difference(run, context.newest),
    };
  }

  private difference(run: CompletedRun, newest: CompletedRun | undefined): string[] {
    const isSame = newest === undefined || hasSameLoad(run, newest.fingerprintHash);
    return isSame ? [] : loadDifference(this.deps.evidence, run.runId, newest.runId);
  }
}
