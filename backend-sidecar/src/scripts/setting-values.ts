import type { ScriptSetting } from '../contract/preflight.ts';
import { findFunctionCalls, propertyReadOf, resolveText, type ValueScope } from './expressions.ts';

const MAX_JAVA_INT = 2_147_483_647;

/** A setting as written, where its value comes from, and what JMeter will make of it. */
export function toScriptSetting(text: string | null, scope: ValueScope): ScriptSetting {
  if (text === null) {
    return { text, source: 'absent', property: null, value: null };
  }
  return { text, ...sourceOf(text.trim()), value: numberOf(text, scope) };
}

/**
 * What JMeter reads from a property that should be a whole number: what is no number, `" 3 "` included, is 0 (tried with
 * 5.6.3). Null when it depends on what happens in the run, or when the property is absent.
 */
export function numberOf(text: string | null, scope: ValueScope): number | null {
  const resolved = text === null ? null : resolveText(text, scope);
  if (resolved === null) {
    return null;
  }
  const number = /^[+-]?\d+$/.test(resolved) ? Number(resolved) : 0;
  return Math.abs(number) > MAX_JAVA_INT ? 0 : number;
}

/** A flag as its text says; null when it cannot be told. */
export function flagOf(text: string, scope: ValueScope): boolean | null {
  const resolved = resolveText(text, scope);
  return resolved === null ? null : resolved.toLowerCase() === 'true';
}

function sourceOf(text: string): Pick<ScriptSetting, 'source' | 'property'> {
  const placeholder = /^@@([A-Za-z_][A-Za-z0-9_.-]*)@@$/.exec(text);
  if (placeholder !== null) {
    return { source: 'placeholder', property: placeholder[1] ?? null };
  }
  if (!text.includes('${') && !text.includes('@@')) {
    return { source: 'literal', property: null };
  }
  const variable = /^\$\{(\w[^${}()]*)\}$/.exec(text);
  if (variable !== null && !text.startsWith('${__')) {
    return { source: 'variable', property: variable[1] ?? null };
  }
  return sourceOfCall(text);
}

function sourceOfCall(text: string): Pick<ScriptSetting, 'source' | 'property'> {
  const [call] = findFunctionCalls(text);
  const read = call === undefined ? undefined : propertyReadOf(call);
  const isWhole = /^\$\{__(P|property)\(.*\)\}$/s.test(text) && text.lastIndexOf('${__') === 0;
  return read !== undefined && isWhole
    ? { source: 'property', property: read.name }
    : { source: 'expression', property: null };
}
