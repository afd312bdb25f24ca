import type { XmlElement } from '@rgrove/parse-xml';

import { parseJmx } from './jmx-document.ts';
import { findPropertyReads, propertiesBehind, type PropertyRead } from './property-reads.ts';
import {
  childElements,
  findProperty,
  flagState,
  listTestElements,
  propertyText,
  rangeOf,
  type SourceRange,
  type TestElement,
} from './test-elements.ts';

/** A flag as JMeter will see it, and where its text stands; no range when the script does not mention it. */
export interface Flag {
  readonly state: 'on' | 'off' | 'expression';
  readonly property: SourceRange | null;
}

export interface ThreadGroupInfo {
  readonly name: string;
  /** JMeter's class: `ThreadGroup`, `SetupThreadGroup`, `PostThreadGroup`, or that of a plugin. */
  readonly kind: string;
  readonly isEnabled: boolean;
  readonly isAncestorEnabled: boolean;
  /** The texts as written in the script, e.g. `${__P(threads,25)}`; null when absent. */
  readonly users: string | null;
  readonly rampUp: string | null;
  readonly duration: string | null;
  readonly durationProperty: SourceRange | null;
  readonly loops: string | null;
  /** JMeter ignores the duration of a thread group whose scheduler is off. */
  readonly scheduler: Flag;
  /** The JMeter properties that the group's own settings depend on, directly or through user defined variables. */
  readonly propertiesRead: ReadonlySet<string>;
  readonly element: SourceRange;
}

export interface TransactionControllerInfo {
  readonly name: string;
  readonly isEnabled: boolean;
  /** Parent mode: one record for the transaction, its samples only as sub-results of it. */
  readonly parentMode: Flag;
  readonly element: SourceRange;
}

export interface ResultCollectorInfo {
  readonly name: string;
  readonly isEnabled: boolean;
  /** The file it writes to; empty for a listener that writes none. */
  readonly fileName: string;
  readonly element: SourceRange;
}

export interface TestPlan {
  readonly threadGroups: readonly ThreadGroupInfo[];
  readonly transactionControllers: readonly TransactionControllerInfo[];
  readonly resultCollectors: readonly ResultCollectorInfo[];
  /** Names of the enabled Include Controllers: they bring in elements of another file. */
  readonly includes: readonly string[];
  /** In the order of the script, each pair of name and default once. */
  readonly properties: readonly PropertyRead[];
  readonly variables: ReadonlyMap<string, string>;
}

/**
 * Reads what a run has to know of a JMX file. All ranges are offsets in `xml`.
 * @throws AppError SCRIPT_NOT_JMX, SCRIPT_DOCTYPE or SCRIPT_TOO_DEEP
 */
export function readPlan(xml: string): TestPlan {
  const root = parseJmx(xml);
  const elements = listTestElements(root);
  const variables = readVariables(elements);
  return {
    threadGroups: elements.filter(isThreadGroup).map((element) => toThreadGroup(element, variables)),
    transactionControllers: elements.filter(({ kind }) => kind === 'TransactionController').map(toTransaction),
    resultCollectors: elements.filter(({ kind }) => kind.endsWith('ResultCollector')).map(toResultCollector),
    includes: elements
      .filter(({ kind, isEnabled }) => kind === 'IncludeController' && isEnabled)
      .map(({ name }) => name),
    properties: distinct(findPropertyReads(textsOf(root).join('\n'))),
    variables,
  };
}

/** Plugins' thread groups (Ultimate, Stepping, Concurrency, Arrivals, …) and the Open Model one keep to this naming. */
function isThreadGroup({ kind }: TestElement): boolean {
  return kind.endsWith('ThreadGroup');
}

function toThreadGroup(element: TestElement, variables: ReadonlyMap<string, string>): ThreadGroupInfo {
  const { name, kind, isEnabled, isAncestorEnabled, xml } = element;
  const controller = findProperty(xml, 'ThreadGroup.main_controller');
  const duration = findProperty(xml, 'ThreadGroup.duration');
  return {
    name,
    kind,
    isEnabled,
    isAncestorEnabled,
    users: propertyText(xml, 'ThreadGroup.num_threads'),
    rampUp: propertyText(xml, 'ThreadGroup.ramp_time'),
    duration: duration?.text ?? null,
    durationProperty: duration === undefined ? null : rangeOf(duration),
    loops: controller === undefined ? null : propertyText(controller, 'LoopController.loops'),
    scheduler: toFlag(findProperty(xml, 'ThreadGroup.scheduler')),
    propertiesRead: propertiesBehind(xml.text, variables),
    element: rangeOf(xml),
  };
}

function toTransaction({ name, isEnabled, xml }: TestElement): TransactionControllerInfo {
  const parentMode = toFlag(findProperty(xml, 'TransactionController.parent'));
  return { name, isEnabled, parentMode, element: rangeOf(xml) };
}

function toFlag(property: XmlElement | undefined): Flag {
  return { state: flagState(property), property: property === undefined ? null : rangeOf(property) };
}

function toResultCollector({ name, isEnabled, xml }: TestElement): ResultCollectorInfo {
  return { name, isEnabled, fileName: propertyText(xml, 'filename')?.trim() ?? '', element: rangeOf(xml) };
}

/** User defined variables of the plan and of its enabled configuration elements; a later definition wins. */
function readVariables(elements: readonly TestElement[]): Map<string, string> {
  const definitions = elements
    .filter(({ isEnabled }) => isEnabled)
    .flatMap(({ kind, xml }) =>
      kind === 'Arguments' ? xml : (findProperty(xml, 'TestPlan.user_defined_variables') ?? [])
    )
    .flatMap((argumentsXml) => findProperty(argumentsXml, 'Arguments.arguments') ?? [])
    .flatMap(childElements);
  return new Map(
    definitions.map((argument) => [
      propertyText(argument, 'Argument.name') ?? '',
      propertyText(argument, 'Argument.value') ?? '',
    ])
  );
}

/** The decoded texts and attribute values below an element. */
function textsOf(element: XmlElement): string[] {
  const children = childElements(element);
  const own = children.length === 0 ? [element.text] : [];
  const texts = [...Object.values(element.attributes), ...own];
  children.forEach((child) => textsOf(child).forEach((text) => texts.push(text)));
  return texts;
}

function distinct(reads: readonly PropertyRead[]): PropertyRead[] {
  return [...new Map(reads.map((read) => [JSON.stringify([read.name, read.defaultValue]), read])).values()];
}
