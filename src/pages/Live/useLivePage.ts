import { useLiveRun } from '../../shared/api/live';
import { hasEnded, isActive } from '../../shared/api/run-status';
import { useCancelRun, useRun, useRunTimeline } from '../../shared/api/runs';
import { useSelectedLabel } from '../../shared/use-selected-label';

export type LivePage = ReturnType<typeof useLivePage>;

/** The total comes with the stream; a label's timeline is asked for while it is looked at. */
const LABEL_REFETCH_MS = 3000;

export function useLivePage(runId: number) {
  const run = useRun(runId);
  const status = run.data?.status;
  const live = useLiveRun(runId, status !== undefined && isActive(status));
  const cancel = useCancelRun();
  const [selected, select] = useSelectedLabel();
  const isEnded = live.ended !== undefined || (status !== undefined && hasEnded(status));
  const labelTimeline = useRunTimeline({
    runId,
    ...selected,
    isEnabled: selected !== undefined,
    refetchIntervalMs: isEnded ? undefined : LABEL_REFETCH_MS,
  });

  return {
    data: { run, live, isEnded, selected, labelTimeline, isStopping: cancel.isPending },
    actions: { stop: () => cancel.mutate(runId), select },
  };
}
