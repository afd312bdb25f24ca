import { lastValueFrom } from 'rxjs';
import { getBackendSrv } from '@grafana/runtime';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Page } from 'perftest-automation-sidecar/contract/common';
import type { Report, ReportInput } from 'perftest-automation-sidecar/contract/reports';

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
    refetchInterval: ({ state }) => (state.data?.status === 'pending' ? PENDING_REFETCH_MS : false),
  });
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

export function useGenerateReport() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: ReportInput) =>
      callSidecar<Report>({ method: 'POST', path: '/api/reports/generate', body: input }),
    meta: { done: 'The report is made' },
    onSettled: () => client.invalidateQueries({ queryKey: reportKeys.all }),
  });
}

export function reportExcelHref(reportId: number): string {
  return proxyHref(`/api/reports/${reportId}/download/excel`);
}

export function reportHtmlHref(reportId: number): string {
  return proxyHref(`/api/reports/${reportId}/download/html`);
}
