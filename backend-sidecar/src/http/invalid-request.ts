import type { FastifySchemaValidationError } from 'fastify';

/**
 * What is wrong with a request, in words: a value that is none of several is told once, with all that it may be. Fastify's
 * own text names each of them in a sentence of its own.
 */
export function invalidRequest(errors: readonly FastifySchemaValidationError[], part: string): Error {
  const places = [...new Set(errors.map(({ instancePath }) => instancePath))];
  const sentences = places.flatMap((place) =>
    sentencesOf(errors.filter(({ instancePath }) => instancePath === place)).map((text) => `${part}${place} ${text}`)
  );
  return new Error(sentences.join(', '));
}

function sentencesOf(errors: readonly FastifySchemaValidationError[]): string[] {
  const allowed = errors
    .filter(({ keyword }) => keyword === 'const')
    .map(({ params }) => JSON.stringify(params.allowedValue));
  const others = errors.filter(({ keyword }) => keyword !== 'const' && keyword !== 'anyOf');
  if (allowed.length > 1) {
    // Of a choice of words nothing else is said; that it may also be null is one more of them.
    const isNullable = others.some(({ keyword, params }) => keyword === 'type' && params.type === 'null');
    return [`must be one of ${[...allowed, ...(isNullable ? ['null'] : [])].join(', ')}`];
  }
  const texts = (others.length > 0 ? others : errors).map(textOf);
  return [...new Set(texts)];
}

function textOf({ keyword, params, message }: FastifySchemaValidationError): string {
  if (keyword === 'additionalProperties') {
    return `must not have “${String(params.additionalProperty)}”`;
  }
  return keyword === 'const' ? `must be ${JSON.stringify(params.allowedValue)}` : (message ?? 'is not right');
}
