import { findFunctionCalls, ownEntry, propertyReadOf, type PropertyRead } from './expressions.ts';

/** Variables may be defined by other variables; a chain longer than this is a cycle. */
const MAX_EXPANSIONS = 5;

/** Every read in the text, also those inside the arguments of another function. */
export function findPropertyReads(text: string): PropertyRead[] {
  return findFunctionCalls(text).flatMap((call) => propertyReadOf(call) ?? []);
}

/** The names of the properties that a text depends on, directly or through user defined variables (`${users}`). */
export function propertiesBehind(text: string, variables: Readonly<Record<string, string>>): string[] {
  return [...new Set(findPropertyReads(expandVariables(text, variables)).map((read) => read.name))];
}

function expandVariables(text: string, variables: Readonly<Record<string, string>>): string {
  let expanded = text;
  for (let round = 0; round < MAX_EXPANSIONS; round += 1) {
    const next = expanded.replace(/\$\{(\w[^${}()]*)\}/g, (whole, name: string) => ownEntry(variables, name) ?? whole);
    if (next === expanded) {
      break;
    }
    expanded = next;
  }
  return expanded;
}
