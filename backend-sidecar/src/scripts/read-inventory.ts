import { propertyReadOf, type PropertyRead } from './expressions.ts';
import { readClasses } from './inventory-classes.ts';
import {
  isAssertion,
  isSampler,
  isTimer,
  readBackendListener,
  readCodeElement,
  readListener,
  readModule,
} from './inventory-elements.ts';
import { readFiles } from './inventory-files.ts';
import { readThreadGroup } from './inventory-thread-groups.ts';
import { parseJmx } from './jmx-document.ts';
import { locate, toInventoryElement, type LocatedElement } from './located-element.ts';
import { readPlaceholders } from './placeholders.ts';
import {
  findProperty,
  flagText,
  isThreadGroup,
  listTestElements,
  propertyText,
  type TestElement,
} from './test-elements.ts';
import { readVariables } from './variables.ts';
import type { GroupCount, InventoryModule, InventoryTransaction, LoadFacts, PlanInventory } from './plan-inventory.ts';

/** @throws AppError SCRIPT_NOT_JMX, SCRIPT_DOCTYPE or SCRIPT_TOO_DEEP */
export function readInventory(xml: string): PlanInventory {
  const root = parseJmx(xml);
  const elements = listTestElements(root);
  const located = locate(xml, elements);
  const enabled = elements.filter(({ isEnabledInGroup }) => isEnabledInGroup);
  return {
    version: 2,
    ...readLoadFacts(xml, elements),
    properties: distinctReads(located.flatMap(({ calls }) => calls.flatMap((call) => propertyReadOf(call) ?? []))),
    placeholders: readPlaceholders(xml),
    samplers: countSamplers(enabled.filter(isSampler)),
    transactions: located.filter(ofKind('TransactionController')).map(toTransaction),
    labels: distinctLabels(enabled.filter((element) => isSampler(element) || isTransaction(element))),
    files: located.flatMap(readFiles),
    classes: readClasses(located),
    listeners: located.flatMap(readListener),
    backendListeners: located.flatMap(readBackendListener),
    codeElements: located.flatMap(readCodeElement),
    includes: located
      .filter(ofKind('IncludeController'))
      .map((element) => toInventoryElement(element, propertyText(element.xml, 'IncludeController.includepath'))),
    fragments: located.filter(ofKind('TestFragmentController')).map((element) => toInventoryElement(element, null)),
    modules: readModules(located),
    assertions: countByGroup(enabled.filter(isAssertion)),
    timers: countByGroup(enabled.filter(isTimer)),
  };
}

export function readLoadFacts(xml: string, elements: readonly TestElement[]): LoadFacts {
  const variables = readVariables(elements);
  const plan = elements.find(({ kind }) => kind === 'TestPlan')?.xml;
  return {
    threadGroups: locate(xml, elements.filter(isThreadGroup)).map((element) => readThreadGroup(element, variables)),
    serializesThreadGroups: flagText(plan === undefined ? undefined : findProperty(plan, SERIALIZE)),
    variables,
  };
}

const SERIALIZE = 'TestPlan.serialize_threadgroups';

function isTransaction({ kind }: TestElement): boolean {
  return kind === 'TransactionController';
}

function ofKind(wanted: string): (element: TestElement) => boolean {
  return ({ kind }) => kind === wanted;
}

function toTransaction(element: LocatedElement): InventoryTransaction {
  const isParent = flagText(findProperty(element.xml, 'TransactionController.parent')) !== 'false';
  return { ...toInventoryElement(element, isParent ? 'parent mode' : null), isParent };
}

function readModules(elements: readonly LocatedElement[]): InventoryModule[] {
  // JMeter leaves the name of its tree's root out of the comparison, and so does this.
  const paths = new Set(elements.map(({ path }) => JSON.stringify(path)));
  return elements.filter(ofKind('ModuleController')).map((element) => {
    const path = readModule(element);
    return { ...toInventoryElement(element, path.join(' / ')), isFound: paths.has(JSON.stringify(path)) };
  });
}

function countSamplers(samplers: readonly TestElement[]): PlanInventory['samplers'] {
  const counts = countBy(samplers.map(({ kind, group }) => JSON.stringify([kind, group])));
  return [...counts].map(([key, count]) => {
    const [kind, group] = JSON.parse(key) as [string, number | null];
    return { kind, group, count };
  });
}

function countByGroup(elements: readonly TestElement[]): GroupCount[] {
  return [...countBy(elements.map(({ group }) => group))].map(([group, count]) => ({ group, count }));
}

function countBy<Key>(keys: readonly Key[]): Map<Key, number> {
  const counts = new Map<Key, number>();
  keys.forEach((key) => counts.set(key, (counts.get(key) ?? 0) + 1));
  return counts;
}

function distinctLabels(elements: readonly TestElement[]): PlanInventory['labels'] {
  return distinctBy(
    elements.map(({ name, group }) => ({ label: name, group })),
    ({ label, group }) => JSON.stringify([label, group])
  );
}

function distinctReads(reads: readonly PropertyRead[]): PropertyRead[] {
  return distinctBy(reads, ({ name, defaultValue }) => JSON.stringify([name, defaultValue]));
}

function distinctBy<Item>(items: readonly Item[], key: (item: Item) => string): Item[] {
  return [...new Map(items.map((item) => [key(item), item])).values()];
}
