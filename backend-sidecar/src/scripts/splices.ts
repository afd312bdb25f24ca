import type { SourceRange } from './test-elements.ts';
import { endOfTag } from './jmx-document.ts';

/** A piece of the script and the text that takes its place in the copy. */
export interface Splice extends SourceRange {
  readonly after: string;
}

/** The text with the pieces replaced; what lies between them stays as it is, to the last byte. */
export function applySplices(text: string, splices: readonly Splice[]): string {
  const parts: string[] = [];
  let position = 0;
  for (const { start, end, after } of [...splices].sort((left, right) => left.start - right.start)) {
    if (start < position) {
      throw new Error(`Splices overlap at offset ${start}`);
    }
    parts.push(text.slice(position, start), after);
    position = end;
  }
  return [...parts, text.slice(position)].join('');
}

/** Sets an attribute in the start tag of an element; an attribute that is missing goes behind the last one. */
export function spliceAttribute(xml: string, element: SourceRange, attribute: { name: string; value: string }): Splice {
  const tag = xml.slice(element.start, endOfTag(xml, element.start));
  const { name, value } = attribute;
  const found = findAttribute(tag, name);
  if (found !== undefined) {
    return { start: element.start + found.start, end: element.start + found.end, after: `${name}="${value}"` };
  }
  const behindLast = element.start + tag.replace(/\s*\/?>$/, '').length;
  return { start: behindLast, end: behindLast, after: ` ${name}="${value}"` };
}

/** Where `name="…"` stands in a start tag: read attribute by attribute, since a value may look like one. */
function findAttribute(tag: string, name: string): SourceRange | undefined {
  for (const match of tag.matchAll(/\s([^\s=/>]+)\s*=\s*(?:"[^"]*"|'[^']*')/g)) {
    if (match[1] === name) {
      return { start: match.index + 1, end: match.index + match[0].length };
    }
  }
  return undefined;
}

/** Puts an element in front of another one, which keeps its indentation. */
export function spliceBefore(xml: string, next: SourceRange, element: string): Splice {
  const indentation = /\s*$/.exec(xml.slice(Math.max(0, next.start - 200), next.start))?.[0] ?? '';
  return { start: next.start, end: next.start, after: `${element}${indentation}` };
}

/** Replaces the text of a property, e.g. the `true` of `<boolProp name="…">true</boolProp>`. */
export function splicePropertyText(xml: string, property: SourceRange, after: string): Splice {
  const tagEnd = endOfTag(xml, property.start);
  if (tagEnd === property.end) {
    return { ...property, after: expandEmptyElement(xml.slice(property.start, property.end), after) };
  }
  return { start: tagEnd, end: xml.lastIndexOf('</', property.end - 1), after };
}

/** `<boolProp name="…"/>` with a text. */
function expandEmptyElement(tag: string, text: string): string {
  const elementName = /^<([^\s/>]+)/.exec(tag)?.[1] ?? '';
  return `${tag.replace(/\s*\/>$/, '')}>${text}</${elementName}>`;
}
