import { XmlElement } from '@rgrove/parse-xml';

import { elementsOf, parseStorage } from './parse-storage.ts';
import { macro, paragraph, type Storage } from './storage.ts';

/**
 * Where our section of a page begins and ends: two anchors, which are not seen, which Confluence's editors keep, and
 * which people can move. What stands between the blocks that hold them is ours; the blocks themselves and all around
 * them are other people's and stay byte by byte.
 */
export interface SectionKey {
  readonly begin: string;
  readonly end: string;
}

export function sectionKey(id: string): SectionKey {
  return { begin: `perftest-${id}-begin`, end: `perftest-${id}-end` };
}

/** A page of ours alone. */
export function markedSection(key: SectionKey, section: Storage): Storage {
  return `${mark(key.begin)}${section}${mark(key.end)}`;
}

export type MergedPage =
  { readonly kind: 'merged'; readonly storage: Storage } | { readonly kind: 'lost'; why: string };

/** The page with another section of ours. */
export function replaceSection(page: Storage, key: SectionKey, section: Storage): MergedPage {
  const span = findSection(page, key);
  return span.kind === 'lost'
    ? span
    : { kind: 'merged', storage: page.slice(0, span.from) + section + page.slice(span.to) };
}

/** Whether it is a page of this key, whole or not. */
export function hasMark(page: Storage, key: SectionKey): boolean {
  const root = parseStorage(page)?.root;
  return root !== undefined && (anchorsOf(root, key.begin).length > 0 || anchorsOf(root, key.end).length > 0);
}

type Found = { readonly kind: 'found'; from: number; to: number } | { readonly kind: 'lost'; why: string };

function findSection(page: Storage, key: SectionKey): Found {
  const parsed = parseStorage(page);
  if (parsed === undefined) {
    return { kind: 'lost', why: 'The page’s text could not be read.' };
  }
  const [begins, ends] = [anchorsOf(parsed.root, key.begin), anchorsOf(parsed.root, key.end)];
  const [begin, end] = [begins[0], ends[0]];
  if (begin === undefined || end === undefined) {
    return { kind: 'lost', why: 'The marks between which the report stands are gone from the page.' };
  }
  if (begins.length > 1 || ends.length > 1) {
    return { kind: 'lost', why: 'The marks between which the report stands are on the page more than once.' };
  }
  const blocks = blocksAround(begin, end);
  const [from, to] = [blocks && parsed.spanOf(blocks.begin).to, blocks && parsed.spanOf(blocks.end).from];
  return from === undefined || to === undefined || from > to
    ? { kind: 'lost', why: 'The marks between which the report stands have changed places, or stand in one line.' }
    : { kind: 'found', from, to };
}

/** The two neighbours below the deepest element that holds both: a column of a layout, mostly the page itself. */
function blocksAround(begin: XmlElement, end: XmlElement): { begin: XmlElement; end: XmlElement } | undefined {
  const [left, right] = [lineage(begin), lineage(end)];
  const depth = left.findIndex((one, index) => one !== right[index]);
  const [first, last] = [left[depth], right[depth]];
  return first === undefined || last === undefined ? undefined : { begin: first, end: last };
}

/** From the root down to the element. */
function lineage(of: XmlElement): XmlElement[] {
  return of.parent instanceof XmlElement ? [...lineage(of.parent), of] : [of];
}

function anchorsOf(root: XmlElement, name: string): XmlElement[] {
  return [...elementsOf(root)].filter(
    (one) =>
      one.name === 'ac:structured-macro' &&
      one.attributes['ac:name'] === 'anchor' &&
      one.children.some((child) => child instanceof XmlElement && child.text.trim() === name)
  );
}

/** https://confluence.atlassian.com/doc/anchor-macro-148089.html: its one parameter has no name. */
function mark(name: string): Storage {
  return paragraph(macro({ name: 'anchor', parameters: { '': name } }));
}
