/** What an expression finds in the answer of a version probe. */
export type VersionFinding = { kind: 'found'; version: string } | { kind: 'not found'; why: string };

/** `/build/version` is a JSON Pointer; everything else is a regular expression. */
export function isPointer(expression: string): boolean {
  return expression.startsWith('/');
}

/** The value that a JSON Pointer (RFC 6901) names, if it is a text or a number. */
export function readByPointer(body: string, pointer: string): VersionFinding {
  const document = parsed(body);
  if (document === undefined) {
    return notFound('the answer is not JSON');
  }
  let place: unknown = document.json;
  for (const token of pointer.split('/').slice(1).map(unescaped)) {
    place = memberOf(place, token);
    if (place === undefined) {
      return notFound(`the answer has nothing at ${pointer}`);
    }
  }
  if (typeof place === 'number') {
    return found(String(place), pointer);
  }
  return typeof place === 'string' ? found(place, pointer) : notFound(`what is at ${pointer} is no text`);
}

/** The first group of a match, or the whole match where the expression has no group. */
export function readFromMatch(match: ReadonlyArray<string | undefined> | null, expression: string): VersionFinding {
  if (match === null) {
    return notFound(`nothing in the answer matches ${expression}`);
  }
  const version = match.length > 1 ? match[1] : match[0];
  return version === undefined
    ? notFound(`the first group of ${expression} matches nothing in the answer`)
    : found(version, expression);
}

/** Blanks around them and a leading v do not matter; everything else does. */
export function isSameVersion(one: string, other: string): boolean {
  return plain(one) === plain(other);
}

function plain(version: string): string {
  return version.trim().replace(/^v(?=\d)/i, '');
}

function found(text: string, expression: string): VersionFinding {
  const version = text.trim();
  return version === '' ? notFound(`what ${expression} finds is empty`) : { kind: 'found', version };
}

function notFound(why: string): VersionFinding {
  return { kind: 'not found', why };
}

function parsed(body: string): { json: unknown } | undefined {
  try {
    return { json: JSON.parse(body.replace(/^\uFEFF/, '')) };
  } catch {
    return undefined;
  }
}

function unescaped(token: string): string {
  return token.replaceAll('~1', '/').replaceAll('~0', '~');
}

function memberOf(place: unknown, token: string): unknown {
  if (Array.isArray(place)) {
    return /^(0|[1-9]\d*)$/.test(token) ? (place as unknown[])[Number(token)] : undefined;
  }
  const isObject = typeof place === 'object' && place !== null && Object.hasOwn(place, token);
  return isObject ? (place as Record<string, unknown>)[token] : undefined;
}
