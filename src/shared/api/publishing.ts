import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type {
  BuiltInTemplate,
  ConfluenceSpace,
  Publication,
  PublishInput,
  PublishPreview,
  PublishTemplate,
  PublishTemplateInput,
} from 'perftest-automation-sidecar/contract/publishing';

import { callSidecar } from './http';
import { reportKeys } from './reports';

const OPEN_REFETCH_MS = 2000;

const keys = {
  templates: ['page-templates'] as const,
  builtInTemplate: ['built-in-template'] as const,
  status: (reportId: number) => ['publication', reportId] as const,
  preview: (reportId: number, input: PublishInput) => ['publish-preview', reportId, input] as const,
};

/** How far a report's page is; null: it was never to be published. */
export function usePublication(reportId: number) {
  return useQuery({
    queryKey: keys.status(reportId),
    queryFn: ({ signal }) => callSidecar<Publication | null>({ path: `/api/confluence/status/${reportId}`, signal }),
    refetchInterval: ({ state }) => (isOpen(state.data) ? OPEN_REFETCH_MS : false),
  });
}

export function isOpen(publication: Publication | null | undefined): boolean {
  return publication?.state === 'waiting' || publication?.state === 'publishing';
}

export function useSpaces() {
  return useQuery({
    queryKey: ['confluence-spaces'],
    queryFn: ({ signal }) => callSidecar<ConfluenceSpace[]>({ path: '/api/confluence/spaces', signal }),
    staleTime: 60_000,
    // What is not set up is an answer, not an accident.
    retry: false,
  });
}

export function usePageTemplates() {
  return useQuery({
    queryKey: keys.templates,
    queryFn: ({ signal }) => callSidecar<PublishTemplate[]>({ path: '/api/confluence/templates', signal }),
  });
}

/** The one that pages have when there is no other, and what a template may name. */
export function useBuiltInTemplate() {
  return useQuery({
    queryKey: keys.builtInTemplate,
    queryFn: ({ signal }) => callSidecar<BuiltInTemplate>({ path: '/api/confluence/built-in-template', signal }),
    staleTime: Infinity,
  });
}

export function useSavePageTemplate() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, input }: { id: number | null; input: PublishTemplateInput }) =>
      id === null
        ? callSidecar<PublishTemplate>({ method: 'POST', path: '/api/confluence/templates', body: input })
        : callSidecar<PublishTemplate>({ method: 'PUT', path: `/api/confluence/templates/${id}`, body: input }),
    meta: { done: 'Template saved', isErrorShownByCaller: true },
    onSuccess: () => client.invalidateQueries({ queryKey: keys.templates }),
  });
}

export function useDeletePageTemplate() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => callSidecar<null>({ method: 'DELETE', path: `/api/confluence/templates/${id}` }),
    meta: { done: 'Template deleted' },
    onSuccess: () => client.invalidateQueries({ queryKey: keys.templates }),
  });
}

/** What publishing would write, and what stands in the way. */
export function usePublishPreview(reportId: number, input: PublishInput) {
  return useQuery({
    queryKey: keys.preview(reportId, input),
    queryFn: ({ signal }) =>
      callSidecar<PublishPreview>({
        ...{ method: 'POST', path: `/api/confluence/preview/${reportId}` },
        ...{ body: input, signal },
      }),
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 0,
  });
}

/** It is wanted from then on; the page follows. */
export function usePublish(reportId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: PublishInput) =>
      callSidecar<Publication>({ method: 'POST', path: `/api/confluence/publish/${reportId}`, body: input }),
    onSuccess: (publication) => client.setQueryData(keys.status(reportId), publication),
    onSettled: () => client.invalidateQueries({ queryKey: reportKeys.all }),
  });
}
