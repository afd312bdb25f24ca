import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { lastValueFrom } from 'rxjs';
import { getBackendSrv } from '@grafana/runtime';

import { type DashboardModel, hasAnnotationQuery, withAnnotationQuery } from '../dashboards/annotation-query';

/** A dashboard of this Grafana, as far as the person who asks may see it. */
export interface FoundDashboard {
  uid: string;
  title: string;
  url: string;
  folderTitle?: string;
}

interface DashboardAnswer {
  dashboard: DashboardModel;
  meta: { canSave?: boolean; provisioned?: boolean; folderUid?: string };
}

const MOST_FOUND = 50;

/** With the person's own rights: Grafana answers, not the sidecar. */
async function askGrafana<T>(method: 'GET' | 'POST', url: string, data?: unknown): Promise<T> {
  const options = { method, url, data, showErrorAlert: false, showSuccessAlert: false };
  const { data: answer } = await lastValueFrom(getBackendSrv().fetch<T>(options));
  return answer;
}

export function searchDashboards(text: string): Promise<FoundDashboard[]> {
  const params = new URLSearchParams({ type: 'dash-db', limit: String(MOST_FOUND), query: text });
  return askGrafana('GET', `/api/search?${params.toString()}`);
}

function readDashboard(uid: string): Promise<DashboardAnswer> {
  return askGrafana('GET', `/api/dashboards/uid/${encodeURIComponent(uid)}`);
}

function keyOf(uid: string) {
  return ['grafana', 'dashboard', uid] as const;
}

/** Whether a dashboard shows the marks of runs; null = there is none of that UID, or it may not be seen. */
export function useDashboardMarks(uid: string) {
  return useQuery({
    queryKey: keyOf(uid),
    retry: false,
    queryFn: async () => {
      try {
        const { dashboard, meta } = await readDashboard(uid);
        const canAdd = meta.canSave === true && meta.provisioned !== true;
        return { showsRuns: hasAnnotationQuery(dashboard), canAdd };
      } catch (cause) {
        if (statusOf(cause) === 404 || statusOf(cause) === 403) {
          return null;
        }
        throw cause;
      }
    },
  });
}

/** Read anew just before; Grafana refuses it when somebody saves the dashboard in between. */
export function useAddAnnotationQuery(uid: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      const { dashboard, meta } = await readDashboard(uid);
      if (hasAnnotationQuery(dashboard)) {
        return;
      }
      await askGrafana('POST', '/api/dashboards/db', {
        dashboard: withAnnotationQuery(dashboard),
        folderUid: meta.folderUid,
        message: 'Annotation query for load tests added',
        overwrite: false,
      });
    },
    meta: { done: 'The dashboard shows load tests now', isErrorShownByCaller: true },
    onSettled: () => client.invalidateQueries({ queryKey: keyOf(uid) }),
  });
}

/** In words for people. */
export function whyNotSaved(cause: unknown): string {
  const { message } = (cause as { data?: { message?: string } }).data ?? {};
  switch (statusOf(cause)) {
    case 409:
    case 412:
      return 'Somebody saved the dashboard just now. Nothing was changed; try again.';
    case 403:
      return 'You may not save this dashboard.';
    default:
      return message ?? 'Grafana did not save the dashboard.';
  }
}

function statusOf(cause: unknown): number | undefined {
  return (cause as { status?: number } | null)?.status;
}
