import { SaxesParser } from 'saxes';

/**
 * A second reader of storage format for tests, by another parser than the product's and with namespaces: what is not
 * well-formed throws.
 */
export interface StorageNode {
  /** With its prefix, as people know it: `ac:structured-macro`. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: ReadonlyArray<StorageNode | string>;
}

/** Those of HTML that appear on pages; XML itself has five. */
const ENTITIES = { nbsp: '\u00a0', ndash: '–', mdash: '—', rsquo: '’', hellip: '…', auml: 'ä', lsquo: '‘' };
const ROOT = '<root xmlns:ac="urn:ac" xmlns:ri="urn:ri">';

export function readStorage(storage: string): StorageNode {
  const parser = new SaxesParser({ xmlns: true });
  Object.assign(parser.ENTITIES, ENTITIES);
  const root = { name: '', attributes: {}, children: [] as Array<StorageNode | string> };
  const open = [root];
  const add = (child: StorageNode | string) => open.at(-1)?.children.push(child);
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('doctype', () => {
    throw new Error('a page has no document type');
  });
  parser.on('processinginstruction', () => {
    throw new Error('a page has no processing instructions');
  });
  parser.on('text', add);
  parser.on('cdata', add);
  parser.on('opentag', ({ name, attributes }) => {
    const values = Object.fromEntries(Object.entries(attributes).map(([key, { value }]) => [key, value]));
    const node = { name, attributes: values, children: [] };
    add(node);
    open.push(node);
  });
  parser.on('closetag', () => void open.pop());
  parser.write(`${ROOT}${storage}</root>`).close();
  const [whole] = root.children;
  if (typeof whole !== 'object' || root.children.length !== 1) {
    throw new Error('what is left over stands behind the end');
  }
  return whole;
}

export function elementsIn(node: StorageNode): StorageNode[] {
  return node.children.filter((child) => typeof child === 'object');
}

/** Of that name, at any depth, in the order of the text. */
export function findAll(node: StorageNode, name: string): StorageNode[] {
  return elementsIn(node).flatMap((child) => [...(child.name === name ? [child] : []), ...findAll(child, name)]);
}

/** As people read it: parameters of macros are no text, but the words of a lozenge are. */
export function shownText(node: StorageNode): string {
  if (node.name === 'ac:structured-macro' && node.attributes['ac:name'] === 'status') {
    return parameterOf(node, 'title') ?? '';
  }
  return node.children
    .map((child) => (typeof child === 'string' ? child : child.name === 'ac:parameter' ? '' : shownText(child)))
    .join('');
}

export function parameterOf(macro: StorageNode, name: string): string | undefined {
  const found = elementsIn(macro).find(
    (child) => child.name === 'ac:parameter' && child.attributes['ac:name'] === name
  );
  return found && shownText({ ...found, name: '' });
}
