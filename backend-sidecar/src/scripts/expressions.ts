/** A call of a JMeter function, e.g. `${__CSVRead(users.csv,0)}`. */
export interface FunctionCall {
  /** Without the two underscores. */
  readonly name: string;
  readonly parameters: readonly string[];
}

/** What the expressions of a script are worked out with, before it runs. */
export interface ValueScope {
  /** JMeter properties in force. */
  readonly properties: Readonly<Record<string, string>>;
  /** User defined variables of the script. */
  readonly variables: Readonly<Record<string, string>>;
  /** Values of `@@NAME@@`. */
  readonly placeholders: Readonly<Record<string, string>>;
}

/** `@@NAME@@`: what the run's copy replaces. */
export const PLACEHOLDER = /@@([A-Za-z_][A-Za-z0-9_.-]*)@@/g;

/** Variables may be defined by other variables; a chain longer than this is a cycle. */
const MAX_EXPANSIONS = 5;
/** A call that does not end within so many characters is none. */
const MAX_CALL_LENGTH = 1_000;
const CALL = /\$\{__(\w+)/g;

/** The entry of that name that is the record's own: names come from scripts, and `constructor` is one. */
export function ownEntry(record: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** Every function call in the text, also those inside the arguments of another function. */
export function findFunctionCalls(text: string): FunctionCall[] {
  return [...text.matchAll(CALL)].flatMap((call) => {
    const behind = call.index + call[0].length;
    const parameters = parametersAt(text, behind);
    return parameters === undefined ? [] : [{ name: call[1] ?? '', parameters }];
  });
}

function parametersAt(text: string, start: number): string[] | undefined {
  if (text.startsWith('}', start)) {
    return [];
  }
  return text.startsWith('(', start) ? splitParameters(text, start + 1) : undefined;
}

/** The parameters of a call from behind its opening parenthesis: split at its own commas, `\,` being a plain comma. */
function splitParameters(text: string, start: number): string[] | undefined {
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
  return undefined;
}

function nesting(token: string): -1 | 0 | 1 {
  if (token === '(' || token === '{') {
    return 1;
  }
  return token === ')' || token === '}' ? -1 : 0;
}

/**
 * The text as JMeter will see it, or null when something in it is only known while the test runs: a variable that no
 * User Defined Variables element defines, a function other than `__P` and `__property`, a placeholder without a value.
 */
export function resolveText(text: string, scope: ValueScope, expansions = 0): string | null {
  const replaced = text.replace(PLACEHOLDER, (whole, name: string) => ownEntry(scope.placeholders, name) ?? whole);
  if (replaced.search(PLACEHOLDER) !== -1) {
    return null;
  }
  const parts: string[] = [];
  let position = 0;
  for (let start = replaced.indexOf('${'); start !== -1; start = replaced.indexOf('${', position)) {
    const end = endOfExpression(replaced, start);
    const value = end === -1 ? null : valueOf(replaced.slice(start, end), scope, expansions);
    if (value === null) {
      return null;
    }
    parts.push(replaced.slice(position, start), value);
    position = end;
  }
  return [...parts, replaced.slice(position)].join('');
}

/** The offset behind the `}` that closes the expression, or -1. */
function endOfExpression(text: string, start: number): number {
  let depth = 0;
  for (let index = start + 1; index < Math.min(text.length, start + MAX_CALL_LENGTH); index += 1) {
    const character = text.charAt(index);
    if (character === '{') {
      depth += 1;
    } else if (character === '}') {
      depth -= 1;
      if (depth === 0) {
        return index + 1;
      }
    }
  }
  return -1;
}

/** The value of one expression, e.g. `${users}` or `${__P(threads,25)}`. */
function valueOf(expression: string, scope: ValueScope, expansions: number): string | null {
  if (expansions >= MAX_EXPANSIONS) {
    return null;
  }
  if (expression.startsWith('${__')) {
    const [call] = findFunctionCalls(expression);
    return call === undefined ? null : valueOfCall(call, scope, expansions);
  }
  const definition = ownEntry(scope.variables, expression.slice(2, -1));
  return definition === undefined ? null : resolveText(definition, scope, expansions + 1);
}

function valueOfCall(call: FunctionCall, scope: ValueScope, expansions: number): string | null {
  const read = propertyReadOf(call);
  if (read === undefined) {
    return null;
  }
  const name = resolveText(read.name, scope, expansions + 1);
  if (name === null) {
    return null;
  }
  return ownEntry(scope.properties, name) ?? resolveText(read.defaultValue, scope, expansions + 1);
}

/** A JMeter property that a script reads, e.g. `${__P(threads,25)}`. */
export interface PropertyRead {
  readonly name: string;
  /** What the function yields when the property is not set: `1` for `__P`, the name for `__property`, unless the script says otherwise. */
  readonly defaultValue: string;
}

/** The property that a call reads; undefined for any other function. */
export function propertyReadOf({ name: functionName, parameters }: FunctionCall): PropertyRead | undefined {
  const [name = '', second, third] = parameters.map((parameter) => parameter.trim());
  if (name === '') {
    return undefined;
  }
  switch (functionName) {
    case 'P':
      return { name, defaultValue: second ?? '1' };
    case 'property':
      // `__property(name,variable,default)` has one parameter more than `__P(name,default)`.
      return { name, defaultValue: third ?? name };
    default:
      return undefined;
  }
}
