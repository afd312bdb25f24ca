import type { FastifyReply } from 'fastify';

/** Names the download: plain ASCII for old readers, the true name as RFC 8187 beside it. */
export function asAttachment<T extends Pick<FastifyReply, 'header' | 'type'>>(reply: T, fileName: string): T {
  const ascii = fileName.replace(/[^\x20-\x7e]|["\\]/g, '_');
  const encoded = encodeURIComponent(fileName).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
  void reply.header('content-disposition', `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`);
  return reply;
}
