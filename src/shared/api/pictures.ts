import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type {
  Capture,
  CaptureInput,
  DashboardChoice,
  DashboardParts,
  PicturePreset,
  PicturePresetInput,
} from 'perftest-automation-sidecar/contract/pictures';

import { proxyHref } from '../paths';
import { callSidecar } from './http';
import { runKeys } from './runs';

const RUNNING_REFETCH_MS = 3000;
const presetKeys = { all: ['picture-presets'] as const };

function keyOf(runId: number) {
  return [...runKeys.one(runId), 'pictures'] as const;
}

/** Pictures of Grafana's panels over a run; asked again while they are captured. */
export function usePictures(runId: number) {
  return useQuery({
    queryKey: keyOf(runId),
    queryFn: ({ signal }) => callSidecar<Capture>({ path: `/api/tests/${runId}/pictures`, signal }),
    refetchInterval: ({ state }) => (state.data?.isRunning ? RUNNING_REFETCH_MS : false),
  });
}

export function useCapture(runId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => {
      const body: CaptureInput = { testRunId: runId };
      return callSidecar<Capture>({ method: 'POST', path: '/api/grafana/capture', body });
    },
    onSuccess: (capture) => client.setQueryData(keyOf(runId), capture),
  });
}

export function pictureHref(pictureId: number): string {
  return proxyHref(`/api/pictures/${pictureId}/image`);
}

export function usePicturePresets() {
  return useQuery({
    queryKey: presetKeys.all,
    queryFn: ({ signal }) => callSidecar<PicturePreset[]>({ path: '/api/grafana/presets', signal }),
  });
}

export function useSavePicturePreset() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, input }: { id: number | null; input: PicturePresetInput }) =>
      id === null
        ? callSidecar<PicturePreset>({ method: 'POST', path: '/api/grafana/presets', body: input })
        : callSidecar<PicturePreset>({ method: 'PUT', path: `/api/grafana/presets/${id}`, body: input }),
    meta: { done: 'Pictures saved', isErrorShownByCaller: true },
    onSuccess: () => client.invalidateQueries({ queryKey: presetKeys.all }),
  });
}

export function useDeletePicturePreset() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => callSidecar<null>({ method: 'DELETE', path: `/api/grafana/presets/${id}` }),
    meta: { done: 'Pictures deleted' },
    onSuccess: () => client.invalidateQueries({ queryKey: presetKeys.all }),
  });
}

/** Those that the sidecar's token may see: it will be the one that captures them. */
export function searchCapturedDashboards(search: string): Promise<DashboardChoice[]> {
  return callSidecar<DashboardChoice[]>({ path: '/api/grafana/dashboards', query: { search } });
}

export function useDashboardParts(uid: string) {
  return useQuery({
    queryKey: ['captured-dashboards', uid],
    queryFn: ({ signal }) =>
      callSidecar<DashboardParts>({ path: `/api/grafana/dashboards/${encodeURIComponent(uid)}`, signal }),
    enabled: uid !== '',
  });
}
