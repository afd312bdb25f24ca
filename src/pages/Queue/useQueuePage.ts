import { useMemo, useState } from 'react';
import type { HoldAnswer } from 'perftest-automation-sidecar/contract/runs';

import { useBatches } from '../../shared/api/batches';
import {
  useAnswerHold,
  useMoveRun,
  usePauseQueue,
  useQueue,
  useResumeQueue,
  useSkipCooldown,
  useStopReadingQueue,
} from '../../shared/api/queue';
import { useCancelRun } from '../../shared/api/runs';
import type { Move } from '../../shared/api/queue-move';

export interface QueueActions {
  cancelRun: (runId: number) => void;
  skipCooldown: (environmentId: number) => void;
  /** Without an environment the whole queue. */
  pause: (environmentId?: number) => void;
  resume: (environmentId?: number) => void;
  move: (move: Move) => void;
  answer: (answer: HoldAnswer) => void;
  beginDrag: () => void;
  endDrag: () => void;
  /** The run that is being cancelled at the moment. */
  cancellingRunId: number | undefined;
  isSkipping: boolean;
  isPausing: boolean;
  isAnswering: boolean;
}

const BATCHES_SHOWN = 10;

export function useQueuePage() {
  const [isDragging, setIsDragging] = useState(false);
  const queue = useQueue({ isFrozen: isDragging });
  const batches = useBatches(BATCHES_SHOWN, { isFrozen: isDragging });
  // Countdowns run by the sidecar's clock: the browser's may be wrong by minutes. In whole seconds it changes rarely.
  const aheadMs = queue.data ? Math.round((queue.data.nowMs - queue.dataUpdatedAt) / 1000) * 1000 : 0;
  const items = batches.data?.items;
  const heldBatchIds = useMemo(
    () => new Set((items ?? []).filter(({ hold }) => hold !== null).map(({ id }) => id)),
    [items]
  );
  const actions = useQueueActions(setIsDragging);
  return { data: { queue, batches, heldBatchIds, aheadMs }, actions };
}

function useQueueActions(setIsDragging: (isDragging: boolean) => void): QueueActions {
  const cancel = useCancelRun();
  const skip = useSkipCooldown();
  const { mutate: pause, isPending: isBeingPaused } = usePauseQueue();
  const { mutate: resume, isPending: isBeingResumed } = useResumeQueue();
  const answer = useAnswerHold();
  const move = useMoveRun();
  const stopReading = useStopReadingQueue();
  const deeds = useMemo(
    () => ({
      cancelRun: cancel.mutate,
      skipCooldown: skip.mutate,
      pause: (environmentId?: number) => pause(ofLane(environmentId)),
      resume: (environmentId?: number) => resume(ofLane(environmentId)),
      move: move.mutate,
      answer: answer.mutate,
      beginDrag: () => {
        setIsDragging(true);
        void stopReading();
      },
      endDrag: () => setIsDragging(false),
    }),
    [cancel.mutate, skip.mutate, pause, resume, move.mutate, answer.mutate, stopReading, setIsDragging]
  );
  const cancellingRunId = cancel.isPending ? cancel.variables : undefined;
  const isPausing = isBeingPaused || isBeingResumed;
  return useMemo(
    () => ({ ...deeds, cancellingRunId, isSkipping: skip.isPending, isPausing, isAnswering: answer.isPending }),
    [deeds, cancellingRunId, skip.isPending, isPausing, answer.isPending]
  );
}

function ofLane(environmentId: number | undefined) {
  return environmentId === undefined ? {} : { environmentId };
}
