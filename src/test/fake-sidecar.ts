import { of, throwError } from 'rxjs';

export interface RecordedCall {
  method: string;
  /** Without the proxy's prefix, e.g. `/api/tests`. */
  path: string;
  query: URLSearchParams;
  body: unknown;
}

type Answer = unknown | ((call: RecordedCall) => unknown);

/** `GET /api/queue` → what it answers; a function sees the call. */
export type Routes = Record<string, Answer>;

export class ProblemAnswer {
  constructor(
    readonly status: number,
    readonly body: unknown
  ) {}
}

/** A refusal as the sidecar sends it. */
export function problem(status: number, code: string, title: string): ProblemAnswer {
  return new ProblemAnswer(status, { type: `urn:${code}`, status, code, title, hint: `What to do about ${code}.` });
}

/** The proxy's answer when the sidecar does not run: no body. */
export const SIDECAR_DOWN = new ProblemAnswer(502, '');

/** As Grafana serves it; written out, for the tests prove that the app asks there. */
const PREFIX = '/api/plugin-proxy/perftest-automation-app';

/** Stands in for Grafana's backendSrv with the sidecar behind it; a call that no route expects fails the test. */
export class FakeSidecar {
  readonly calls: RecordedCall[] = [];
  private routes: Routes = {};

  answer(routes: Routes): void {
    this.routes = { ...this.routes, ...routes };
  }

  reset(): void {
    this.routes = {};
    this.calls.length = 0;
  }

  last(method: string, path: string): RecordedCall | undefined {
    return this.calls.filter((call) => call.method === method && call.path === path).at(-1);
  }

  readonly fetch = ({ url, method = 'GET', data }: { url: string; method?: string; data?: unknown }) => {
    const parsed = new URL(url, 'http://grafana');
    const path = parsed.pathname.replace(PREFIX, '');
    const call = { method, path, query: parsed.searchParams, body: data };
    this.calls.push(call);
    const key = `${method} ${path}`;
    if (!(key in this.routes)) {
      return throwError(() => ({ status: 404, data: { message: `the test expects no ${key}` } }));
    }
    const route = this.routes[key];
    const answer = typeof route === 'function' ? route(call) : route;
    return answer instanceof ProblemAnswer
      ? throwError(() => ({ status: answer.status, data: answer.body }))
      : of({ data: answer, status: 200 });
  };
}
