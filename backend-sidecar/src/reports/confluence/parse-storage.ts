import { parseXml, XmlElement } from '@rgrove/parse-xml';

/** As much as Confluence takes, twice. */
const MOST_CHARACTERS = 10 * 1024 * 1024;
const ROOT = '<root>';

export interface ParsedStorage {
  readonly root: XmlElement;
  /** Where a node begins and ends in the text that was given. */
  readonly spanOf: (node: { start: number; end: number }) => { from: number; to: number };
}

/**
 * Storage format as a tree; undefined where it is none. Confluence keeps named entities of HTML (`&nbsp;`), which XML
 * does not know: what they stand for does not matter here, for the text itself is never made from the tree.
 */
export function parseStorage(storage: string): ParsedStorage | undefined {
  if (storage.length > MOST_CHARACTERS || /<!DOCTYPE/i.test(storage)) {
    return undefined;
  }
  try {
    const { root } = parseXml(`${ROOT}${storage}</root>`, {
      ...{ includeOffsets: true, preserveCdata: true },
      resolveUndefinedEntity: () => '\uFFFD',
    });
    const spanOf = ({ start, end }: { start: number; end: number }) => ({
      from: start - ROOT.length,
      to: end - ROOT.length,
    });
    return root === null ? undefined : { root, spanOf };
  } catch {
    // Also a nesting so deep that the parser, which is recursive, has no room for it.
    return undefined;
  }
}

/** All elements below one, in the order of the text. */
export function* elementsOf(parent: XmlElement): Generator<XmlElement> {
  for (const child of parent.children) {
    if (child instanceof XmlElement) {
      yield child;
      yield* elementsOf(child);
    }
  }
}
