import type { ServerResponse } from 'node:http';

/** What Grafana's middleware puts on every answer that is not a plugin's file. */
export const DEFAULT_HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'deny',
  'x-xss-protection': '1; mode=block',
};

export function answerJson(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    ...DEFAULT_HEADERS,
    'content-type': 'application/json; charset=UTF-8',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

export function answerUnauthorized(response: ServerResponse, problem: 'no login' | 'invalid token'): void {
  const isToken = problem === 'invalid token';
  answerJson(response, 401, {
    extra: null,
    message: isToken ? 'Invalid API key' : 'Unauthorized',
    messageId: isToken ? 'api-key.invalid' : 'auth.unauthorized',
    statusCode: 401,
    traceID: '',
  });
}

export function answerAccessDenied(response: ServerResponse, permission: string): void {
  answerJson(response, 403, {
    accessErrorId: 'ACE0000000000',
    message: `You'll need additional permissions to perform this action. Permissions needed: ${permission}`,
    title: 'Access denied',
  });
}
