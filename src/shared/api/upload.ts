import { proxyHref } from '../paths';
import { ApiError, isRecord, toApiError } from './api-error';
import { callSidecar } from './http';

export interface UploadCall {
  /** Begins with `/api/`. */
  path: string;
  form: FormData;
  signal: AbortSignal;
  /** Bytes of the whole form; the form is a little larger than its files. */
  onSent: (sentBytes: number, totalBytes: number) => void;
}

/**
 * Sends a form with files through Grafana's proxy. Grafana's own client cannot send one, and `fetch` does not tell how
 * much is sent, so this is an XMLHttpRequest.
 */
export async function uploadForm<T>(call: UploadCall): Promise<T> {
  // Grafana renews a session only for its own client: a call before the upload keeps it from ending in a 401.
  await callSidecar({ path: '/api/scripts', query: { pageSize: 1 }, signal: call.signal });
  return send<T>(call);
}

function send<T>({ path, form, signal, onSent }: UploadCall): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const request = new XMLHttpRequest();
    const cancel = () => request.abort();
    signal.addEventListener('abort', cancel, { once: true });
    request.upload.addEventListener('progress', ({ loaded, total }) => onSent(loaded, total));
    request.addEventListener('load', () => {
      const body = parsed(request.responseText);
      if (request.status >= 200 && request.status < 300) {
        return resolve(body as T);
      }
      reject(toApiError({ status: request.status, data: body }));
    });
    request.addEventListener('error', () => reject(brokenOff()));
    request.addEventListener('abort', () => reject(new DOMException('The upload was cancelled', 'AbortError')));
    request.addEventListener('loadend', () => signal.removeEventListener('abort', cancel));
    request.open('POST', proxyHref(path));
    request.setRequestHeader('Accept', 'application/json');
    request.send(form);
    if (signal.aborted) {
      cancel();
    }
  });
}

function parsed(text: string): unknown {
  try {
    const body: unknown = JSON.parse(text);
    return isRecord(body) ? body : undefined;
  } catch {
    return undefined;
  }
}

function brokenOff(): ApiError {
  return new ApiError({
    status: 0,
    code: 'UPLOAD_BROKEN_OFF',
    title: 'The connection ended before everything was sent',
    hint: 'Nothing was stored. Try again; if it breaks off at the same size each time, a proxy in front of Grafana limits it.',
  });
}
