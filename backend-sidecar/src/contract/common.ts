import { Type, type Static, type TSchema } from 'typebox';

/** Row id of any stored thing. */
export const Id = Type.Integer({ minimum: 1 });

/** Epoch milliseconds, UTC. */
export const EpochMs = Type.Integer({ description: 'Epoch milliseconds, UTC' });

/** A value that may be absent: `null` means "no data" and is never the same as 0. */
export function Nullable<T extends TSchema>(schema: T, options: { description?: string } = {}) {
  return Type.Union([schema, Type.Null()], options);
}

export const IdParams = Type.Object({ id: Id });

/** A name that people choose and that becomes part of file names. */
export const Name = Type.String({ minLength: 1, maxLength: 100, pattern: '^\\S(.*\\S)?$' });

export const Description = Type.String({ maxLength: 4000 });

/** Extra JMeter properties: passed as `-Jname=value`; a later level (environment < scenario < test type) wins. */
export const JMeterProperties = Type.Record(
  Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9_.-]*$' }),
  Type.String({ maxLength: 4000 }),
  { additionalProperties: false }
);

/** The filter line of every list; sorting is `field` or `-field` (descending). */
export const ListQuery = Type.Object({
  page: Type.Optional(Type.Integer({ minimum: 1, default: 1 })),
  pageSize: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 50 })),
  sort: Type.Optional(Type.String({ maxLength: 60 })),
  search: Type.Optional(Type.String({ maxLength: 200 })),
});
export type ListQuery = Static<typeof ListQuery>;

export interface Page<T> {
  items: T[];
  page: number;
  pageSize: number;
  totalItems: number;
}

export function PageOf<T extends TSchema>(item: T) {
  return Type.Object({
    items: Type.Array(item),
    page: Type.Integer(),
    pageSize: Type.Integer(),
    totalItems: Type.Integer(),
  });
}

/** RFC 9457, with the stable code of the error catalogue and what the reader can do. */
export const Problem = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String(),
    detail: Type.Optional(Type.String()),
    hint: Type.String(),
    requestId: Type.Optional(Type.String()),
  },
  { $id: 'Problem' }
);
export type Problem = Static<typeof Problem>;

export const Role = Type.Union([Type.Literal('Viewer'), Type.Literal('Editor'), Type.Literal('Admin')]);
export type Role = Static<typeof Role>;
