import { XmlElement } from '@rgrove/parse-xml';

/** Offsets in the text of the script: from the first character to the one behind the last. */
export interface SourceRange {
  readonly start: number;
  readonly end: number;
}

/** An element of JMeter's tree, as opposed to the XML elements that are its properties. */
export interface TestElement {
  readonly name: string;
  /** The class that JMeter makes of it: its tag (the attribute testclass is not asked), without the package of JMeter's own thread groups. */
  readonly kind: string;
  /** False also when an element above it is disabled: JMeter then removes it before the run. */
  readonly isEnabled: boolean;
  readonly isAncestorEnabled: boolean;
  /** The thread group that it is part of, as its place among the plan's; null outside of them. */
  readonly group: number | null;
  /** As `isEnabled`, but as if its thread group were on: that is for the run to say. */
  readonly isEnabledInGroup: boolean;
  readonly xml: XmlElement;
  /** Names from the test plan down to the element. */
  readonly path: readonly string[];
}

/** What the elements of a hashTree have from above. */
type Above = Pick<TestElement, 'isAncestorEnabled' | 'isEnabledInGroup' | 'group' | 'path'>;

/** Every element of the plan, in the order of the file. */
export function listTestElements(root: XmlElement): TestElement[] {
  const found: TestElement[] = [];
  const above = { isAncestorEnabled: true, isEnabledInGroup: true, group: null, path: [] };
  childElements(root)
    .filter((child) => child.name === 'hashTree')
    .forEach((tree) => collectTree(tree, above, { found, groupCount: 0 }));
  return found;
}

/** In a hashTree elements and the hashTrees of their children alternate. */
function collectTree(tree: XmlElement, above: Above, list: { found: TestElement[]; groupCount: number }): void {
  let below = above;
  for (const child of childElements(tree)) {
    if (child.name === 'hashTree') {
      collectTree(child, below, list);
      continue;
    }
    const element = toTestElement(child, above, list.groupCount);
    list.groupCount += isThreadGroup(element) ? 1 : 0;
    list.found.push(element);
    below = { ...element, isAncestorEnabled: element.isEnabled };
  }
}

function toTestElement(xml: XmlElement, above: Above, groupCount: number): TestElement {
  const name = xml.attributes['testname'] ?? '';
  const kind = xml.name.replace(/^org\.apache\.jmeter\.threads\./, '');
  const isOn = hasEnabledAttribute(xml);
  const isGroup = isThreadGroup({ kind });
  return {
    name,
    kind,
    isEnabled: above.isAncestorEnabled && isOn,
    isAncestorEnabled: above.isAncestorEnabled,
    group: isGroup ? groupCount : above.group,
    isEnabledInGroup: above.isEnabledInGroup && (isOn || isGroup),
    xml,
    path: [...above.path, name],
  };
}

/** Plugins' thread groups (Ultimate, Stepping, Concurrency, Arrivals, …) and the Open Model one keep to this naming. */
export function isThreadGroup({ kind }: Pick<TestElement, 'kind'>): boolean {
  return kind.endsWith('ThreadGroup');
}

/** A missing attribute means enabled; anything but `true` in any case means disabled, the empty text and expressions included. */
function hasEnabledAttribute(xml: XmlElement): boolean {
  return (xml.attributes['enabled'] ?? 'true').toLowerCase() === 'true';
}

export function childElements(parent: XmlElement): XmlElement[] {
  return parent.children.filter((child): child is XmlElement => child instanceof XmlElement);
}

/** The property of that name; when it is there twice JMeter takes the last. */
export function findProperty(parent: XmlElement, name: string): XmlElement | undefined {
  return childElements(parent).findLast((child) => child.attributes['name'] === name);
}

/** The text of a property as written, or null when it is absent. */
export function propertyText(parent: XmlElement, name: string): string | null {
  return findProperty(parent, name)?.text ?? null;
}

/** What JMeter reads as a flag: `true` in any case but without spaces; an expression in a boolProp is silently false, in a stringProp it is evaluated. */
export function flagState(property: XmlElement | undefined): 'on' | 'off' | 'expression' {
  const text = property?.text.toLowerCase() ?? '';
  if (text === 'true') {
    return 'on';
  }
  return property?.name !== 'boolProp' && text.includes('${') ? 'expression' : 'off';
}

/** A flag as text: `true`, `false`, or the expression that JMeter evaluates. */
export function flagText(property: XmlElement | undefined): string {
  const state = flagState(property);
  return state === 'expression' ? (property?.text ?? '') : String(state === 'on');
}

/** The decoded texts and attribute values of an element and of its properties. */
export function textsOf(element: XmlElement): string[] {
  const texts: string[] = [];
  collectTexts(element, texts);
  return texts;
}

function collectTexts(element: XmlElement, texts: string[]): void {
  texts.push(...Object.values(element.attributes));
  const children = childElements(element);
  if (children.length === 0) {
    texts.push(element.text);
  }
  children.forEach((child) => collectTexts(child, texts));
}

export function rangeOf({ start, end }: XmlElement): SourceRange {
  return { start, end };
}
