import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import AjvCompiler from '@fastify/ajv-compiler';
import { SerializerSelector } from '@fastify/fast-json-stringify-compiler';
import { pino } from 'pino';
import { describe, expect, it, vi } from 'vitest';

import { readConfig } from '../config/config.ts';
import { createSidecar } from '../sidecar.ts';
import { KEY, MIGRATIONS } from './api-fixture.ts';

type Build = (schemas: never, options?: never) => (part: { schema: unknown }) => unknown;

/** What Fastify gave to be compiled, with the schemas that it may refer to. */
const given = vi.hoisted(() => ({ validators: [] as Given[], serializers: [] as Given[] }));
interface Given {
  schemas: never;
  part: { method?: string; url?: string; schema: unknown };
}

vi.mock('./schema-compilers.ts', async (importOriginal) => {
  const original = await importOriginal<Record<string, Build>>();
  const noted =
    (build: Build | undefined, notes: Given[]): Build =>
    (schemas, options) => {
      const compile = build?.(schemas, options);
      return (part) => {
        notes.push({ schemas, part });
        return compile?.(part);
      };
    };
  return {
    buildValidator: noted(original.buildValidator, given.validators),
    buildSerializer: noted(original.buildSerializer, given.serializers),
  };
});

describe('the schemas of all routes', () => {
  it('can be compiled, although a start compiles none', async () => {
    const dataDirectory = mkdtempSync(join(tmpdir(), 'perftest-schemas-'));
    const environment = { SIDECAR_KEY: KEY, DATA_DIR: dataDirectory };
    const sidecar = await createSidecar({
      config: readConfig(environment),
      environment,
      migrationsDirectory: MIGRATIONS,
      version: '0',
      log: pino({ level: 'silent' }),
    });
    await sidecar.app.ready();
    await sidecar.stop();
    rmSync(dataDirectory, { recursive: true });
    expect(given.validators.length).toBeGreaterThan(100);
    expect(given.serializers.length).toBeGreaterThan(80);
    expect(faultsOf(given.validators, AjvCompiler() as unknown as Build)).toEqual([]);
    expect(faultsOf(given.serializers, SerializerSelector() as unknown as Build)).toEqual([]);
  });
});

function faultsOf(all: readonly Given[], build: Build): string[] {
  const compilers = new Map<unknown, ReturnType<Build>>();
  return all.flatMap(({ schemas, part }) => {
    const compile = compilers.get(schemas) ?? build(schemas, { customOptions: {} } as never);
    compilers.set(schemas, compile);
    try {
      compile(part);
      return [];
    } catch (error) {
      return [`${part.method} ${part.url}: ${String(error)}`];
    }
  });
}

describe('a schema', () => {
  const body = {
    method: 'POST',
    url: '/x',
    httpPart: 'body',
    schema: { type: 'object', properties: { n: { type: 'number' } } },
  };

  it('that cannot be compiled says so when it is needed, not before', async () => {
    const { buildValidator } = await vi.importActual<typeof import('./schema-compilers.ts')>('./schema-compilers.ts');
    const validate = buildValidator({})({ ...body, schema: { $ref: 'nowhere#' } } as never);
    expect(() => validate({})).toThrow('nowhere');
  });

  it('tells why data were refused', async () => {
    const { buildValidator } = await vi.importActual<typeof import('./schema-compilers.ts')>('./schema-compilers.ts');
    const validate = buildValidator({})(body as never);
    expect(validate({ n: '1' })).toBe(false);
    expect(validate.errors?.[0]?.message).toBe('must be number');
    expect(validate({ n: 1 })).toBe(true);
    expect(validate.errors).toBeNull();
  });
});
