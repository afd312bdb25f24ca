import { AppEvents, DataQueryErrorType, type EventBusExtended } from '@grafana/data';
import { config, type BackendSrv, type BackendSrvRequest, type FetchError, type FetchResponse } from '@grafana/runtime';
import { defer, filter, lastValueFrom, map, Observable, Subject, takeUntil, throwIfEmpty } from 'rxjs';

/** Grafana waits this long before it shows a toast, so that a caller can set `isHandled`. */
const ERROR_TOAST_DELAY_MS = 50;
const LONGEST_TOAST_TITLE = 80;

const JSON_CONTENT_TYPES = [
  ...['application/json', 'application/json-patch+json'],
  ...['application/merge-patch+json', 'application/strategic-merge-patch+json'],
];

type Loose = Record<string, unknown>;

function isLocalUrl(url: string): boolean {
  return !/^https?:\/\//.test(url);
}

function isDataQuery(url: string): boolean {
  return ['api/datasources/proxy', 'api/tsdb/query', 'api/ds/query'].some((part) => url.includes(part));
}

function isJson(headers: Headers): boolean {
  return JSON_CONTENT_TYPES.includes((headers.get('content-type') ?? '').toLowerCase());
}

/** Adds and removes the headers that Grafana's client does; a caller's Authorization becomes X-DS-Authorization. */
function prepare(request: BackendSrvRequest): BackendSrvRequest {
  const prepared: BackendSrvRequest = { ...request, retry: request.retry ?? 0, headers: { ...request.headers } };
  const headers = prepared.headers ?? {};
  headers['X-Grafana-Device-Id'] = 'preview';
  if (!isLocalUrl(prepared.url)) {
    return prepared;
  }
  headers['X-Grafana-Org-Id'] = config.bootData.user.orgId;
  if (headers.Authorization) {
    headers['X-DS-Authorization'] = headers.Authorization;
    delete headers.Authorization;
  }
  prepared.url = prepared.url.replace(/^\//, '');
  return prepared;
}

function headersOf(request: BackendSrvRequest): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers ?? {})) {
    const text = String(value);
    headers.set(name, /[^\u0000-\u00ff]/.test(text) ? encodeURI(text) : text);
  }
  if (['post', 'put', 'patch'].includes((request.method ?? '').toLowerCase()) && !headers.has('content-type')) {
    headers.set('content-type', 'application/json');
  }
  if (!headers.has('accept')) {
    headers.set('accept', 'application/json, text/plain, */*');
  }
  return headers;
}

/** Only text and Blob go out as they are: a FormData becomes "{}", as in Grafana. */
function bodyOf({ data }: BackendSrvRequest, headers: Headers): BodyInit | undefined {
  if (!data || typeof data === 'string' || data instanceof Blob) {
    return data;
  }
  return isJson(headers) ? JSON.stringify(data) : new URLSearchParams(data);
}

function urlOf({ url, params }: BackendSrvRequest): string {
  const pairs: string[] = [];
  for (const [name, value] of Object.entries(params ?? {})) {
    const isLeftOut = value === undefined || (value && (value as { length?: number }).length === 0);
    for (const item of isLeftOut ? [] : [value].flat()) {
      pairs.push(`${encodeURIComponent(name)}=${encodeURIComponent(String(item))}`);
    }
  }
  return pairs.length > 0 ? `${url}?${pairs.join('&')}` : url;
}

function send(request: BackendSrvRequest, own: AbortSignal): Promise<Response> {
  const headers = headersOf(request);
  const { method, credentials = 'same-origin', abortSignal } = request;
  const signal = abortSignal ? AbortSignal.any([own, abortSignal]) : own;
  return fetch(urlOf(request), { method, headers, body: bodyOf(request, headers), credentials, signal });
}

async function readBody(response: Response, request: BackendSrvRequest): Promise<unknown> {
  switch (request.responseType ?? (isJson(response.headers) ? 'json' : undefined)) {
    case 'arraybuffer':
      return response.arrayBuffer();
    case 'blob':
      return response.blob();
    case 'json':
      return response.headers.get('Content-Length') === '0' ? {} : response.json();
    case 'text':
      return response.text();
    default:
      return jsonOrText(await response.text());
  }
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function describe(response: Response, request: BackendSrvRequest): Omit<FetchResponse, 'data'> {
  const { status, statusText, ok, headers, url, type, redirected } = response;
  const traceId = headers.get('grafana-trace-id') ?? undefined;
  return { status, statusText, ok, headers, url, type, redirected, config: request, traceId };
}

/** Stands in for Grafana's client: the same urls, headers, error shape, toasts, cancellation and one retry after 401. */
export class PreviewBackendSrv implements BackendSrv {
  private readonly cancelled = new Subject<string>();
  private readonly appEvents: EventBusExtended;

  constructor(appEvents: EventBusExtended) {
    this.appEvents = appEvents;
  }

  fetch<T>(options: BackendSrvRequest): Observable<FetchResponse<T>> {
    return defer(() => {
      if (options.requestId) {
        this.cancelled.next(options.requestId);
      }
      const request = prepare(options);
      return this.once<T>(request).pipe(
        takeUntil(this.cancelled.pipe(filter((id) => id === options.requestId))),
        throwIfEmpty(() => cancelledError(request))
      );
    });
  }

  private once<T>(request: BackendSrvRequest): Observable<FetchResponse<T>> {
    return new Observable((observer) => {
      const controller = new AbortController();
      this.exchange<T>(request, controller.signal).then(
        (response) => {
          observer.next(response);
          observer.complete();
        },
        (error: unknown) => !observer.closed && observer.error(this.processError(request, error))
      );
      return () => controller.abort();
    });
  }

  private async exchange<T>(request: BackendSrvRequest, signal: AbortSignal): Promise<FetchResponse<T>> {
    let response = await send(request, signal);
    if (response.status === 401 && this.mayRetry(request) && (await this.isStillSignedIn())) {
      response = await send(request, signal);
    }
    const data = (await readBody(response, request)) as T;
    if (!response.ok) {
      const { status, statusText } = response;
      throw { status, statusText, data, config: request } satisfies FetchError<T>;
    }
    const answer: FetchResponse<T> = { ...describe(response, request), data };
    this.showSuccess(answer);
    return answer;
  }

  private mayRetry({ url, retry }: BackendSrvRequest): boolean {
    return isLocalUrl(url) && retry === 0 && config.bootData.user.isSignedIn;
  }

  private async isStillSignedIn(): Promise<boolean> {
    const ping = await fetch('api/login/ping');
    return ping.ok;
  }

  private showSuccess({ config: request, data }: FetchResponse<unknown>): void {
    const isQuiet = request.method === 'GET' || isDataQuery(request.url) || !isLocalUrl(request.url);
    if (request.showSuccessAlert === false || (request.showSuccessAlert === undefined && isQuiet)) {
      return;
    }
    const message = (data as Loose | null)?.message;
    if (typeof message === 'string' && message) {
      this.appEvents.emit(AppEvents.alertSuccess, [message]);
    }
  }

  /** Makes `data` an object with a message and shows it later, unless somebody handled the error meanwhile. */
  private processError(request: BackendSrvRequest, thrown: unknown): unknown {
    const error = thrown as FetchError<Loose | string | null | undefined>;
    const given = error.data ?? { message: 'Unexpected error' };
    const data: Loose =
      typeof given === 'string' ? { message: given, error: error.statusText, response: given } : given;
    if (!data.message && typeof data.error === 'string') {
      data.message = data.error;
    }
    error.data = data;
    if (data.message) {
      setTimeout(() => !error.isHandled && this.showError(request, error as FetchError<Loose>), ERROR_TOAST_DELAY_MS);
    }
    return error;
  }

  private showError(request: BackendSrvRequest, error: FetchError<Loose>): void {
    const isQuiet = isDataQuery(request.url) || !isLocalUrl(request.url);
    if (request.showErrorAlert === false || (request.showErrorAlert === undefined && isQuiet)) {
      return;
    }
    const event = error.status < 500 ? AppEvents.alertWarning : AppEvents.alertError;
    this.appEvents.emit(event, toastTexts(error));
  }

  chunked(options: BackendSrvRequest): Observable<FetchResponse<Uint8Array | undefined>> {
    return new Observable((observer) => {
      const controller = new AbortController();
      const read = async () => {
        const response = await send(options, controller.signal);
        const meta = describe(response, options);
        const reader = response.body?.getReader();
        if (!reader) {
          observer.next({ ...meta, data: undefined });
          return;
        }
        for (let chunk = await reader.read(); ; chunk = await reader.read()) {
          observer.next({ ...meta, data: chunk.value });
          if (chunk.done) {
            return;
          }
        }
      };
      read().then(
        () => observer.complete(),
        (error: unknown) => observer.error(error)
      );
      return () => controller.abort('unsubscribe');
    });
  }

  async request<T = unknown>(options: BackendSrvRequest): Promise<T> {
    return lastValueFrom(this.fetch<T>(options).pipe(map((response) => response.data)));
  }

  datasourceRequest<T = unknown>(options: BackendSrvRequest): Promise<FetchResponse<T>> {
    return lastValueFrom(this.fetch<T>(options));
  }

  get<T>(url: string, params?: Loose, requestId?: string, options?: Partial<BackendSrvRequest>): Promise<T> {
    return this.request<T>({ ...options, method: 'GET', url, params, requestId });
  }

  delete<T>(url: string, data?: unknown, options?: Partial<BackendSrvRequest>): Promise<T> {
    return this.request<T>({ ...options, method: 'DELETE', url, data });
  }

  post<T>(url: string, data?: unknown, options?: Partial<BackendSrvRequest>): Promise<T> {
    return this.request<T>({ ...options, method: 'POST', url, data });
  }

  patch<T>(url: string, data?: unknown, options?: Partial<BackendSrvRequest>): Promise<T> {
    return this.request<T>({ ...options, method: 'PATCH', url, data });
  }

  put<T>(url: string, data?: unknown, options?: Partial<BackendSrvRequest>): Promise<T> {
    return this.request<T>({ ...options, method: 'PUT', url, data });
  }
}

function toastTexts(error: FetchError<Loose>): [string, string] {
  const own = String(error.data.message);
  const message = own === 'Unexpected error' && error.message ? error.message : own;
  if (error.status === 422) {
    return ['Validation failed', own];
  }
  return message.length > LONGEST_TOAST_TITLE ? ['Error', message] : [message, ''];
}

function cancelledError(request: BackendSrvRequest) {
  return {
    type: DataQueryErrorType.Cancelled,
    cancelled: true,
    data: null,
    status: -1,
    statusText: 'Request was aborted',
    config: request,
  };
}
