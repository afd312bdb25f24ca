import type { ReferencedFile } from '../contract/preflight.ts';
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

/**
 * What was read of a test plan once, so that preflight need not read the file again. Texts are as written: what they
 * come to depends on the properties of a run.
 */
export interface PlanInventory {
  /** Counts up when its shape changes; another version is read anew. */
  readonly version: 1;
  readonly threadGroups: readonly InventoryThreadGroup[];
  /** `true`, `false` or an expression: thread groups run one after another. */
  readonly serializesThreadGroups: string;
  /** User defined variables; a later definition wins. */
  readonly variables: Readonly<Record<string, string>>;
  /** In the order of the script, each pair of name and default once. */
  readonly properties: readonly PropertyRead[];
  readonly placeholders: readonly InventoryPlaceholder[];
  /** Enabled samplers of each kind and thread group. */
  readonly samplers: ReadonlyArray<{ kind: string; group: number | null; count: number }>;
  readonly transactions: readonly InventoryTransaction[];
  /** Names of enabled samplers and transactions, each once for a thread group. */
  readonly labels: ReadonlyArray<{ label: string; group: number | null }>;
  readonly files: readonly InventoryFile[];
  readonly classes: readonly InventoryClass[];
  readonly listeners: readonly InventoryListener[];
  readonly backendListeners: readonly InventoryElement[];
  readonly codeElements: readonly InventoryElement[];
  readonly includes: readonly InventoryElement[];
  readonly fragments: readonly InventoryElement[];
  readonly modules: readonly InventoryModule[];
  /** Enabled ones, by thread group. */
  readonly assertions: readonly GroupCount[];
  readonly timers: readonly GroupCount[];
}

/** Whether an inventory that was stored, maybe by an older sidecar, has the shape of today. */
export function isCurrent(stored: PlanInventory): boolean {
  return stored.version === 1;
}

/** An element of JMeter's tree that is worth naming. */
export interface InventoryElement {
  readonly name: string;
  readonly kind: string;
  readonly line: number;
  /** The thread group it is part of, as its place in `threadGroups`; null outside of them. */
  readonly group: number | null;
  /** Neither it nor what is above it is switched off, its thread group aside: that is for the run to say. */
  readonly isEnabled: boolean;
  readonly detail: string | null;
}

export interface InventoryThreadGroup {
  readonly name: string;
  /** JMeter's class, e.g. `ThreadGroup` or `kg.apc.jmeter.threads.UltimateThreadGroup`. */
  readonly kind: string;
  readonly line: number;
  readonly isEnabled: boolean;
  readonly isAncestorEnabled: boolean;
  readonly users: string | null;
  readonly rampUp: string | null;
  readonly duration: string | null;
  readonly delay: string | null;
  readonly loops: string | null;
  /** `true`, `false` or an expression: without it JMeter ignores duration and delay. */
  readonly scheduler: string;
  /** Null when it has no main controller. Other classes than LoopController know no loops. */
  readonly controllerKind: string | null;
  /** Properties that its own settings depend on, directly or through user defined variables. */
  readonly propertiesRead: readonly string[];
}

export interface InventoryPlaceholder {
  readonly name: string;
  /** Where it stands first. */
  readonly line: number;
}

export interface InventoryTransaction extends InventoryElement {
  readonly isParent: boolean;
}

export interface InventoryListener extends InventoryElement {
  /** `window`: it keeps or shows samples in JMeter's window; `file`: it writes files; `other`: neither. */
  readonly use: 'window' | 'file' | 'other';
}

export interface InventoryModule extends InventoryElement {
  /** Whether the plan has the element that it points to; `detail` names it. */
  readonly isFound: boolean;
}

export interface InventoryFile extends InventoryElement {
  readonly use: ReferencedFile['use'];
  readonly path: string;
  /** Null unless CSV data. Flags are `true`, `false` or an expression. */
  readonly csv: {
    readonly hasHeader: string;
    readonly isReused: string;
    readonly stopsThread: string;
    readonly shareMode: string;
  } | null;
}

/** A class that is not one of JMeter's short names. */
export interface InventoryClass extends InventoryElement {
  /** `element`: JMeter refuses a plan with a missing one; `run`: it is looked for when the test starts; `window`: only the window needs it. */
  readonly use: 'element' | 'run' | 'window';
  /** How often it is named. */
  readonly count: number;
}

export interface GroupCount {
  readonly group: number | null;
  readonly count: number;
}

/** @throws AppError SCRIPT_NOT_JMX, SCRIPT_DOCTYPE or SCRIPT_TOO_DEEP */
export function readInventory(xml: string): PlanInventory {
  const root = parseJmx(xml);
  const elements = listTestElements(root);
  const located = locate(xml, elements);
  const enabled = elements.filter(({ isEnabledInGroup }) => isEnabledInGroup);
  return {
    version: 1,
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

/** What the users and the duration of a run depend on. */
export type LoadFacts = Pick<PlanInventory, 'threadGroups' | 'serializesThreadGroups' | 'variables'>;

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
