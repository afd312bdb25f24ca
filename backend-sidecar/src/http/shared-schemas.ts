type Schema = Record<string, unknown>;

/** Where schemas are made known by their `$id`. */
interface SchemaRegistry {
  addSchema(schema: unknown): unknown;
  getSchemas(): Record<string, unknown>;
}

/**
 * Replaces every schema that has an `$id` by a reference and makes it known to the app once: so that validation and
 * serialization meet each name once, and OpenAPI has components instead of copies.
 */
export function shareSchemas(app: SchemaRegistry, schema: unknown): unknown {
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
