import type { BatchSummary, Queue, RunSummary } from 'perftest-automation-sidecar/contract/runs';

import { hasEnded } from '../../shared/api/run-status';
import type { WaitingFault } from '../../shared/api/waiting-preflights';
import { plural, withoutOutcome } from '../../shared/format';
import { paths } from '../../shared/paths';

/** Something that does not go on, or is not well, until a person does something. */
export interface Need {
  key: string;
  /** What stops everything stands before what failed. */
  kind: 'stopped' | 'will fail' | 'failed';
  title: string;
  text: string;
  to: string;
  sinceMs: number | null;
  run?: RunSummary;
}

interface Source {
  queue: Queue | undefined;
  batches: readonly BatchSummary[];
  faults: readonly WaitingFault[];
  runs: readonly RunSummary[];
}

/** What stops comes first, then what will fail tonight, then what has failed. */
export function needsOf({ queue, batches, faults, runs }: Source): Need[] {
  return [
    ...pausesOf(queue),
    ...heldLanes(queue),
    ...heldBatches(batches),
    ...faults.map(faultNeed),
    ...runsThatNeedSomebody(runs).map(runNeed),
  ];
}

function pausesOf(queue: Queue | undefined): Need[] {
  const whole = queue?.pause ? [{ name: 'The whole queue', pause: queue.pause }] : [];
  const lanes = (queue?.lanes ?? []).flatMap(({ environmentName, pause }) =>
    pause ? [{ name: `The lane ${environmentName}`, pause }] : []
  );
  return [...whole, ...lanes].map(({ name, pause }) => ({
    key: `pause ${name}`,
    kind: 'stopped',
    title: `${name} is paused`,
    text: `By ${pause.by}; nothing new starts until somebody resumes it.`,
    to: paths.queue(),
    sinceMs: pause.sinceMs,
  }));
}

function heldLanes(queue: Queue | undefined): Need[] {
  return (queue?.lanes ?? []).flatMap(({ environmentId, environmentName, hold }) =>
    hold
      ? [
          {
            key: `lane ${environmentId}`,
            kind: 'stopped' as const,
            title: `The lane ${environmentName} is held: ${hold.reason}`,
            text: hold.question,
            to: paths.queue(),
            sinceMs: hold.sinceMs,
          },
        ]
      : []
  );
}

function heldBatches(batches: readonly BatchSummary[]): Need[] {
  return batches.flatMap(({ id, name, hold }) =>
    hold
      ? [
          {
            key: `batch ${id}`,
            kind: 'stopped' as const,
            title: `${name} is held: ${hold.reason}`,
            text: hold.question,
            to: paths.batch(id),
            sinceMs: hold.sinceMs,
          },
        ]
      : []
  );
}

function faultNeed({ run, scriptId, errors }: WaitingFault): Need {
  const rest = errors.length - 1;
  return {
    key: `fault ${run.id}`,
    kind: 'will fail',
    title: `${run.name} waits, and its script has ${plural(errors.length, 'error')}`,
    text: `${errors[0]?.text ?? ''}${rest > 0 ? ` And ${rest} more.` : ''}`,
    to: paths.script(scriptId),
    sinceMs: null,
  };
}

function runNeed(run: RunSummary): Need {
  return {
    key: `run ${run.id}`,
    kind: 'failed',
    title: run.name,
    text: withoutOutcome(run.verdictSentence ?? run.errorCode ?? ''),
    to: paths.test(run.id),
    sinceMs: run.completedAtMs,
    run,
  };
}

/**
 * Ended runs that failed, unless another has superseded them or a later run of the same scenario and test type has
 * ended since. Newest first.
 */
export function runsThatNeedSomebody(runs: readonly RunSummary[]): RunSummary[] {
  const ended = runs.filter(isOfInterest).sort(newestFirst);
  const seen = new Set<string>();
  return ended.filter((run) => {
    const key = `${run.scenarioId}:${run.testTypeId}`;
    const isNewest = !seen.has(key);
    seen.add(key);
    return isNewest && (run.status === 'failed' || run.outcome === 'failed' || run.outcome === 'inconclusive');
  });
}

function isOfInterest({ kind, status, supersededByRunId }: RunSummary): boolean {
  return kind === 'test' && supersededByRunId === null && hasEnded(status) && status !== 'cancelled';
}

function newestFirst(one: RunSummary, other: RunSummary): number {
  return (other.completedAtMs ?? other.createdAtMs) - (one.completedAtMs ?? one.createdAtMs);
}
