import { elementsIn, parameterOf, readStorage, type StorageNode } from './storage-tree-fixture.ts';

/**
 * Which storage format is taken; everything else is refused, also what Confluence itself would drop in silence.
 * https://confluence.atlassian.com/conf91/confluence-storage-format-1442847767.html
 */
const BLOCKS = ['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'table', 'blockquote', 'pre', 'hr', 'div'];
const INLINES = ['strong', 'em', 'u', 'sub', 'sup', 'code', 'span', 'small', 'big', 'a', 'br', 'ac:link', 'ac:image'];
const MACRO = 'ac:structured-macro';
const FLOW = [...BLOCKS, ...INLINES, MACRO, 'ac:layout', 'ac:task-list'];
const PHRASE = [...INLINES, MACRO];
const RESOURCES = ['ri:attachment', 'ri:page', 'ri:url', 'ri:user'];

/** What may stand in what; elements that are no key are unknown. */
const CHILDREN: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(['root', 'blockquote', 'div', 'li', 'th', 'td', 'ac:rich-text-body'].map((one) => [one, FLOW])),
  ...Object.fromEntries(['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'pre', 'a'].map((one) => [one, PHRASE])),
  ...Object.fromEntries(
    ['strong', 'em', 'u', 'sub', 'sup', 'code', 'span', 'small', 'big'].map((one) => [one, PHRASE])
  ),
  ...{ hr: [], br: [], ul: ['li', 'ul', 'ol'], ol: ['li', 'ul', 'ol'] },
  ...{ table: ['tbody', 'colgroup'], colgroup: ['col'], col: [], tbody: ['tr'], tr: ['th', 'td'] },
  ...{ 'ac:layout': ['ac:layout-section'], 'ac:layout-section': ['ac:layout-cell'], 'ac:layout-cell': FLOW },
  ...{ 'ac:task-list': ['ac:task'], 'ac:task': ['ac:task-id', 'ac:task-status', 'ac:task-body'] },
  ...{ 'ac:task-id': [], 'ac:task-status': [], 'ac:task-body': PHRASE },
  [MACRO]: ['ac:parameter', 'ac:rich-text-body', 'ac:plain-text-body'],
  ...{ 'ac:parameter': RESOURCES, 'ac:plain-text-body': [] },
  ...{ 'ac:link': [...RESOURCES, 'ac:plain-text-link-body', 'ac:link-body'], 'ac:plain-text-link-body': [] },
  ...{ 'ac:link-body': INLINES, 'ac:image': ['ri:attachment', 'ri:url'] },
  ...Object.fromEntries(RESOURCES.map((one) => [one, []])),
};
const WITHOUT_TEXT = ['ul', 'ol', 'table', 'colgroup', 'tbody', 'tr', 'hr', 'br', MACRO, 'ac:image', 'ac:link'];

const ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  a: ['href'],
  span: ['style', 'class'],
  p: ['style'],
  table: ['class', 'style', 'data-layout'],
  th: ['colspan', 'rowspan', 'class'],
  td: ['colspan', 'rowspan', 'class'],
  col: ['style'],
  div: ['class'],
  [MACRO]: ['ac:name', 'ac:schema-version', 'ac:macro-id'],
  'ac:parameter': ['ac:name'],
  'ac:link': ['ac:anchor'],
  'ac:image': ['ac:width', 'ac:height', 'ac:alt', 'ac:title', 'ac:align', 'ac:border', 'ac:thumbnail'],
  'ac:layout-section': ['ac:type'],
  'ri:attachment': ['ri:filename'],
  'ri:page': ['ri:content-title', 'ri:space-key'],
  'ri:url': ['ri:value'],
  'ri:user': ['ri:account-id', 'ri:userkey'],
};
const REQUIRED: Readonly<Record<string, string>> = {
  ...{ a: 'href', 'ac:parameter': 'ac:name', 'ri:attachment': 'ri:filename', 'ri:url': 'ri:value' },
  [MACRO]: 'ac:name',
};

interface MacroRule {
  readonly parameters: readonly string[];
  readonly required?: string;
  readonly body: 'none' | 'rich' | 'plain';
}

/** https://confluence.atlassian.com/doc/macros-139387.html and the page of each. */
const MACROS: Readonly<Record<string, MacroRule>> = {
  anchor: { parameters: [''], required: '', body: 'none' },
  status: { parameters: ['colour', 'title', 'subtle'], required: 'title', body: 'none' },
  expand: { parameters: ['title'], body: 'rich' },
  info: { parameters: ['title', 'icon'], body: 'rich' },
  note: { parameters: ['title', 'icon'], body: 'rich' },
  panel: { parameters: ['title', 'bgColor', 'borderColor'], body: 'rich' },
  code: { parameters: ['language', 'title', 'collapse', 'linenumbers'], body: 'plain' },
  toc: { parameters: ['maxLevel', 'minLevel'], body: 'none' },
};
/** https://confluence.atlassian.com/doc/status-macro-223222355.html */
const STATUS_COLOURS = ['Grey', 'Red', 'Yellow', 'Green', 'Blue', 'Purple'];

/** Why it is refused, or nothing. */
export function wrongStorage(storage: string): string | undefined {
  try {
    check(readStorage(storage));
    return undefined;
  } catch (error) {
    return `Error parsing xhtml: ${error instanceof Error ? error.message : 'unknown'}`;
  }
}

function check(node: StorageNode): void {
  const allowed = CHILDREN[node.name];
  if (allowed === undefined) {
    throw new Error(`unknown element ${node.name}`);
  }
  const text = node.children.filter((child) => typeof child === 'string').join('');
  if (WITHOUT_TEXT.includes(node.name) && text.trim() !== '') {
    throw new Error(`text in ${node.name}`);
  }
  checkAttributes(node);
  if (node.name === MACRO) {
    checkMacro(node);
  }
  for (const child of elementsIn(node)) {
    const isBlock = (MACROS[child.attributes['ac:name'] ?? '']?.body ?? 'none') !== 'none';
    if (!allowed.includes(child.name) || (allowed === PHRASE && isBlock)) {
      throw new Error(`${child.name} in ${node.name}`);
    }
    check(child);
  }
}

function checkAttributes({ name, attributes }: StorageNode): void {
  const known = ATTRIBUTES[name] ?? [];
  const unknown = name === 'root' ? undefined : Object.keys(attributes).find((one) => !known.includes(one));
  if (unknown !== undefined) {
    throw new Error(`unknown attribute ${unknown} of ${name}`);
  }
  const required = REQUIRED[name];
  if (required !== undefined && attributes[required] === undefined) {
    throw new Error(`${name} without ${required}`);
  }
  if (name === 'a' && !/^(https?:|mailto:|#|\/)/.test(attributes.href ?? '')) {
    throw new Error(`a link to ${attributes.href ?? ''}`);
  }
}

function checkMacro(macro: StorageNode): void {
  const name = macro.attributes['ac:name'] ?? '';
  const rule = MACROS[name];
  if (rule === undefined) {
    throw new Error(`unknown macro ${name}`);
  }
  const named = elementsIn(macro).flatMap((child) =>
    child.name === 'ac:parameter' ? [child.attributes['ac:name'] ?? ''] : []
  );
  const wrong = named.find((one, index) => !rule.parameters.includes(one) || named.indexOf(one) !== index);
  if (wrong !== undefined || (rule.required !== undefined && !named.includes(rule.required))) {
    throw new Error(`parameters of the macro ${name}: ${named.join()}`);
  }
  const bodies = elementsIn(macro).flatMap((child) => (child.name === 'ac:parameter' ? [] : [child.name]));
  const expected = rule.body === 'none' ? '' : `ac:${rule.body}-text-body`;
  if (bodies.join() !== expected) {
    throw new Error(`body of the macro ${name}: ${bodies.join()}`);
  }
  const colour = parameterOf(macro, 'colour');
  if (name === 'status' && colour !== undefined && !STATUS_COLOURS.includes(colour)) {
    throw new Error(`colour ${colour}`);
  }
}
