import { useSearchParams } from 'react-router-dom';
import type { StatisticsScope } from 'perftest-automation-sidecar/contract/statistics';

import { useCreateBaseline } from '../../shared/api/baselines';
import { useGenerateReport } from '../../shared/api/reports';
import { useCancelRun, useRun, useSaveComment, useStartRun } from '../../shared/api/runs';

export const TABS = [
  { id: 'overview', title: 'Overview' },
  { id: 'labels', title: 'Labels' },
  { id: 'errors', title: 'Errors' },
  { id: 'time', title: 'Time' },
  { id: 'compare', title: 'Compare' },
  { id: 'script', title: 'Script and parameters' },
  { id: 'files', title: 'Files' },
  { id: 'numbers', title: 'Where the numbers come from' },
] as const;
export type TabId = (typeof TABS)[number]['id'];

export type TestDetailsPage = ReturnType<typeof useTestDetails>;

export function useTestDetails(runId: number) {
  const run = useRun(runId);
  const [params, setParams] = useSearchParams();
  const cancel = useCancelRun();
  const start = useStartRun();
  const report = useGenerateReport();
  const baseline = useCreateBaseline();
  const comment = useSaveComment(runId);

  const setParam = (name: string, value: string | undefined) =>
    setParams((previous) => {
      const next = new URLSearchParams(previous);
      value ? next.set(name, value) : next.delete(name);
      return next;
    });

  return {
    data: {
      run,
      tab: TABS.find(({ id }) => id === params.get('tab'))?.id ?? 'overview',
      scope: scopeOf({ asked: params.get('scope'), windowFromMs: run.data?.windowFromMs }),
      areAllComparisonsShown: params.get('show') === 'all',
      isCancelling: cancel.isPending,
      isGenerating: report.isPending,
      isSavingBaseline: baseline.isPending,
      isSavingComment: comment.isPending,
    },
    actions: {
      openTab: (tab: TabId) => setParam('tab', tab === 'overview' ? undefined : tab),
      showScope: (scope: StatisticsScope) => setParam('scope', scope === 'run' ? scope : undefined),
      showAllComparisons: (areAll: boolean) => setParam('show', areAll ? 'all' : undefined),
      cancel: () => cancel.mutate(runId),
      start: () => start.mutate(runId),
      generateReport: () => report.mutate({ type: 'single', testRunId: runId }),
      saveBaseline: baseline.mutate,
      saveComment: comment.mutate,
    },
  };
}

interface ScopeSource {
  asked: string | null;
  windowFromMs: number | null | undefined;
}

/** What the verdict judges, unless somebody asked for the whole run or the run has no window. */
function scopeOf({ asked, windowFromMs }: ScopeSource): StatisticsScope {
  return asked === 'run' || windowFromMs === null ? 'run' : 'window';
}
