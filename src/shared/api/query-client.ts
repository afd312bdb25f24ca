import { AppEvents } from '@grafana/data';
import { getAppEvents } from '@grafana/runtime';
import { MutationCache, QueryClient } from '@tanstack/react-query';

import { type ApiError, toApiError } from './api-error';

declare module '@tanstack/react-query' {
  interface Register {
    defaultError: ApiError;
    mutationMeta: {
      /** Shown as a toast when the mutation has succeeded. */
      done?: string;
      /** The caller shows the failure itself. */
      isErrorShownByCaller?: boolean;
    };
  }
}

const RETRIES = 2;

/** Refusals do not change by asking again; a sidecar that is being restarted answers a moment later. */
function shouldRetry(failureCount: number, error: ApiError): boolean {
  const isTransient = error.status === 0 || error.status >= 502;
  return isTransient && failureCount < RETRIES;
}

/** Toasts are said once, here; components need no code for them. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    mutationCache: new MutationCache({
      onSuccess: (_data, _variables, _context, mutation) => {
        if (mutation.meta?.done) {
          getAppEvents().publish({ type: AppEvents.alertSuccess.name, payload: [mutation.meta.done] });
        }
      },
      onError: (cause, _variables, _context, mutation) => {
        if (!mutation.meta?.isErrorShownByCaller) {
          publishError(toApiError(cause));
        }
      },
    }),
    defaultOptions: {
      queries: { retry: shouldRetry, staleTime: 1000, refetchOnWindowFocus: true },
      mutations: { retry: false },
    },
  });
}

function publishError(error: ApiError): void {
  const text = [error.detail, error.hint].filter(Boolean).join(' ');
  getAppEvents().publish({ type: AppEvents.alertError.name, payload: [error.title, text] });
}
