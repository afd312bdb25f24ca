import type { EnvironmentInput } from '../contract/scenarios.ts';
import { isPointer } from './read-version.ts';

/** What an environment that shall be saved contradicts itself in; empty = nothing. */
export function problemsOf(input: Pick<EnvironmentInput, 'versionProbe'>): string[] {
  const expression = input.versionProbe?.expression;
  if (expression === undefined || isPointer(expression) || isRegularExpression(expression)) {
    return [];
  }
  return [
    `versionProbe.expression: “${expression}” is neither a JSON Pointer (it would begin with /) nor a regular expression`,
  ];
}

/** Names that are a property and a secret at once: which of the two a placeholder meant would be a matter of luck. */
export function namesTwice(properties: object, secretNames: readonly string[]): string[] {
  return secretNames.filter((name) => Object.hasOwn(properties, name));
}

function isRegularExpression(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}
