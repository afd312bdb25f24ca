import type { VariableValue } from './panel-variables.ts';

/** `$name`, `${name}`, `${name:format}`, `[[name]]`, `[[name:format]]`, as Grafana's pages know them. */
const REFERENCE = /\$(\w+)|\[\[(\w+?)(?::(\w+))?\]\]|\$\{(\w+)(?::([^}]+))?\}/g;

const FORMATS: Readonly<Record<string, (values: readonly string[]) => string>> = {
  raw: (values) => values.join(','),
  text: (values) => values.join(' + '),
  csv: (values) => values.join(','),
  pipe: (values) => values.join('|'),
  regex: (values) => inRegex(values),
};

/** Names of variables that a text refers to; also Grafana's own, such as `timeFilter`. */
export function referredNames(text: string): string[] {
  return [...text.matchAll(REFERENCE)].map(([, plain, bracketed, , braced]) => plain ?? bracketed ?? braced ?? '');
}

/** A format that is not known here; undefined: all are. */
export function unknownFormat(text: string, variables: ReadonlyMap<string, VariableValue>): string | undefined {
  return [...text.matchAll(REFERENCE)]
    .filter(([, , bracketed, , braced]) => variables.has(bracketed ?? braced ?? ''))
    .map(([, , , old, , format]) => old ?? format)
    .find((format) => format !== undefined && !Object.hasOwn(FORMATS, format));
}

/**
 * A query of InfluxQL with its variables, filled in as Grafana's pages do it (`interpolateQueryExpr` of its InfluxDB
 * datasource, 12.4): several values become an alternative, and what stands in a regular expression is escaped for it.
 * What is no variable, as `$timeFilter`, stays for Grafana's server.
 */
export function fillQuery(text: string, variables: ReadonlyMap<string, VariableValue>): string {
  return text.replace(REFERENCE, (whole, ...groups: Array<string | undefined>) => {
    const [plain, bracketed, oldFormat, braced, format] = groups;
    const variable = variables.get(plain ?? bracketed ?? braced ?? '');
    if (variable === undefined) {
      return whole;
    }
    if (variable.isRaw) {
      return variable.values.join(',');
    }
    const asked = FORMATS[oldFormat ?? format ?? ''];
    return asked === undefined ? asInfluxQl(variable, text) : asked(variable.values);
  });
}

function asInfluxQl({ name, values, isMulti }: VariableValue, text: string): string {
  const [only = ''] = values;
  const isNumber = values.length === 1 && !Number.isNaN(Number.parseFloat(only));
  const isPlain = values.length === 1 && !isMulti && !isInRegex(name, text);
  return isNumber || isPlain ? only : inRegex(values);
}

function inRegex(values: readonly string[]): string {
  const [only = ''] = values;
  return values.length === 1 ? escaped(only) : `(${values.map(escaped).join('|')})`;
}

function isInRegex(name: string, text: string): boolean {
  return new RegExp(`\\/(?:\\^)?(.*)(\\$\\{?${name})(.*)(?:\\$)?\\/`, 'm').test(text);
}

/** As lodash's escapeRegExp, which Grafana uses. */
function escaped(value: string): string {
  return value.replace(/[\\^$*+?.()|[\]{}/]/g, '\\$&');
}
