import type { Environment, Hook, VersionProbe } from '../../contract/scenarios.ts';
import type { HttpCall, HttpCaller, HttpOutcome } from '../../environments/calls/http-call.ts';
import { matchInTime, MatchTimeout } from '../../environments/calls/match-in-time.ts';
import { fillPlaceholders, MissingValue } from '../../environments/fill-placeholders.ts';
import { maskSecrets } from '../../environments/mask-secrets.ts';
import { isPointer, readByPointer, readFromMatch, type VersionFinding } from '../../environments/read-version.ts';
import type { EnvironmentStore } from '../../persistence/environment-store.ts';
import type { RunRecord } from '../../persistence/run-store.ts';
import { placeholderValues } from '../scripts/placeholder-values.ts';

interface EnvironmentCallsDeps {
  environments: EnvironmentStore;
  call: HttpCaller;
}

/** How a hook went. `detail` is a status or what went wrong, without any secret. */
export interface HookOutcome {
  readonly isOk: boolean;
  readonly detail: string;
}

const PROBE_TIMEOUT_SECONDS = 10;
const HOOK_TIMEOUT_SECONDS = 30;

/** Asks the version probe of an environment and calls its hooks. No secret leaves here but to the system called. */
export class EnvironmentCalls {
  constructor(private readonly deps: EnvironmentCallsDeps) {}

  async askVersion(probe: VersionProbe, subject: CallSubject, signal: AbortSignal): Promise<VersionFinding> {
    const toCall: CallTemplate = {
      ...{ method: 'GET', url: probe.url, headers: probe.headers ?? {}, body: null },
      ...{ timeoutSeconds: probe.timeoutSeconds ?? PROBE_TIMEOUT_SECONDS, answer: 'text' },
    };
    const secrets = this.secretsOf(subject);
    const outcome = await this.send(toCall, { subject, secrets, signal });
    return maskedFinding(findVersion(outcome, probe.expression), Object.values(secrets));
  }

  async callHook(hook: Hook, subject: CallSubject, signal: AbortSignal): Promise<HookOutcome> {
    const toCall: CallTemplate = {
      ...{ method: hook.method, url: hook.url, headers: hook.headers ?? {}, body: hook.body ?? null },
      ...{ timeoutSeconds: hook.timeoutSeconds ?? HOOK_TIMEOUT_SECONDS, answer: 'none' },
    };
    const secrets = this.secretsOf(subject);
    const outcome = await this.send(toCall, { subject, secrets, signal });
    if (outcome.kind === 'failed') {
      return { isOk: false, detail: maskSecrets(outcome.why, Object.values(secrets)) };
    }
    return { isOk: isSuccess(outcome.status), detail: `it answered ${outcome.status}` };
  }

  private secretsOf({ environment }: CallSubject): Record<string, string> {
    return this.deps.environments.secrets(environment.id);
  }

  private async send(template: CallTemplate, { subject, secrets, signal }: SendContext): Promise<HttpOutcome> {
    try {
      return await this.deps.call(filled(template, valuesOf(subject, secrets)), signal);
    } catch (error) {
      if (error instanceof MissingValue) {
        return { kind: 'failed', why: error.message };
      }
      throw error;
    }
  }
}

/** What a call is about: placeholders take the environment's properties, the run's, what the run is, and secrets. */
export interface CallSubject {
  readonly environment: Environment;
  /** null: a trial. */
  readonly run: RunRecord | null;
}

/** A call whose texts have placeholders. */
type CallTemplate = HttpCall;

interface SendContext {
  subject: CallSubject;
  secrets: Record<string, string>;
  signal: AbortSignal;
}

function valuesOf({ environment, run }: CallSubject, secrets: Record<string, string>): Map<string, string> {
  const ofRun = run === null ? {} : placeholderValues(run);
  return new Map(Object.entries({ ...environment.properties, ...ofRun, ENVIRONMENT: environment.name, ...secrets }));
}

function filled(template: CallTemplate, values: ReadonlyMap<string, string>): HttpCall {
  const headers = Object.entries(template.headers).map(([name, text]) => [name, fillPlaceholders(text, values)]);
  return {
    ...template,
    url: fillPlaceholders(template.url, values),
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: template.body === null ? null : fillPlaceholders(template.body, values),
  };
}

function findVersion(outcome: HttpOutcome, expression: string): VersionFinding {
  if (outcome.kind === 'failed') {
    return { kind: 'not found', why: outcome.why };
  }
  if (!isSuccess(outcome.status)) {
    return { kind: 'not found', why: `it answered ${outcome.status}` };
  }
  return isPointer(expression) ? readByPointer(outcome.text, expression) : readByMatch(outcome.text, expression);
}

function readByMatch(text: string, expression: string): VersionFinding {
  try {
    return readFromMatch(matchInTime(text, expression), expression);
  } catch (error) {
    if (error instanceof MatchTimeout) {
      return { kind: 'not found', why: error.message };
    }
    throw error;
  }
}

/** An answer may send back what it was sent. */
function maskedFinding(finding: VersionFinding, secrets: readonly string[]): VersionFinding {
  return finding.kind === 'found'
    ? { kind: 'found', version: maskSecrets(finding.version, secrets) }
    : { kind: 'not found', why: maskSecrets(finding.why, secrets) };
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}
