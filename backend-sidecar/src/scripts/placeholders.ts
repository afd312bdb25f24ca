import { AppError } from '../kernel/errors.ts';
import { ownEntry, PLACEHOLDER } from './expressions.ts';
import { linesAt } from './jmx-document.ts';
import type { InventoryPlaceholder } from './plan-inventory.ts';
import type { Splice } from './splices.ts';

/** A place where `@@NAME@@` stands in the text of a script. */
export interface PlaceholderUse {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** In a CDATA section nothing is escaped. */
  readonly isCdata: boolean;
}

/** What is opaque to a search for placeholders, or a placeholder. */
const TOKENS = /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[[\s\S]*?\]\]>|@@([A-Za-z_][A-Za-z0-9_.-]*)@@/g;

/** Every placeholder of a well-formed text, comments aside. */
export function findPlaceholders(xml: string): PlaceholderUse[] {
  return xml.includes('@@') ? [...xml.matchAll(TOKENS)].flatMap(toUses) : [];
}

function toUses(token: RegExpExecArray): PlaceholderUse[] {
  const [text, name] = token;
  if (name !== undefined) {
    return [{ name, start: token.index, end: token.index + text.length, isCdata: false }];
  }
  return text.startsWith('<![CDATA[')
    ? [...text.matchAll(PLACEHOLDER)].map((match) => ({
        name: match[1] ?? '',
        start: token.index + match.index,
        end: token.index + match.index + match[0].length,
        isCdata: true,
      }))
    : [];
}

/** Each placeholder once, with the line it stands in first. */
export function readPlaceholders(xml: string): InventoryPlaceholder[] {
  const uses = findPlaceholders(xml);
  const lines = linesAt(
    xml,
    uses.map(({ start }) => start)
  );
  const first = new Map<string, number>();
  uses.forEach(({ name }, index) => first.set(name, first.get(name) ?? lines[index] ?? 1));
  return [...first].map(([name, line]) => ({ name, line }));
}

/**
 * The values in place of the placeholders.
 * @throws AppError SCRIPT_PLACEHOLDER when one has no value, or names a secret
 */
export function splicePlaceholders(
  xml: string,
  values: { placeholders: Readonly<Record<string, string>>; secretNames: readonly string[] }
): Array<Splice & { name: string }> {
  return findPlaceholders(xml).map(({ name, start, end, isCdata }) => {
    const value = placeholderValue(name, values);
    return { name, start, end, after: isCdata ? inCdata(value) : escapeXml(value) };
  });
}

/** The text with its placeholders replaced; one without a value stays. */
export function fillPlaceholders(text: string, placeholders: Readonly<Record<string, string>>): string {
  return text.replace(PLACEHOLDER, (whole, name: string) => ownEntry(placeholders, name) ?? whole);
}

function placeholderValue(
  name: string,
  { placeholders, secretNames }: { placeholders: Readonly<Record<string, string>>; secretNames: readonly string[] }
): string {
  if (secretNames.includes(name)) {
    throw new AppError('SCRIPT_PLACEHOLDER', secretPlaceholder(name));
  }
  const value = ownEntry(placeholders, name);
  if (value === undefined) {
    throw new AppError('SCRIPT_PLACEHOLDER', missingPlaceholder(name));
  }
  return value;
}

export function missingPlaceholder(name: string): string {
  return `@@${name}@@ has no value: give the environment, the test type of the scenario or the run a property “${name}”`;
}

export function secretPlaceholder(name: string): string {
  return `@@${name}@@ names a secret, which is never written into a script: read it with \${__P(${name})}`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  // Written plainly these would arrive as spaces in an attribute, and a carriage return nowhere.
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** For text and attribute values alike; characters that XML has no form for become U+FFFD. */
export function escapeXml(text: string): string {
  return (
    text
      .replace(/[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
      .replace(/[&<>"'\t\n\r]/g, (character) => ESCAPES[character] ?? character)
      // What stands behind it may begin with the rest of `]]>`, which no text may hold.
      .replace(/\]$/, '&#93;')
  );
}

/** A value that could end the section, or that a section cannot hold, steps out of it. */
function inCdata(text: string): string {
  return /[\]\r]|[^\t\n\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(text)
    ? `]]>${escapeXml(text)}<![CDATA[`
    : text;
}
