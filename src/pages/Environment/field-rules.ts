import type { SecretLine } from './environment-form';

/** The sidecar's own rules, said where somebody types: null-free answers of react-hook-form's `validate`. */
type Validity = true | string;

export function urlRule(text: string): Validity {
  return /^https?:\/\/\S+$/.test(text.trim()) || 'An address that begins with http:// or https://, without spaces';
}

/** A dashboard may also be one of this Grafana: `/d/…`. */
export function linkRule(text: string): Validity {
  return /^(https?:\/\/|\/)\S*$/.test(text.trim()) || 'An address that begins with http://, https:// or /';
}

export function nameRule(what: string) {
  return (text: string): Validity => text.trim() !== '' || `${what} needs a name`;
}

/** A JSON Pointer begins with `/`; everything else is a regular expression. */
export function expressionRule(text: string): Validity {
  if (text.trim() === '') {
    return 'Say where the version stands in the answer';
  }
  if (text.startsWith('/')) {
    return true;
  }
  try {
    new RegExp(text);
    return true;
  } catch (cause) {
    return `This is no regular expression (${cause instanceof Error ? cause.message : 'it cannot be read'})`;
  }
}

export function secondsRule(maximum: number) {
  return (seconds: number): Validity =>
    (Number.isInteger(seconds) && seconds >= 1 && seconds <= maximum) || `Whole seconds, from 1 to ${maximum}`;
}

const SECRET_NAME = /^[A-Za-z_][A-Za-z0-9_.-]*$/;

interface SecretScope {
  secrets: readonly SecretLine[];
  properties: Readonly<Record<string, string>>;
}

export function secretNameRule(name: string, { secrets, properties }: SecretScope): Validity {
  const trimmed = name.trim();
  if (!SECRET_NAME.test(trimmed)) {
    return 'Letters, digits, “_”, “.” and “-”; the first is a letter or “_”';
  }
  if (secrets.filter((line) => line.name.trim() === trimmed).length > 1) {
    return 'There is a secret of this name already: replace its value';
  }
  return (
    !Object.hasOwn(properties, trimmed) || 'There is a property of this name: remove it there, or take another name'
  );
}
