import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';

import type { Problem } from '../contract/common.ts';
import { AppError, ERROR_CATALOGUE, type ErrorCode } from '../kernel/errors.ts';

/** Of one file of an upload; data files are the largest. */
export const UPLOAD_LIMIT_BYTES = 2 * 1024 ** 3;
export const BODY_LIMIT_BYTES = 4 * 1024 * 1024;

/** Every error leaves as `application/problem+json`; only what the catalogue says is shown, never a stack. */
export function sendProblem(
  error: FastifyError | AppError | Error,
  request: FastifyRequest,
  reply: FastifyReply
): void {
  const known = toAppError(error);
  if (known.status >= 500) {
    request.log.error({ err: error, code: known.code }, 'request failed');
  }
  void reply
    .status(known.status)
    .header('content-type', 'application/problem+json')
    .serializer(JSON.stringify)
    .send(problemOf(known, request.id));
}

export function problemOf(error: AppError, requestId?: string): Problem {
  return {
    type: `urn:perftest-automation:${error.code}`,
    title: ERROR_CATALOGUE[error.code].title,
    status: error.status,
    code: error.code,
    ...(error.detail === undefined ? {} : { detail: error.detail }),
    hint: error.hint,
    ...(requestId === undefined ? {} : { requestId }),
  };
}

function toAppError(error: FastifyError | AppError | Error): AppError {
  if (error instanceof AppError) {
    return error;
  }
  const code = codeOf(error);
  return new AppError(code, detailOf(code, error), { cause: error });
}

/** What Fastify says of a request; of a fault nothing. */
function detailOf(code: ErrorCode, error: Error): string | undefined {
  if (code === 'INTERNAL') {
    return undefined;
  }
  const isUpload = 'code' in error && String(error.code).startsWith('FST_REQ_FILE');
  return code === 'REQUEST_TOO_LARGE'
    ? `a file may have ${UPLOAD_LIMIT_BYTES} bytes, a body ${BODY_LIMIT_BYTES}; this ${isUpload ? 'file' : 'body'} has more`
    : error.message;
}

/** Fastify's own refusals (validation, body size, media type) keep their 4xx. */
function codeOf(error: Error): ErrorCode {
  const status = 'statusCode' in error ? Number(error.statusCode) : 500;
  if (status === 413) {
    return 'REQUEST_TOO_LARGE';
  }
  if (status === 404) {
    return 'NOT_FOUND';
  }
  return status >= 400 && status < 500 ? 'REQUEST_INVALID' : 'INTERNAL';
}
