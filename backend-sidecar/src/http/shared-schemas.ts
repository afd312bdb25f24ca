import type { FastifyInstance } from 'fastify';

type Schema = Record<string, unknown>;

/**
 * Replaces every schema that has an `$id` by a reference and makes it known to the app once: so that validation and
 * serialization meet each name once, and OpenAPI has components instead of copies.
 */
export function shareSchemas(app: Pick<FastifyInstance, 'addSchema' | 'getSchemas'>, schema: unknown): unknown {
  if (Array.isArray(schema)) {
    return schema.map((part) => shareSchemas(app, part));
  }
  if (typeof schema !== 'object' || schema === null) {
    return schema;
  }
  const { $id, ...parts } = schema as Schema;
  const shared = Object.fromEntries(Object.entries(parts).map(([key, part]) => [key, shareSchemas(app, part)]));
  if (typeof $id !== 'string') {
    return shared;
  }
  if (!($id in app.getSchemas())) {
    app.addSchema({ $id, ...shared });
  }
  return { $ref: `${$id}#` };
}
