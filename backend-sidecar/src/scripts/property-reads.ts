/** A JMeter property that a script reads, e.g. `${__P(threads,25)}`. */
export interface PropertyRead {
  readonly name: string;
  /** What the function yields when the property is not set: `1` for `__P`, the name for `__property`, unless the script says otherwise. */
  readonly defaultValue: string;
}

const CALL = /\$\{__(P|property)\(/g;
/** Variables may be defined by other variables; a chain longer than this is a cycle. */
const MAX_EXPANSIONS = 5;
/** A call that does not end within so many characters is none. */
const MAX_CALL_LENGTH = 1_000;

/** Every read in the text, also those inside the arguments of another function. */
export function findPropertyReads(text: string): PropertyRead[] {
  return [...text.matchAll(CALL)].flatMap((call) => {
    const [name = '', ...rest] = readArguments(text, call.index + call[0].length);
    if (name === '') {
      return [];
    }
    // `__property(name,variable,default)` has one parameter more than `__P(name,default)`.
    const defaultValue = call[1] === 'P' ? (rest[0] ?? '1') : (rest[1] ?? name);
    return [{ name, defaultValue }];
  });
}

/** The names of the properties that a text depends on, directly or through user defined variables (`${users}`). */
export function propertiesBehind(text: string, variables: ReadonlyMap<string, string>): Set<string> {
  return new Set(findPropertyReads(expandVariables(text, variables)).map((read) => read.name));
}

function expandVariables(text: string, variables: ReadonlyMap<string, string>): string {
  let expanded = text;
  for (let round = 0; round < MAX_EXPANSIONS; round += 1) {
    const next = expanded.replace(/\$\{(\w[^${}()]*)\}/g, (whole, name: string) => variables.get(name) ?? whole);
    if (next === expanded) {
      break;
    }
    expanded = next;
  }
  return expanded;
}

/** The arguments of a call from behind its opening parenthesis: split at its own commas, `\,` being a plain comma. */
function readArguments(text: string, start: number): string[] {
  const parts = [''];
  let depth = 0;
  for (const [token] of text.slice(start, start + MAX_CALL_LENGTH).matchAll(/\\.|[\s\S]/g)) {
    if (depth === 0 && token === ')') {
      return parts;
    }
    depth += nesting(token);
    if (depth === 0 && token === ',') {
      parts.push('');
    } else {
      parts[parts.length - 1] += token.replace(/^\\/, '');
    }
  }
  return [];
}

function nesting(token: string): -1 | 0 | 1 {
  if (token === '(' || token === '{') {
    return 1;
  }
  return token === ')' || token === '}' ? -1 : 0;
}
