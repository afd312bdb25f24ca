import type { Lane, Queue } from 'perftest-automation-sidecar/contract/runs';

type WaitingRun = Lane['waiting'][number];

export interface Move {
  runId: number;
  /** null = to the end of the lane. */
  beforeRunId: number | null;
}

/** The queue as it will be once the sidecar has moved the run; what cannot be found changes nothing. */
export function movedQueue(queue: Queue, move: Move): Queue {
  return { ...queue, lanes: queue.lanes.map((lane) => ({ ...lane, waiting: movedRuns(lane.waiting, move) })) };
}

function movedRuns(waiting: WaitingRun[], { runId, beforeRunId }: Move): WaitingRun[] {
  const moved = waiting.find(({ run }) => run.id === runId);
  if (!moved || beforeRunId === runId) {
    return waiting;
  }
  const others = waiting.filter((one) => one !== moved);
  const before = others.findIndex(({ run }) => run.id === beforeRunId);
  const place = before === -1 ? others.length : before;
  return inTurn([...others.slice(0, place), moved, ...others.slice(place)]);
}

/** One after the other from the earliest start; an estimate until the sidecar has told its own. */
function inTurn(waiting: readonly WaitingRun[]): WaitingRun[] {
  let startsAtMs = Math.min(...waiting.map((one) => one.startsAtMs));
  return waiting.map((one) => {
    const endsAtMs = startsAtMs + (one.endsAtMs - one.startsAtMs);
    const timed = { ...one, startsAtMs, endsAtMs };
    startsAtMs = endsAtMs + one.cooldownSeconds * 1000;
    return timed;
  });
}
