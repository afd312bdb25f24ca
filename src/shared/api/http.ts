import { lastValueFrom } from 'rxjs';
import { getBackendSrv } from '@grafana/runtime';
import type { Page } from 'perftest-automation-sidecar/contract/common';

import { proxyPath, type QueryParams } from '../paths';
import { isAbort, toApiError } from './api-error';

interface Call {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Begins with `/api/`. */
  path: string;
  query?: QueryParams;
  body?: unknown;
  signal?: AbortSignal;
}

/**
 * A call of the sidecar through Grafana's proxy. The answer's shape is the contract's: both sides are built from one
 * repository, and the sidecar validates what it sends.
 */
export async function callSidecar<T>({ method = 'GET', path, query, body, signal }: Call): Promise<T> {
  try {
    const response = await lastValueFrom(
      getBackendSrv().fetch<T>({
        url: proxyPath(path, query),
        method,
        data: body,
        abortSignal: signal,
        showErrorAlert: false,
        showSuccessAlert: false,
      })
    );
    return response.data;
  } catch (cause) {
    throw isAbort(cause) ? cause : toApiError(cause);
  }
}

/** Everything of a short list, for choices: the largest page that the API serves. */
export async function listAll<T>(path: string, signal: AbortSignal): Promise<T[]> {
  const page = await callSidecar<Page<T>>({ path, query: { pageSize: 500 }, signal });
  return page.items;
}
