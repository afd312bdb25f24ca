import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Comment, CommentInput, CommentQuery } from 'perftest-automation-sidecar/contract/history';

import { callSidecar } from './http';

const remarkKeys = { all: ['comments'] as const, of: (query: CommentQuery) => ['comments', query] as const };

/** What people have said of a run and its labels, or of a batch. */
export function useRemarks(query: CommentQuery) {
  return useQuery({
    queryKey: remarkKeys.of(query),
    queryFn: ({ signal }) => callSidecar<Comment[]>({ path: '/api/comments', query, signal }),
  });
}

export function useAddRemark() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: CommentInput) => callSidecar<Comment>({ method: 'POST', path: '/api/comments', body: input }),
    onSettled: () => client.invalidateQueries({ queryKey: remarkKeys.all }),
  });
}

export function useDeleteRemark() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => callSidecar<unknown>({ method: 'DELETE', path: `/api/comments/${id}` }),
    onSettled: () => client.invalidateQueries({ queryKey: remarkKeys.all }),
  });
}
