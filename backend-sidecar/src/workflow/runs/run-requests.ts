import type { Generators } from '../generators/generators.ts';
import type { PreflightFinding } from '../../contract/preflight.ts';
import type { BatchInput, BatchPreview, PlannedRun, RunInput } from '../../contract/runs.ts';
import type { Environment, Scenario, ScenarioLoad } from '../../contract/scenarios.ts';
import { AppError } from '../../kernel/errors.ts';
import type { BaselineStore } from '../../persistence/baseline-store.ts';
import type { BatchRow, BatchStore } from '../../persistence/batch-store.ts';
import type { EnvironmentStore } from '../../persistence/environment-store.ts';
import type { NewRun, RunRecord, RunStore } from '../../persistence/run-store.ts';
import type { ScenarioStore } from '../../persistence/scenario-store.ts';
import type { ScriptStore } from '../../persistence/script-store.ts';
import type { TestTypeStore } from '../../persistence/test-type-store.ts';
import type { VersionStore } from '../../persistence/version-store.ts';
import { inRunOrder } from '../../queue/run-order.ts';
import type { Clock } from '../clock.ts';
import type { Preflights } from '../scripts/preflights.ts';
import type { PlannedWaitingRun, QueueView } from '../lanes/queue-view.ts';
import type { References } from '../history/references.ts';
import { SMOKE_LOAD, smokeRunsFor } from './smoke-runs.ts';

type Requested = BatchInput['runs'][number];

interface RunRequestsDeps {
  runs: RunStore;
  baselines: BaselineStore;
  batches: BatchStore;
  scenarios: ScenarioStore;
  testTypes: TestTypeStore;
  versions: VersionStore;
  environments: EnvironmentStore;
  generatorHosts: Pick<Generators, 'kindOf'>;
  scripts: ScriptStore;
  preflights: Pick<Preflights, 'ofRun'>;
  references: References;
  queue: QueueView;
  clock: Clock;
}

/** A requested run with everything it refers to. */
export interface ResolvedRun {
  requested: Requested;
  scenario: Scenario;
  scenarioPosition: number;
  scenarioId: number;
  testTypePosition: number;
  testTypeId: number;
  testTypeName: string;
  environment: Environment;
  load: Required<Pick<ScenarioLoad, 'userCount' | 'durationSeconds' | 'rampUpSeconds' | 'appliesLoad'>>;
  /** Merged: the nearer to the run, the stronger. */
  properties: Record<string, string>;
  script: { id: number; name: string; revisionId: number } | null;
  problems: string[];
}

/** With what its script says about it. */
interface CheckedRun extends ResolvedRun {
  groups: PlannedRun['groups'];
  warnings: PreflightFinding[];
}

/** Turns what people ask for into runs: looks everything up, says what is missing, and puts it in order. */
export class RunRequests {
  constructor(private readonly deps: RunRequestsDeps) {}

  /** A run of its own; `pending`, or queued at once. */
  async createRun(input: RunInput, createdBy: string): Promise<RunRecord> {
    const { versions, runs, clock } = this.deps;
    const version = versions.get(input.versionId);
    const [checked] = await this.check([this.resolve(input)]);
    if (checked === undefined) {
      throw new Error('One run was asked for');
    }
    refuseProblems([checked]);
    this.refuseOtherLane([checked], input.beforeRunId);
    const isQueued = input.start === true;
    const nowMs = clock();
    return runs.create(
      {
        ...this.toNewRun(checked, { versionId: version.id, createdBy }),
        status: isQueued ? 'queued' : 'pending',
        queuedAtMs: isQueued ? nowMs : null,
        queuePosition: runs.nextQueuePosition(),
      },
      isQueued ? input.beforeRunId : undefined
    );
  }

  async createBatch(input: BatchInput, createdBy: string): Promise<BatchRow> {
    const { versions, batches, runs, clock } = this.deps;
    const version = versions.get(input.versionId);
    const checked = await this.check(this.resolveAll(input));
    refuseProblems(checked);
    this.refuseOtherLane(checked, input.beforeRunId);
    const { smokes } = await this.smokeRuns(input, checked);
    const nowMs = clock();
    const tests = checked.map((run) => this.toNewRun(run, { versionId: version.id, createdBy }));
    const first = runs.nextQueuePosition();
    const newRuns = [
      ...smokes.map((smoke) => toSmokeRun(this.toNewRun(smoke, { versionId: version.id, createdBy }))),
      ...tests,
    ];
    const name = input.name ?? `${version.version} · ${tests.length} ${tests.length === 1 ? 'test' : 'tests'}`;
    return batches.create(
      {
        name,
        versionId: version.id,
        findings: [],
        failurePolicy: input.failurePolicy ?? 'continue',
        autoPublish: input.autoPublish ?? null,
        hasSmoke: smokes.length > 0,
        smokeGate: smokes.length > 0 ? 'waiting' : 'open',
        createdBy,
        createdAtMs: nowMs,
      },
      newRuns.map((run, index) => ({ ...run, status: 'queued', queuedAtMs: nowMs, queuePosition: first + index })),
      (ids) => input.beforeRunId !== undefined && runs.moveInQueue(ids, input.beforeRunId)
    );
  }

  async preview(input: BatchInput): Promise<BatchPreview> {
    const { versions, queue } = this.deps;
    const version = versions.get(input.versionId);
    const checked = await this.check(this.resolveAll(input));
    const { smokes, skipped } = await this.smokeRuns(input, checked);
    const planned = [
      ...smokes.map((run) => ({ run, kind: 'smoke' as const })),
      ...checked.map((run) => ({ run, kind: 'test' as const })),
    ];
    const waiting = planned.map(({ run, kind }) => toWaitingRun(run, kind));
    const slots = queue.forecastOf(waiting, input.beforeRunId);
    const runs = planned.map(({ run, kind }, index) => {
      const plannedRun = this.toPlannedRun(run, { kind, versionId: version.id, slot: slots[index] });
      const reason = skipped.get(run);
      return reason === undefined
        ? plannedRun
        : { ...plannedRun, warnings: [...plannedRun.warnings, smokeSkipped(reason)] };
    });
    return {
      runs,
      endsAtMs: Math.max(...runs.map((run) => run.endsAtMs)),
      canStart: runs.every((run) => run.problems.length === 0),
    };
  }

  /** In the order in which they run; a run that is asked for several times stands several times. */
  private resolveAll(input: BatchInput): ResolvedRun[] {
    return inRunOrder(
      input.runs.flatMap((requested) => {
        const resolved = this.resolve(requested);
        return Array.from({ length: requested.repeats ?? 1 }, () => resolved);
      })
    );
  }

  private resolve(requested: Requested): ResolvedRun {
    const { scenarios, testTypes, environments } = this.deps;
    const scenario = scenarios.get(requested.scenarioId);
    const testType = testTypes.get(requested.testTypeId);
    const environment = environments.get(requested.environmentId ?? scenario.environmentId);
    const planned = scenario.loads.find((load) => load.testTypeId === testType.id);
    const script = this.scriptOf(scenario, requested);
    return {
      requested,
      scenario,
      scenarioId: scenario.id,
      scenarioPosition: scenario.position,
      testTypeId: testType.id,
      testTypePosition: testType.position,
      testTypeName: testType.name,
      environment,
      load: {
        userCount: requested.userCount ?? planned?.userCount ?? 0,
        durationSeconds: requested.durationSeconds ?? planned?.durationSeconds ?? 0,
        rampUpSeconds: requested.rampUpSeconds ?? planned?.rampUpSeconds ?? 0,
        appliesLoad: requested.appliesLoad ?? planned?.appliesLoad ?? true,
      },
      properties: {
        ...environment.properties,
        ...scenario.properties,
        ...planned?.properties,
        ...requested.properties,
      },
      script,
      problems: this.problemsOf({ scenario, environment, testTypeName: testType.name, planned, requested, script }),
    };
  }

  private scriptOf(scenario: Scenario, { scriptId, revisionNumber }: Requested): ResolvedRun['script'] {
    const id = scriptId ?? scenario.scriptId;
    if (id === null) {
      return null;
    }
    const { name } = this.deps.scripts.get(id);
    return { id, name, revisionId: this.deps.scripts.revision(id, revisionNumber).id };
  }

  private problemsOf(input: {
    scenario: Scenario;
    environment: Environment;
    testTypeName: string;
    planned: ScenarioLoad | undefined;
    requested: Requested;
    script: ResolvedRun['script'];
  }): string[] {
    const { scenario, environment, testTypeName, planned, requested, script } = input;
    const hasLoad =
      planned !== undefined || (requested.userCount !== undefined && requested.durationSeconds !== undefined);
    return [
      scenario.isActive ? null : `scenario ${scenario.name} is not active`,
      environment.isActive ? null : `environment ${environment.name} is not active`,
      hasLoad ? null : `scenario ${scenario.name} has no users and duration for ${testTypeName}`,
      script === null ? `scenario ${scenario.name} has no script` : null,
      script === null ? null : this.missingGroups(scenario, script.revisionId),
      ...this.problemsOfReference(requested),
    ].filter((problem) => problem !== null);
  }

  private missingGroups({ enabledThreadGroups }: Scenario, revisionId: number): string | null {
    const known = this.deps.scripts.revisionById(revisionId).threadGroups.map(({ name }) => name);
    const missing = (enabledThreadGroups ?? []).filter((name) => !known.includes(name));
    return missing.length === 0
      ? null
      : `the script has no thread group ${missing.map((name) => `"${name}"`).join(', ')}`;
  }

  /** A comparison that was asked for must not silently become another one. */
  private problemsOfReference({ baselineId, referenceRunId }: Requested): Array<string | null> {
    const { baselines, runs } = this.deps;
    const run = referenceRunId === undefined ? undefined : runs.find(referenceRunId);
    return [
      baselineId !== undefined && baselines.find(baselineId) === undefined
        ? `there is no baseline ${baselineId}`
        : null,
      referenceRunId !== undefined && run?.status !== 'completed'
        ? `run ${referenceRunId} is not completed and cannot be compared with`
        : null,
      run?.kind === 'smoke' ? `run ${run.id} is a smoke run and cannot be compared with` : null,
    ];
  }

  /** Asks the scripts, those of equal runs once. */
  private async check(resolved: readonly ResolvedRun[]): Promise<CheckedRun[]> {
    const asked = new Map<ResolvedRun, Promise<CheckedRun>>();
    for (const run of resolved) {
      asked.set(run, asked.get(run) ?? this.checkOne(run));
    }
    return Promise.all(resolved.map(async (run) => (await asked.get(run)) ?? this.checkOne(run)));
  }

  private async checkOne(run: ResolvedRun): Promise<CheckedRun> {
    if (run.script === null || run.load.durationSeconds === 0) {
      return { ...run, groups: [], warnings: [] };
    }
    const { groups, problems, warnings } = await this.deps.preflights.ofRun({
      revisionId: run.script.revisionId,
      environmentId: run.environment.id,
      enabledThreadGroups: run.scenario.enabledThreadGroups,
      load: run.load.appliesLoad ? run.load : null,
      isSmoke: false,
      properties: run.properties,
    });
    const own = problems.map((problem) => `${run.scenario.name} · ${run.testTypeName}: ${problem}`);
    return { ...run, groups, warnings, problems: [...run.problems, ...own] };
  }

  /** Those to be made, and for the tests whose script cannot have one the reason. */
  private async smokeRuns(input: BatchInput, tests: readonly CheckedRun[]): Promise<PlannedSmokes> {
    if (input.smoke === false) {
      return { smokes: [], skipped: new Map() };
    }
    const startable = tests.filter(({ problems }) => problems.length === 0);
    const planned = await smokeRunsFor(startable, (run) => this.deps.preflights.ofRun(run));
    const [possible, impossible] = [true, false].map((isPossible) =>
      planned.filter(({ problems }) => (problems.length === 0) === isPossible)
    );
    return {
      smokes: (possible ?? []).map(({ run }) => run),
      skipped: new Map((impossible ?? []).map(({ run, problems }) => [run, problems.join('; ')])),
    };
  }

  private refuseOtherLane(runs: readonly ResolvedRun[], beforeRunId: number | undefined): void {
    if (beforeRunId === undefined) {
      return;
    }
    const before = this.deps.runs.get(beforeRunId);
    if (before.status !== 'queued') {
      throw new AppError('CONFLICT_STATE', `run ${beforeRunId} no longer waits`);
    }
    if (runs.some(({ environment }) => environment.id !== before.environmentId)) {
      throw new AppError('REQUEST_INVALID', `beforeRunId: run ${beforeRunId} waits for another environment`);
    }
  }

  private toNewRun(run: ResolvedRun, more: { versionId: number; createdBy: string }): NewRun {
    const { requested, scenario, environment, load, script } = run;
    if (script === null) {
      throw new AppError('REQUEST_INVALID', `scenario ${scenario.name} has no script`);
    }
    return {
      scenarioId: scenario.id,
      testTypeId: run.testTypeId,
      versionId: more.versionId,
      environmentId: environment.id,
      scriptId: script.id,
      revisionId: script.revisionId,
      baselineId: requested.baselineId ?? null,
      referenceRunId: requested.referenceRunId ?? null,
      runnerType: this.deps.generatorHosts.kindOf(environment.generator),
      generator: environment.generator,
      ...load,
      cooldownSeconds: scenario.cooldownSeconds,
      properties: run.properties,
      warnings: [],
      createdBy: more.createdBy,
      createdAtMs: this.deps.clock(),
    };
  }

  private toPlannedRun(run: CheckedRun, more: PlanContext): PlannedRun {
    const { scenario, environment, load, script } = run;
    const { kind, slot } = more;
    const nowMs = this.deps.clock();
    const isSmoke = kind === 'smoke';
    return {
      kind,
      scenarioId: scenario.id,
      scenarioName: scenario.name,
      testTypeId: run.testTypeId,
      testTypeName: run.testTypeName,
      environmentId: environment.id,
      environmentName: environment.name,
      userCount: isSmoke ? SMOKE_LOAD.userCount : load.userCount,
      durationSeconds: isSmoke ? SMOKE_LOAD.durationSeconds : load.durationSeconds,
      rampUpSeconds: isSmoke ? SMOKE_LOAD.rampUpSeconds : load.rampUpSeconds,
      cooldownSeconds: isSmoke ? SMOKE_LOAD.cooldownSeconds : scenario.cooldownSeconds,
      startsAtMs: slot?.startsAtMs ?? nowMs,
      endsAtMs: slot?.endsAtMs ?? nowMs,
      scriptName: script?.name ?? null,
      referenceName: isSmoke ? null : this.referenceName(run, more.versionId),
      groups: isSmoke ? [] : run.groups,
      problems: isSmoke ? [] : run.problems,
      warnings: isSmoke ? [] : run.warnings,
    };
  }

  private referenceName(
    { scenario, environment, testTypeId, requested }: CheckedRun,
    versionId: number
  ): string | null {
    const reference = this.deps.references.choose({
      id: null,
      scenarioId: scenario.id,
      testTypeId,
      environmentId: environment.id,
      versionId,
      baselineId: requested.baselineId ?? null,
      referenceRunId: requested.referenceRunId ?? null,
    });
    if (reference === null) {
      return null;
    }
    return reference.kind === 'history' ? reference.name : `${reference.name} of ${reference.versionName}`;
  }
}

interface PlannedSmokes {
  smokes: CheckedRun[];
  skipped: Map<CheckedRun, string>;
}

interface PlanContext {
  kind: PlannedRun['kind'];
  versionId: number;
  slot: { startsAtMs: number; endsAtMs: number } | undefined;
}

function toWaitingRun(
  { scenario, environment, testTypeId, script, load }: CheckedRun,
  kind: RunRecord['kind']
): PlannedWaitingRun {
  const isSmoke = kind === 'smoke';
  return {
    kind,
    scenarioId: scenario.id,
    testTypeId,
    // Without one it cannot be started, and nothing is known of how long it takes.
    scriptId: script?.id ?? 0,
    environmentId: environment.id,
    generator: environment.generator,
    durationSeconds: isSmoke ? SMOKE_LOAD.durationSeconds : load.durationSeconds,
    cooldownSeconds: isSmoke ? SMOKE_LOAD.cooldownSeconds : scenario.cooldownSeconds,
  };
}

function toSmokeRun(run: NewRun): NewRun {
  return { ...run, ...SMOKE_LOAD, kind: 'smoke', appliesLoad: true, baselineId: null, referenceRunId: null };
}

function smokeSkipped(reason: string): PreflightFinding {
  const text = `The script runs without a smoke run before: ${reason}`;
  return { ...{ severity: 'warning', code: 'smoke-skipped', text }, element: null, line: null, fix: null, link: null };
}

function refuseProblems(runs: readonly ResolvedRun[]): void {
  const problems = [...new Set(runs.flatMap((run) => run.problems))];
  if (problems.length > 0) {
    throw new AppError('REQUEST_INVALID', problems.join('; '));
  }
}
