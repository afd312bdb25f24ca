import { useLiveRun } from '../../shared/api/live';
import { hasEnded, isActive } from '../../shared/api/run-status';
import { useCancelRun, useRun } from '../../shared/api/runs';
import { useFigureSource } from '../../shared/influxdb/useFigureSource';
import { useSelectedLabel } from '../../shared/use-selected-label';

export type LivePage = ReturnType<typeof useLivePage>;

export function useLivePage(runId: number) {
  const run = useRun(runId);
  const status = run.data?.status;
  const live = useLiveRun(runId, status !== undefined && isActive(status));
  const cancel = useCancelRun();
  const [selected, select] = useSelectedLabel();
  const isEnded = live.ended !== undefined || (status !== undefined && hasEnded(status));
  const figures = useFigureSource({ runId, isLive: !isEnded, preferred: 'influxdb' });

  return {
    data: { run, live, isEnded, selected, figures, isStopping: cancel.isPending },
    actions: { stop: () => cancel.mutate(runId), select },
  };
}
