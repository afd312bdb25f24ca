import type { XmlElement } from '@rgrove/parse-xml';

import { classOf } from './inventory-elements.ts';
import { toInventoryElement, type LocatedElement } from './located-element.ts';
import type { InventoryClass } from './plan-inventory.ts';
import { childElements } from './test-elements.ts';

/** JMeter makes objects of these attributes' values when it reads a plan. */
const CLASS_ATTRIBUTES = ['class', 'elementType'] as const;
/** Elements whose property names a class that is looked for when the test starts. */
const RUN_CLASSES: readonly string[] = ['BackendListener', 'JavaSampler', 'JUnitSampler'];

/** Short names of JMeter that came later than 5.4, the oldest version that runs here. */
const LATER_KINDS: Readonly<Record<string, string>> = {
  OpenModelThreadGroup: 'org.apache.jmeter.threads.openmodel.OpenModelThreadGroup',
};

/** Every class that is named in full, with the element that names it first; those of Java itself aside. */
export function readClasses(elements: readonly LocatedElement[]): InventoryClass[] {
  const classes = new Map<string, InventoryClass>();
  for (const named of elements.flatMap(classesOf)) {
    const key = `${named.use} ${named.kind}`;
    const known = classes.get(key);
    const first = known === undefined || (!known.isEnabled && named.isEnabled) ? named : known;
    classes.set(key, { ...first, count: (known?.count ?? 0) + 1 });
  }
  return [...classes.values()];
}

function classesOf(element: LocatedElement): InventoryClass[] {
  const { kind, xml } = element;
  const named: string[] = [];
  collectClassNames(xml, named);
  const called = RUN_CLASSES.includes(kind) ? [classOf(element) ?? ''] : [];
  // The window of a plugin's element comes with it.
  const window = isFullName(xml.name) ? [] : [xml.attributes['guiclass'] ?? ''];
  return [
    ...named.map((name) => toClass(element, name, 'element')),
    ...called.filter(isFullName).map((name) => toClass(element, name, 'run')),
    ...window.filter(isFullName).map((name) => toClass(element, name, 'window')),
  ];
}

function toClass(element: LocatedElement, kind: string, use: InventoryClass['use']): InventoryClass {
  return { ...toInventoryElement(element, null), kind, use, count: 1 };
}

function isFullName(name: string): boolean {
  return name.includes('.') && /^[\w$]+(\.[\w$]+)+$/.test(name) && !/^javax?\./.test(name);
}

/** Full names among the tags of an element and of its properties, and among the classes that their attributes name. */
function collectClassNames(xml: XmlElement, names: string[]): void {
  const tag = LATER_KINDS[xml.name] ?? xml.name;
  for (const name of [tag, ...CLASS_ATTRIBUTES.map((attribute) => xml.attributes[attribute] ?? '')]) {
    if (isFullName(name)) {
      names.push(name);
    }
  }
  childElements(xml).forEach((child) => collectClassNames(child, names));
}
