import type { Hold } from '../../contract/runs.ts';
import type { Environment, EnvironmentTrial, Hook } from '../../contract/scenarios.ts';
import { isSameVersion } from '../../environments/read-version.ts';
import { AppError, type ErrorCode } from '../../kernel/errors.ts';
import type { EnvironmentStore } from '../../persistence/environment-store.ts';
import type { RunRecord } from '../../persistence/run-store.ts';
import type { Clock } from '../clock.ts';
import type { CallSubject, EnvironmentCalls, HookOutcome } from './environment-calls.ts';

interface LaneChecksDeps {
  environments: EnvironmentStore;
  calls: EnvironmentCalls;
  clock: Clock;
}

/** A check of a lane has failed: until a person answers the question, nothing of the lane starts. */
export class LaneFault extends AppError {
  constructor(
    code: ErrorCode,
    detail: string,
    readonly asks: Pick<Hold, 'reason' | 'question'>
  ) {
    super(code, detail);
  }
}

/** A version as long as a page would hide the question. */
const SHOWN_VERSION_LENGTH = 100;

/** What an environment wants to be asked and told around its runs: the version probe, hooks before, hooks after. */
export class LaneChecks {
  constructor(private readonly deps: LaneChecksDeps) {}

  /** Whether there is anything to be done before this run, beside what a person has waived for it. */
  hasBefore(run: RunRecord): boolean {
    const { environment } = this.subject(run);
    return this.wantsProbe(environment, run) || this.hooksBefore(environment, run).length > 0;
  }

  /** The version first: hooks change the system under test. @throws LaneFault at the first that fails */
  async before(run: RunRecord, signal: AbortSignal): Promise<void> {
    const subject = this.subject(run);
    if (this.wantsProbe(subject.environment, run)) {
      await this.checkVersion(subject, run, signal);
    }
    for (const hook of this.hooksBefore(subject.environment, run)) {
      const { isOk, detail } = await this.deps.calls.callHook(hook, subject, signal);
      if (!isOk) {
        throw hookBeforeFailed(hook, detail);
      }
    }
  }

  hasAfter(run: RunRecord): boolean {
    return this.subject(run).environment.hooksAfter.length > 0;
  }

  /** All of them, also when one fails: they clean up. @throws LaneFault that names those that failed */
  async after(run: RunRecord, signal: AbortSignal): Promise<void> {
    const subject = this.subject(run);
    const failures: string[] = [];
    for (const hook of subject.environment.hooksAfter) {
      const { isOk, detail } = await this.deps.calls.callHook(hook, subject, signal);
      if (!isOk) {
        failures.push(`“${hook.name}” failed: ${detail}`);
      }
    }
    if (failures.length > 0) {
      throw hooksAfterFailed(failures.join('; '), run);
    }
  }

  /** Asks and calls everything now, really, without a run. */
  async try(environmentId: number): Promise<EnvironmentTrial> {
    const environment = this.deps.environments.get(environmentId);
    const trial: Trial = { subject: { environment, run: null }, checks: [] };
    if (environment.versionProbe !== null) {
      await this.tryProbe(environment.versionProbe, trial);
    }
    await this.tryHooks(environment.hooksBefore, 'before', trial);
    await this.tryHooks(environment.hooksAfter, 'after', trial);
    return { checks: trial.checks };
  }

  private async checkVersion(subject: CallSubject, run: RunRecord, signal: AbortSignal): Promise<void> {
    const probe = subject.environment.versionProbe;
    if (probe === null) {
      return;
    }
    const outcome = await this.deps.calls.askVersion(probe, subject, signal);
    if (outcome.kind === 'not found') {
      throw versionUnknown(outcome.why, run);
    }
    if (!isSameVersion(outcome.version, run.versionName)) {
      throw versionMismatch(shown(outcome.version), run);
    }
  }

  private wantsProbe(environment: Environment, run: RunRecord): boolean {
    const isWaived = run.waivedChecks.some((check) => check === 'version' || check === 'version mismatch');
    return environment.versionProbe !== null && !isWaived;
  }

  private hooksBefore(environment: Environment, run: RunRecord): readonly Hook[] {
    return run.waivedChecks.includes('hooks before') ? [] : environment.hooksBefore;
  }

  private subject(run: RunRecord): CallSubject {
    return { environment: this.deps.environments.get(run.environmentId), run };
  }

  private async tryProbe(probe: NonNullable<Environment['versionProbe']>, { subject, checks }: Trial): Promise<void> {
    const startedAtMs = this.deps.clock();
    const outcome = await this.deps.calls.askVersion(probe, subject, NEVER);
    const isOk = outcome.kind === 'found';
    const detail = outcome.kind === 'found' ? shown(outcome.version) : outcome.why;
    const durationMs = this.deps.clock() - startedAtMs;
    checks.push({ name: 'version probe', when: 'version probe', isOk, detail, durationMs });
  }

  private async tryHooks(hooks: readonly Hook[], when: 'before' | 'after', trial: Trial): Promise<void> {
    for (const hook of hooks) {
      const startedAtMs = this.deps.clock();
      const outcome: HookOutcome = await this.deps.calls.callHook(hook, trial.subject, NEVER);
      trial.checks.push({ name: hook.name, when, ...outcome, durationMs: this.deps.clock() - startedAtMs });
    }
  }
}

interface Trial {
  subject: CallSubject;
  checks: EnvironmentTrial['checks'];
}

const NEVER = new AbortController().signal;

function shown(version: string): string {
  return version.length > SHOWN_VERSION_LENGTH ? `${version.slice(0, SHOWN_VERSION_LENGTH)}…` : version;
}

const WHAT_NOW = 'Check again, go on, or cancel the run?';

function versionMismatch(version: string, run: RunRecord): LaneFault {
  const detail = `the system says it is ${version}, the run is for ${run.versionName}`;
  const question = `The system says it is ${version}, the run is for ${run.versionName}. ${WHAT_NOW}`;
  return new LaneFault('ENVIRONMENT_VERSION_MISMATCH', detail, { reason: 'version mismatch', question });
}

function versionUnknown(why: string, run: RunRecord): LaneFault {
  const question = `The system did not say its version: ${why}. The run is for ${run.versionName}. ${WHAT_NOW}`;
  return new LaneFault('ENVIRONMENT_VERSION_UNKNOWN', why, { reason: 'version unknown', question });
}

function hookBeforeFailed({ name }: Hook, why: string): LaneFault {
  const detail = `“${name}”: ${why}`;
  const question = `The hook “${name}” before the run failed: ${why}. ${WHAT_NOW}`;
  return new LaneFault('ENVIRONMENT_HOOK_FAILED', detail, { reason: 'hook before failed', question });
}

function hooksAfterFailed(failures: string, run: RunRecord): LaneFault {
  const question = `After run ${run.id} the hook ${failures}. The run’s result stands. Check again, or go on?`;
  return new LaneFault('ENVIRONMENT_HOOK_FAILED', failures, { reason: 'hook after failed', question });
}
