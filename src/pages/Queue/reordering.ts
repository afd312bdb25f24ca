import type { Lane } from 'perftest-automation-sidecar/contract/runs';

import type { Move } from '../../shared/api/queue-move';

interface MoveTo {
  waiting: Lane['waiting'];
  from: number;
  /** The place that it has afterwards, counted from 0. */
  to: number;
}

/** The move in the sidecar's words: before which run. undefined when nothing would move. */
export function moveTo({ waiting, from, to }: MoveTo): Move | undefined {
  const moved = waiting[from];
  if (!moved || from === to || to < 0 || to >= waiting.length) {
    return undefined;
  }
  const others = waiting.filter((one) => one !== moved);
  return { runId: moved.run.id, beforeRunId: others[to]?.run.id ?? null };
}

/** For screen readers. */
export function describePlace(index: number, count: number): string {
  return `Place ${index + 1} of ${count}`;
}
