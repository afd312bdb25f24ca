import type { HistoryRun } from '../comparison/history/history-run.ts';
import { noiseOf, suspiciousRunIn } from '../comparison/history/noise.ts';
import type { DecisionEntry, History, HistoryEntry, HistoryQuery } from '../contract/history.ts';
import type { DecisionStore } from '../persistence/decision-store.ts';
import type { EvidenceStore } from '../persistence/evidence-store.ts';
import type { CompletedRun, HistoryOf, HistoryStore } from '../persistence/history-store.ts';
import type { ScenarioStore } from '../persistence/scenario-store.ts';
import type { TestTypeStore } from '../persistence/test-type-store.ts';
import { hasSameLoad, historyRuns, memberships, NEXT_RUN, type Membership } from './history-membership.ts';
import { loadDifference } from './load-difference.ts';
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

/** So many runs are told of; the history itself has at most 20. */
const SHOWN_RUNS = 100;

/** The runs that a new one of a scenario, test type and environment is compared with, and what they know. */
export class Histories {
  constructor(private readonly deps: HistoryDeps) {}

  view(query: HistoryQuery): History {
    const { history, decisions, scenarios } = this.deps;
    const runs = history.completed(this.subjectOf(query), SHOWN_RUNS);
    const said = decisions.ofRuns(runs.map(({ runId }) => runId));
    const members = memberships(runs, said);
    const scenario = scenarios.get(query.scenarioId);
    const learnt = { history: this.learnable(runs), ...scenario };
    return {
      entries: runs.map((run) =>
        this.entry(run, { members, said, newest: runs.find(({ fingerprintHash }) => fingerprintHash !== null) })
      ),
      noise: noiseOf(learnt),
      suspiciousRunId: suspiciousRunIn(learnt),
    };
  }

  /** @throws AppError NOT_FOUND for a scenario or test type that is not there */
  subjectOf({ scenarioId, testTypeId, environmentId }: HistoryQuery): HistoryOf {
    const scenario = this.deps.scenarios.get(scenarioId);
    this.deps.testTypes.get(testTypeId);
    return { scenarioId, testTypeId, environmentId: environmentId ?? scenario.environmentId };
  }

  /** The history of a version to come, with what tells its noise. */
  private learnable(runs: readonly CompletedRun[]): HistoryRun[] {
    const members = historyRuns(runs, NEXT_RUN);
    return toHistory(members, this.deps.history.judgedTimes(members.map(({ runId }) => runId)));
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
