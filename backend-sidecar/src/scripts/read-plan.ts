import type { XmlElement } from '@rgrove/parse-xml';

import type { WrittenListener } from './influx-listener.ts';
import { keepsSamples, settingsOf, writtenListener } from './inventory-elements.ts';
import { parseJmx } from './jmx-document.ts';
import type { LoadFacts } from './plan-inventory.ts';
import { readLoadFacts } from './read-inventory.ts';
import {
  childElements,
  findProperty,
  flagState,
  isThreadGroup,
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
  readonly loops: string | null;
  /** JMeter ignores the duration of a thread group whose scheduler is off. */
  readonly scheduler: Flag;
  readonly xml: XmlElement;
}

export interface TransactionControllerInfo {
  readonly name: string;
  readonly isEnabled: boolean;
  /** Parent mode: one record for the transaction, its samples only as sub-results of it. */
  readonly parentMode: Flag;
  readonly element: SourceRange;
}

export interface ListenerInfo {
  readonly name: string;
  readonly isEnabled: boolean;
  /** The file it writes to; empty for a listener that writes none. A Save Responses to a file writes always. */
  readonly fileName: string;
  /** It keeps samples for JMeter's window. */
  readonly keepsSamples: boolean;
  readonly element: SourceRange;
}

/** A Backend Listener, and where its settings stand. */
export interface BackendListenerInfo extends WrittenListener {
  /** The collection of its settings; undefined where it has none. */
  readonly collection: XmlElement | undefined;
}

export interface TestPlan {
  readonly threadGroups: readonly ThreadGroupInfo[];
  readonly transactionControllers: readonly TransactionControllerInfo[];
  readonly listeners: readonly ListenerInfo[];
  readonly backendListeners: readonly BackendListenerInfo[];
  /** Names of the enabled Include Controllers: they bring in elements of another file. */
  readonly includes: readonly string[];
  /** What the users of a run depend on, its thread groups being those of `threadGroups`. */
  readonly loadFacts: LoadFacts;
  /** The hashTree with what is below the test plan; undefined for a file without one. */
  readonly planTree: XmlElement | undefined;
}

/**
 * Reads what a run has to know of a JMX file. All ranges are offsets in `xml`.
 * @throws AppError SCRIPT_NOT_JMX, SCRIPT_DOCTYPE or SCRIPT_TOO_DEEP
 */
export function readPlan(xml: string): TestPlan {
  const root = parseJmx(xml);
  const elements = listTestElements(root);
  return {
    threadGroups: elements.filter(isThreadGroup).map(toThreadGroup),
    transactionControllers: elements.filter(({ kind }) => kind === 'TransactionController').map(toTransaction),
    listeners: elements
      .filter(({ kind }) => kind.endsWith('ResultCollector') || kind === 'ResultSaver')
      .map(toListener),
    backendListeners: elements.filter(({ kind }) => kind === 'BackendListener').map(toBackendListener),
    includes: elements
      .filter(({ kind, isEnabled }) => kind === 'IncludeController' && isEnabled)
      .map(({ name }) => name),
    loadFacts: readLoadFacts(xml, elements),
    planTree: findPlanTree(root),
  };
}

function toThreadGroup({ name, kind, isEnabled, isAncestorEnabled, xml }: TestElement): ThreadGroupInfo {
  const controller = findProperty(xml, 'ThreadGroup.main_controller');
  return {
    name,
    kind,
    isEnabled,
    isAncestorEnabled,
    users: propertyText(xml, 'ThreadGroup.num_threads'),
    rampUp: propertyText(xml, 'ThreadGroup.ramp_time'),
    duration: propertyText(xml, 'ThreadGroup.duration'),
    loops: controller === undefined ? null : propertyText(controller, 'LoopController.loops'),
    scheduler: toFlag(findProperty(xml, 'ThreadGroup.scheduler')),
    xml,
  };
}

function toTransaction({ name, isEnabled, xml }: TestElement): TransactionControllerInfo {
  const parentMode = toFlag(findProperty(xml, 'TransactionController.parent'));
  return { name, isEnabled, parentMode, element: rangeOf(xml) };
}

function toFlag(property: XmlElement | undefined): Flag {
  return { state: flagState(property), property: property === undefined ? null : rangeOf(property) };
}

function toListener(element: TestElement): ListenerInfo {
  const { name, kind, isEnabled, xml } = element;
  const fileName = propertyText(xml, kind === 'ResultSaver' ? 'FileSaver.filename' : 'filename')?.trim() ?? '';
  return {
    name,
    isEnabled,
    fileName: kind === 'ResultSaver' ? `${fileName}…` : fileName,
    keepsSamples: keepsSamples(element),
    element: rangeOf(xml),
  };
}

function toBackendListener(element: TestElement): BackendListenerInfo {
  return { ...writtenListener(element), collection: settingsOf(element) };
}

function findPlanTree(root: XmlElement): XmlElement | undefined {
  const tree = childElements(root).find(({ name }) => name === 'hashTree');
  const children = tree === undefined ? [] : childElements(tree);
  const next = children[children.findIndex(({ name }) => name === 'TestPlan') + 1];
  return next?.name === 'hashTree' ? next : undefined;
}
