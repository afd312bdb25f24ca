import type { BatchInput, BatchPreview, PlannedRun, RunInput } from '../contract/runs.ts';
import type { Scenario, ScenarioLoad } from '../contract/scenarios.ts';
import { AppError } from '../kernel/errors.ts';
import type { BaselineStore } from '../persistence/baseline-store.ts';
import type { BatchRow, BatchStore } from '../persistence/batch-store.ts';
import type { EnvironmentStore } from '../persistence/environment-store.ts';
import type { NewRun, RunRecord, RunStore } from '../persistence/run-store.ts';
import type { ScenarioStore } from '../persistence/scenario-store.ts';
import type { ScriptStore } from '../persistence/script-store.ts';
import type { TestTypeStore } from '../persistence/test-type-store.ts';
import type { VersionStore } from '../persistence/version-store.ts';
import { inRunOrder } from '../queue/run-order.ts';
import type { Clock } from './clock.ts';
import type { QueueView } from './queue-view.ts';
import type { References } from './references.ts';

type Requested = BatchInput['runs'][number];

interface RunRequestsDeps {
  runs: RunStore;
  baselines: BaselineStore;
  batches: BatchStore;
  scenarios: ScenarioStore;
  testTypes: TestTypeStore;
  versions: VersionStore;
  environments: EnvironmentStore;
  scripts: ScriptStore;
  references: References;
  queue: QueueView;
  clock: Clock;
}

/** A requested run with everything it refers to. */
interface ResolvedRun {
  requested: Requested;
  scenario: Scenario;
  scenarioPosition: number;
  scenarioId: number;
  testTypePosition: number;
  testTypeId: number;
  testTypeName: string;
  load: Pick<ScenarioLoad, 'userCount' | 'durationSeconds' | 'rampUpSeconds' | 'properties'>;
  scriptId: number | null;
  problems: string[];
}

/** Turns what people ask for into runs: looks everything up, says what is missing, and puts it in order. */
export class RunRequests {
  constructor(private readonly deps: RunRequestsDeps) {}

  /** A run of its own; `pending`, or queued at once. */
  createRun(input: RunInput, createdBy: string): RunRecord {
    const { versions, runs, clock } = this.deps;
    const version = versions.get(input.versionId);
    const resolved = this.resolve(input);
    refuseProblems([resolved]);
    const nowMs = clock();
    const run = this.toNewRun(resolved, { versionId: version.id, createdBy, position: 0 });
    return runs.create({
      ...run,
      status: input.start === true ? 'queued' : 'pending',
      queuedAtMs: input.start === true ? nowMs : null,
    });
  }

  createBatch(input: BatchInput, createdBy: string): BatchRow {
    const { versions, batches, clock } = this.deps;
    const version = versions.get(input.versionId);
    const resolved = this.resolveAll(input);
    refuseProblems(resolved);
    const nowMs = clock();
    const newRuns = resolved.map((run, position) => ({
      ...this.toNewRun(run, { versionId: version.id, createdBy, position }),
      status: 'queued' as const,
      queuedAtMs: nowMs,
    }));
    const name = input.name ?? `${version.version} · ${newRuns.length} ${newRuns.length === 1 ? 'test' : 'tests'}`;
    return batches.create({ name, versionId: version.id, findings: [], createdBy, createdAtMs: nowMs }, newRuns);
  }

  preview(input: BatchInput): BatchPreview {
    const { versions, queue } = this.deps;
    const version = versions.get(input.versionId);
    const resolved = this.resolveAll(input);
    const waiting = resolved.map(({ scenario, load }) => ({
      environmentId: scenario.environmentId,
      generator: 'local',
      durationSeconds: load.durationSeconds,
      cooldownSeconds: scenario.cooldownSeconds,
    }));
    const slots = queue.forecastBehind(waiting);
    const runs = resolved.map((run, index) => this.toPlannedRun(run, version.id, slots[index]));
    return {
      runs,
      endsAtMs: Math.max(...runs.map((run) => run.endsAtMs)),
      canStart: runs.every((run) => run.problems.length === 0),
    };
  }

  private resolveAll(input: BatchInput): ResolvedRun[] {
    return inRunOrder(input.runs.map((requested) => this.resolve(requested)));
  }

  private resolve(requested: Requested): ResolvedRun {
    const { scenarios, testTypes } = this.deps;
    const scenario = scenarios.get(requested.scenarioId);
    const testType = testTypes.get(requested.testTypeId);
    const planned = scenario.loads.find((load) => load.testTypeId === testType.id);
    const scriptId = requested.scriptId ?? scenario.scriptId;
    return {
      requested,
      scenario,
      scenarioId: scenario.id,
      scenarioPosition: scenario.position,
      testTypeId: testType.id,
      testTypePosition: testType.position,
      testTypeName: testType.name,
      load: {
        userCount: requested.userCount ?? planned?.userCount ?? 0,
        durationSeconds: requested.durationSeconds ?? planned?.durationSeconds ?? 0,
        rampUpSeconds: requested.rampUpSeconds ?? planned?.rampUpSeconds ?? 0,
        properties: planned?.properties ?? {},
      },
      scriptId,
      problems: this.problemsOf(scenario, testType.name, { planned, requested, scriptId }),
    };
  }

  private problemsOf(
    scenario: Scenario,
    testTypeName: string,
    {
      planned,
      requested,
      scriptId,
    }: { planned: ScenarioLoad | undefined; requested: Requested; scriptId: number | null }
  ): string[] {
    const hasLoad =
      planned !== undefined || (requested.userCount !== undefined && requested.durationSeconds !== undefined);
    const environment = this.deps.environments.get(scenario.environmentId);
    const script = scriptId === null ? null : this.deps.scripts.get(scriptId);
    return [
      scenario.isActive ? null : `scenario ${scenario.name} is not active`,
      environment.isActive ? null : `environment ${environment.name} is not active`,
      hasLoad ? null : `scenario ${scenario.name} has no users and duration for ${testTypeName}`,
      script === null ? `scenario ${scenario.name} has no script` : null,
      missingGroups(scenario, script?.threadGroups.map((group) => group.name) ?? null),
      ...this.problemsOfReference(requested),
    ].filter((problem) => problem !== null);
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
    ];
  }

  private toNewRun(run: ResolvedRun, more: { versionId: number; createdBy: string; position: number }): NewRun {
    const { requested, scenario, load } = run;
    const environment = this.deps.environments.get(scenario.environmentId);
    if (run.scriptId === null) {
      throw new AppError('REQUEST_INVALID', `scenario ${scenario.name} has no script`);
    }
    return {
      scenarioId: scenario.id,
      testTypeId: run.testTypeId,
      versionId: more.versionId,
      environmentId: scenario.environmentId,
      scriptId: run.scriptId,
      baselineId: requested.baselineId ?? null,
      referenceRunId: requested.referenceRunId ?? null,
      queuePosition: more.position,
      runnerType: 'local',
      generator: environment.generator,
      userCount: load.userCount,
      durationSeconds: load.durationSeconds,
      rampUpSeconds: load.rampUpSeconds,
      cooldownSeconds: scenario.cooldownSeconds,
      // The nearer to the run, the stronger.
      properties: { ...environment.properties, ...scenario.properties, ...load.properties, ...requested.properties },
      warnings: [],
      createdBy: more.createdBy,
      createdAtMs: this.deps.clock(),
    };
  }

  private toPlannedRun(
    run: ResolvedRun,
    versionId: number,
    slot: { startsAtMs: number; endsAtMs: number } | undefined
  ): PlannedRun {
    const { scenario, load, requested } = run;
    const nowMs = this.deps.clock();
    const reference = this.deps.references.choose({
      id: null,
      scenarioId: scenario.id,
      testTypeId: run.testTypeId,
      environmentId: scenario.environmentId,
      versionId: this.deps.versions.get(versionId).id,
      baselineId: requested.baselineId ?? null,
      referenceRunId: requested.referenceRunId ?? null,
    });
    return {
      scenarioId: scenario.id,
      scenarioName: scenario.name,
      testTypeId: run.testTypeId,
      testTypeName: run.testTypeName,
      environmentId: scenario.environmentId,
      environmentName: this.deps.environments.get(scenario.environmentId).name,
      userCount: load.userCount,
      durationSeconds: load.durationSeconds,
      rampUpSeconds: load.rampUpSeconds,
      cooldownSeconds: scenario.cooldownSeconds,
      startsAtMs: slot?.startsAtMs ?? nowMs,
      endsAtMs: slot?.endsAtMs ?? nowMs,
      scriptName: run.scriptId === null ? null : this.deps.scripts.get(run.scriptId).name,
      referenceName: reference === null ? null : `${reference.name} of ${reference.versionName}`,
      problems: run.problems,
    };
  }
}

function missingGroups(scenario: Scenario, names: string[] | null): string | null {
  const missing = (scenario.enabledThreadGroups ?? []).filter((name) => names !== null && !names.includes(name));
  return missing.length === 0
    ? null
    : `the script has no thread group ${missing.map((name) => `"${name}"`).join(', ')}`;
}

function refuseProblems(runs: ResolvedRun[]): void {
  const problems = [...new Set(runs.flatMap((run) => run.problems))];
  if (problems.length > 0) {
    throw new AppError('REQUEST_INVALID', problems.join('; '));
  }
}
