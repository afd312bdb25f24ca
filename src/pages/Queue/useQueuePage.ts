import { useQueue, useSkipCooldown } from '../../shared/api/queue';
import { useCancelRun } from '../../shared/api/runs';
import { useNow } from '../../shared/use-now';

export interface QueueActions {
  cancelRun: (runId: number) => void;
  skipCooldown: (environmentId: number) => void;
  /** The run that is being cancelled at the moment. */
  cancellingRunId: number | undefined;
  isSkipping: boolean;
}

export function useQueuePage() {
  const queue = useQueue();
  const cancel = useCancelRun();
  const skip = useSkipCooldown();
  const browserNowMs = useNow();
  // Countdowns run by the sidecar's clock: the browser's may be wrong by minutes.
  const aheadMs = queue.data ? queue.data.nowMs - queue.dataUpdatedAt : 0;

  const actions: QueueActions = {
    cancelRun: cancel.mutate,
    skipCooldown: skip.mutate,
    cancellingRunId: cancel.isPending ? cancel.variables : undefined,
    isSkipping: skip.isPending,
  };
  return { data: { queue, nowMs: browserNowMs + aheadMs }, actions };
}
