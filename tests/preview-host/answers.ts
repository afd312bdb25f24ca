import type { ServerResponse } from 'node:http';
import type { Stranger } from './identity.ts';

/** What Grafana's middleware puts on every answer that is not a plugin's file. */
export const DEFAULT_HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'deny',
  'x-xss-protection': '1; mode=block',
};

/** How Grafana's middleware, its proxy and unknown routes answer: with a charset and a line end. */
export function answerJson(response: ServerResponse, status: number, body: unknown): void {
  answerText(response, { status, contentType: 'application/json; charset=UTF-8', text: `${JSON.stringify(body)}\n` });
}

/** How the handlers of Grafana's own API answer: without either. */
export function answerApiJson(response: ServerResponse, status: number, body: unknown): void {
  answerText(response, { status, contentType: 'application/json', text: JSON.stringify(body) });
}

/** Go's HTTP server refuses a broken escape before Grafana sees the request. */
export function answerBrokenPath(response: ServerResponse): void {
  response.writeHead(400, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
  response.end('400 Bad Request');
}

/** Pages send people elsewhere who are not signed in or may not open them. */
export function answerRedirect(response: ServerResponse, location: string): void {
  const text = `<a href="${location.replaceAll('&', '&amp;')}">Found</a>.\n\n`;
  const headers = { ...DEFAULT_HEADERS, location, 'content-type': 'text/html; charset=utf-8' };
  response.writeHead(302, headers);
  response.end(text);
}

function answerText(
  response: ServerResponse,
  { status, contentType, text }: { status: number; contentType: string; text: string }
): void {
  response.writeHead(status, {
    ...DEFAULT_HEADERS,
    'content-type': contentType,
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

const UNAUTHORIZED: Readonly<Record<Stranger, { message: string; messageId: string }>> = {
  nobody: { message: 'Unauthorized', messageId: 'auth.unauthorized' },
  'invalid token': { message: 'Invalid API key', messageId: 'api-key.invalid' },
  'token of another organisation': {
    message: 'API key does not belong to the requested organization',
    messageId: 'api-key.organization-mismatch',
  },
};

export function answerUnauthorized(response: ServerResponse, stranger: Stranger): void {
  answerJson(response, 401, { extra: null, ...UNAUTHORIZED[stranger], statusCode: 401, traceID: '' });
}

export function answerAccessDenied(response: ServerResponse, permission: string): void {
  answerJson(response, 403, {
    accessErrorId: 'ACE0000000000',
    message: `You'll need additional permissions to perform this action. Permissions needed: ${permission}`,
    title: 'Access denied',
  });
}
