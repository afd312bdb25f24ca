import Fastify from 'fastify';
import { Type, type TSchema } from 'typebox';
import { describe, expect, it } from 'vitest';

import { invalidRequest } from './invalid-request.ts';

const word = (...values: string[]) => Type.Union(values.map((value) => Type.Literal(value)));

async function refusalOf(schema: TSchema, body: unknown): Promise<string> {
  const app = Fastify({ schemaErrorFormatter: invalidRequest });
  app.post('/', { schema: { body: schema } }, () => 'taken');
  const answer = await app.inject({ method: 'POST', url: '/', payload: body as object });
  return (JSON.parse(answer.body) as { message: string }).message;
}

describe('a request that is not valid', () => {
  it.each<[string, TSchema, unknown, string]>([
    [
      'names all that a word may be, once',
      Type.Object({ metric: word('mean', 'p90', 'p95') }),
      { metric: 'p96' },
      'body/metric must be one of "mean", "p90", "p95"',
    ],
    [
      'also where it may be left empty',
      Type.Object({ metric: Type.Union([word('mean', 'p90'), Type.Null()]) }),
      { metric: 'p96' },
      'body/metric must be one of "mean", "p90", null',
    ],
    [
      'names a field that is unknown, and one that is missing',
      Type.Object({ name: Type.String() }, { additionalProperties: false }),
      { nam: 'x' },
      "body must have required property 'name'",
    ],
    [
      'says each thing at its place',
      Type.Object({ from: Type.Object({ count: Type.Integer() }) }),
      { from: { count: 'many' } },
      'body/from/count must be integer',
    ],
    [
      'says what a single word must be',
      Type.Object({ kind: Type.Literal('a') }),
      { kind: 'b' },
      'body/kind must be "a"',
    ],
  ])('%s', async (_what, schema, body, expected) => {
    expect(await refusalOf(schema, body)).toBe(expected);
  });
});
