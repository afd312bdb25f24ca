import type { XmlElement } from '@rgrove/parse-xml';

import { endOfTag } from './jmx-document.ts';
import { childElements, type SourceRange } from './test-elements.ts';

/** A piece of the script and the text that takes its place in the copy. */
export interface Splice extends SourceRange {
  readonly after: string;
  /** What a person is shown of it, where `after` holds more than the change itself. */
  readonly shown?: string;
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

/** Puts elements behind the last child of another one, indented as that is; an element without a body gets one. */
export function spliceInserted<Item extends { readonly element: string }>(
  xml: string,
  parent: XmlElement,
  items: readonly Item[]
): Array<Omit<Item, 'element'> & Splice> {
  const place = insertionPlace(xml, parent);
  return items.map(({ element, ...rest }, index) => {
    const isFirst = index === 0;
    const isLast = index === items.length - 1;
    return {
      ...rest,
      start: place.start + (isFirst ? 0 : place.opening.length),
      end: place.start + place.opening.length,
      after: `${isFirst ? place.opening : ''}${place.indentation}${element}${isLast ? place.closing : ''}`,
      shown: element,
    };
  });
}

interface InsertionPlace {
  readonly start: number;
  readonly indentation: string;
  /** For an element without a body: the `>` that takes the place of its slash, and the end tag but for its own `>`. */
  readonly opening: '' | '>';
  readonly closing: string;
}

function insertionPlace(xml: string, parent: XmlElement): InsertionPlace {
  const last = childElements(parent).at(-1);
  if (last !== undefined) {
    return { start: last.end, indentation: indentationOf(xml, last.start), opening: '', closing: '' };
  }
  const tagEnd = endOfTag(xml, parent.start);
  return tagEnd === parent.end
    ? { start: tagEnd - 2, indentation: '', opening: '>', closing: `</${parent.name}` }
    : { start: tagEnd, indentation: '', opening: '', closing: '' };
}

function indentationOf(xml: string, start: number): string {
  return /\s*$/.exec(xml.slice(Math.max(0, start - 200), start))?.[0] ?? '';
}

/** For each offset of the text that the splices made, the offset in the text that they were made of. */
export function originalOffset(splices: readonly Splice[], offset: number): number {
  let shift = 0;
  for (const { start, end, after } of splices) {
    if (offset < start + shift) {
      break;
    }
    if (offset < start + shift + after.length) {
      return start;
    }
    shift += after.length - (end - start);
  }
  return offset - shift;
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
