import type { ReadinessCheck, Runner } from '../../runners/runner.ts';
import { LaneFault } from '../lanes/lane-checks.ts';

export interface ReadyGenerator {
  readonly jmeterVersion: string;
  /** What is not quite right with it, for the run's page. */
  readonly warnings: readonly string[];
}

/**
 * A generator that is not ready holds the lane: neither this run nor the ones behind it shall be lost to a full disk.
 *
 * @throws LaneFault where it is not ready, AppError RUN_JMETER_NOT_FOUND
 */
export async function expectReady(name: string, runner: Runner): Promise<ReadyGenerator> {
  const { checks, jmeterVersion } = await runner.readiness();
  const failing = checks.filter(({ state }) => state === 'fails');
  if (failing.length > 0) {
    throw notReady(name, failing);
  }
  const warnings = checks.filter(({ state }) => state === 'warning');
  return {
    jmeterVersion: jmeterVersion ?? (await runner.jmeterVersion()),
    warnings: warnings.map((check) => `Generator ${name}: ${textOf(check)}`),
  };
}

/** What is wrong, or null. */
export async function whyNotReady(runner: Runner): Promise<string | null> {
  const { checks } = await runner.readiness();
  const failing = checks.filter(({ state }) => state === 'fails');
  return failing.length === 0 ? null : failing.map(textOf).join('; ');
}

function notReady(name: string, failing: readonly ReadinessCheck[]): LaneFault {
  const why = failing.map(textOf).join('; ');
  const question = `Generator ${name} is not ready: ${why}. It is looked at again every minute; the queue goes on by itself.`;
  return new LaneFault('GENERATOR_NOT_READY', `${name}: ${why}`, { reason: 'generator not ready', question });
}

function textOf({ name, detail }: ReadinessCheck): string {
  return `${name}: ${detail}`;
}
