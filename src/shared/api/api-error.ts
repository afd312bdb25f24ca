interface ApiErrorFields {
  status: number;
  code: string;
  title: string;
  detail?: string;
  hint: string;
}

/** Every failed call: what is wrong, and what the reader can do about it. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail?: string;
  readonly hint: string;

  constructor({ status, code, title, detail, hint }: ApiErrorFields, cause?: unknown) {
    super(title, { cause });
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.title = title;
    this.detail = detail;
    this.hint = hint;
  }

  get isForbidden(): boolean {
    return this.status === 403;
  }
}

const UNREACHABLE: ApiErrorFields = {
  status: 502,
  code: 'SIDECAR_UNREACHABLE',
  title: 'The sidecar does not answer',
  hint: 'Check that it is running and that its address in the plugin configuration is right. Runs go on without this page.',
};

/** Answers of Grafana itself, before the sidecar was reached; by status. */
const FROM_GRAFANA: Record<number, ApiErrorFields> = {
  0: {
    status: 0,
    code: 'NETWORK',
    title: 'Grafana could not be reached',
    hint: 'Check the network connection. Runs go on without this page.',
  },
  401: {
    status: 401,
    code: 'SIGNED_OUT',
    title: 'Your Grafana session has ended',
    hint: 'Sign in again; this page will be where you left it.',
  },
  403: {
    status: 403,
    code: 'ROLE',
    title: 'Your role does not allow this',
    hint: 'Ask an administrator of your Grafana organisation.',
  },
  404: {
    status: 404,
    code: 'ROUTE_UNKNOWN',
    title: 'Grafana does not know this address of the app',
    hint: 'Check that the plugin is enabled, and that the plugin and the sidecar are of the same version.',
  },
  413: {
    status: 413,
    code: 'TOO_LARGE',
    title: 'A proxy in front of Grafana refused the size of the upload',
    hint: 'Raise its limit (for nginx: client_max_body_size), or leave out files that the test does not need.',
  },
  502: UNREACHABLE,
  503: UNREACHABLE,
  504: UNREACHABLE,
};

/** Translates whatever a call failed with; problem+json of the sidecar first, then answers of Grafana's proxy. */
export function toApiError(cause: unknown): ApiError {
  if (cause instanceof ApiError) {
    return cause;
  }
  const { status, body } = readFailure(cause);
  const problem = readProblem(body);
  if (problem) {
    return new ApiError({ ...problem, status: problem.status || status }, cause);
  }
  return new ApiError(FROM_GRAFANA[status] ?? unexpected(status, body), cause);
}

export function isAbort(cause: unknown): boolean {
  return isRecord(cause) && (cause.name === 'AbortError' || cause.cancelled === true);
}

function readFailure(cause: unknown): { status: number; body: unknown } {
  if (!isRecord(cause)) {
    return { status: 0, body: undefined };
  }
  return { status: typeof cause.status === 'number' ? cause.status : 0, body: cause.data };
}

function readProblem(body: unknown): ApiErrorFields | undefined {
  if (!isRecord(body) || typeof body.code !== 'string' || typeof body.title !== 'string') {
    return undefined;
  }
  return {
    status: typeof body.status === 'number' ? body.status : 0,
    code: body.code,
    title: body.title,
    detail: typeof body.detail === 'string' ? body.detail : undefined,
    hint: typeof body.hint === 'string' ? body.hint : '',
  };
}

function unexpected(status: number, body: unknown): ApiErrorFields {
  const message = isRecord(body) && typeof body.message === 'string' ? body.message : undefined;
  return {
    status,
    code: 'UNEXPECTED',
    title: `The call failed with status ${status}`,
    detail: message,
    hint: 'Try again; if it stays, the log of the sidecar says more.',
  };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
