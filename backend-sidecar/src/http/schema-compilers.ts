import AjvCompiler, { type BuildCompilerFromPool } from '@fastify/ajv-compiler';
import { SerializerSelector, type SerializerFactory } from '@fastify/fast-json-stringify-compiler';

/*
 * Each schema is compiled when it is first needed: a start needs none of some hundred, and all of them take seconds of a
 * core. That all can be compiled is what schema-compilers.test.ts says.
 */

type ValidatorCompiler = ReturnType<BuildCompilerFromPool>;
type RoutePart = Parameters<ValidatorCompiler>[0] & { httpPart?: string };

/**
 * A body must be exactly what it says: no coercion (which would turn null, "no data", into 0) and no silent removal of
 * unknown fields. The URL's parts are text, so numbers are read from them.
 */
export const buildValidator: BuildCompilerFromPool = (externalSchemas) => {
  const common = { allErrors: true, removeAdditional: false, useDefaults: true } as const;
  const compilerOf = (coerceTypes: boolean) =>
    once(() => AjvCompiler()(externalSchemas, { customOptions: { ...common, coerceTypes } }));
  const strict = compilerOf(false);
  const fromText = compilerOf(true);
  return ((part: RoutePart) =>
    lateValidator(() => (part.httpPart === 'body' ? strict() : fromText())(part))) as ValidatorCompiler;
};

export const buildSerializer: SerializerFactory = (externalSchemas, options) => {
  const compile = SerializerSelector()(externalSchemas, options);
  return (route) => {
    const serializer = once(() => compile(route));
    return (document) => serializer()(document);
  };
};

/** As Fastify calls it: the errors of a refusal stand at the function itself. */
function lateValidator(compile: () => ReturnType<ValidatorCompiler>) {
  const validator = once(compile);
  const validate = (data: unknown): unknown => {
    const isValid = validator()(data);
    validate.errors = validator().errors;
    return isValid;
  };
  validate.errors = undefined as ReturnType<ValidatorCompiler>['errors'];
  return validate;
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
