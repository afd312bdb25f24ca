import { lastValueFrom } from 'rxjs';
import { getBackendSrv } from '@grafana/runtime';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Page } from 'perftest-automation-sidecar/contract/common';
import type {
  ArtefactKind,
  Report,
  ReportArtefact,
  ReportInput,
  ReportPreview,
} from 'perftest-automation-sidecar/contract/reports';

import { proxyHref, proxyPath, type QueryParams } from '../paths';
import { isAbort, toApiError } from './api-error';
import { callSidecar } from './http';

const PENDING_REFETCH_MS = 2000;

export const reportKeys = {
  all: ['reports'] as const,
  list: (query: QueryParams) => ['reports', 'list', query] as const,
  one: (reportId: number) => ['reports', reportId] as const,
};

export function useReports(query: QueryParams, isEnabled = true) {
  return useQuery({
    queryKey: reportKeys.list(query),
    queryFn: ({ signal }) => callSidecar<Page<Report>>({ path: '/api/reports', query, signal }),
    placeholderData: keepPreviousData,
    enabled: isEnabled,
    refetchInterval: ({ state }) =>
      state.data?.items.some(({ status }) => status === 'pending') ? PENDING_REFETCH_MS : false,
  });
}

export function useReport(reportId: number) {
  return useQuery({
    queryKey: reportKeys.one(reportId),
    queryFn: ({ signal }) => callSidecar<Report>({ path: `/api/reports/${reportId}`, signal }),
    refetchInterval: ({ state }) => (state.data?.artefacts.some(isOpen) ? PENDING_REFETCH_MS : false),
  });
}

function isOpen({ state }: ReportArtefact): boolean {
  return state === 'waiting' || state === 'making';
}

/** The report's HTML as text: Grafana's proxy forbids framing its answers, so the page puts it into a frame itself. */
export function useReportHtml(reportId: number, isEnabled: boolean) {
  return useQuery({
    queryKey: [...reportKeys.one(reportId), 'html'],
    queryFn: ({ signal }) => readText(`/api/reports/${reportId}/html`, signal),
    enabled: isEnabled,
    staleTime: Infinity,
  });
}

async function readText(path: string, signal: AbortSignal): Promise<string> {
  try {
    const response = await lastValueFrom(
      getBackendSrv().fetch<string>({
        url: proxyPath(path),
        responseType: 'text',
        abortSignal: signal,
        showErrorAlert: false,
      })
    );
    return response.data;
  } catch (cause) {
    throw isAbort(cause) ? cause : toApiError(cause);
  }
}

/** What a report would say now; nothing is stored. */
export function useReportPreview(input: ReportInput | undefined) {
  return useQuery({
    queryKey: ['report-preview', input ?? null],
    queryFn: ({ signal }) =>
      callSidecar<ReportPreview>({ method: 'POST', path: '/api/reports/preview', body: input, signal }),
    enabled: input !== undefined,
    // A choice that cannot be compared is an answer, not an accident.
    retry: false,
  });
}

/** Makes one of its files again, from the figures that were frozen. */
export function useMakeArtefact(reportId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (kind: ArtefactKind) =>
      callSidecar<ReportArtefact>({ method: 'POST', path: `/api/reports/${reportId}/artefacts/${kind}` }),
    meta: { done: 'It is being made again' },
    onSettled: () => client.invalidateQueries({ queryKey: reportKeys.all }),
  });
}

export function useGenerateReport() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: ReportInput) =>
      callSidecar<Report>({ method: 'POST', path: '/api/reports/generate', body: input }),
    meta: { done: 'The report is being made' },
    onSettled: () => client.invalidateQueries({ queryKey: reportKeys.all }),
  });
}

export function reportExcelHref(reportId: number): string {
  return proxyHref(`/api/reports/${reportId}/download/excel`);
}

export function reportHtmlHref(reportId: number): string {
  return proxyHref(`/api/reports/${reportId}/download/html`);
}

export function reportEvidenceHref(reportId: number): string {
  return proxyHref(`/api/reports/${reportId}/download/evidence`);
}
