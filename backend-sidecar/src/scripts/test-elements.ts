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
  readonly xml: XmlElement;
}

/** Every element of the plan, in the order of the file. */
export function listTestElements(root: XmlElement): TestElement[] {
  return childElements(root)
    .filter((child) => child.name === 'hashTree')
    .flatMap((tree) => listTree(tree, true));
}

/** In a hashTree elements and the hashTrees of their children alternate. */
function listTree(tree: XmlElement, isAncestorEnabled: boolean): TestElement[] {
  const found: TestElement[] = [];
  let isParentEnabled = isAncestorEnabled;
  for (const child of childElements(tree)) {
    if (child.name === 'hashTree') {
      listTree(child, isParentEnabled).forEach((element) => found.push(element));
      continue;
    }
    const element = toTestElement(child, isAncestorEnabled);
    isParentEnabled = element.isEnabled;
    found.push(element);
  }
  return found;
}

function toTestElement(xml: XmlElement, isAncestorEnabled: boolean): TestElement {
  return {
    name: xml.attributes['testname'] ?? '',
    kind: xml.name.replace(/^org\.apache\.jmeter\.threads\./, ''),
    isEnabled: isAncestorEnabled && hasEnabledAttribute(xml),
    isAncestorEnabled,
    xml,
  };
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

export function rangeOf({ start, end }: XmlElement): SourceRange {
  return { start, end };
}
