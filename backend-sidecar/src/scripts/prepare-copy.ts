import { AppError } from '../kernel/errors.ts';
import { copyWarnings } from './copy-warnings.ts';
import { resolveText } from './expressions.ts';
import { FAILURES_WRITER, failuresWriter } from './failures-writer.ts';
import { tagListener } from './influx-edits.ts';
import {
  describeAdded,
  describeTagged,
  findOwnListeners,
  INFLUX_LISTENER,
  influxListener,
  type PlannedListener,
  type WantedListener,
} from './influx-listener.ts';
import { linesAt } from './jmx-document.ts';
import { loadEdits, type LoadEditKind } from './load-edits.ts';
import { fillPlaceholders, splicePlaceholders } from './placeholders.ts';
import { isMainGroup, planLoad, willRun, type PlannedGroup, type PlannedLoad, type WantedLoad } from './plan-load.ts';
import {
  readPlan,
  type BackendListenerInfo,
  type ListenerInfo,
  type TestPlan,
  type ThreadGroupInfo,
  type TransactionControllerInfo,
} from './read-plan.ts';
import { flagOf } from './setting-values.ts';
import {
  applySplices,
  originalOffset,
  spliceAttribute,
  spliceInserted,
  splicePropertyText,
  type Splice,
} from './splices.ts';

/** One change of a run's copy against the script. */
export interface CopyEdit {
  readonly what:
    | LoadEditKind
    | 'thread group switched on'
    | 'thread group switched off'
    | 'parent mode switched off'
    | 'listener switched off'
    | 'listener with a file switched off'
    | 'writer of failed requests added'
    | 'listener for InfluxDB added'
    | 'listener for InfluxDB tagged'
    | 'placeholder replaced';
  /** The element's name in JMeter's tree; of a placeholder its own name. */
  readonly element: string;
  readonly before: string;
  readonly after: string;
  /** In the script, counted from 1. */
  readonly line: number;
}

export interface CopyRequest {
  readonly xml: string;
  /** The main thread groups that shall run, by name; undefined leaves all as they are. setUp and tearDown groups always keep their state. */
  readonly enabledThreadGroups?: readonly string[] | undefined;
  /** Null: the script's own schedule stays. */
  readonly load: WantedLoad | null;
  /** One user and one loop for each thread group, whatever the load. */
  readonly isSmoke: boolean;
  /** JMeter properties in force. */
  readonly properties: Readonly<Record<string, string>>;
  /** Values of `@@NAME@@`. */
  readonly placeholders: Readonly<Record<string, string>>;
  readonly secretNames: readonly string[];
  /** The file that failed requests shall be written to; null = none. */
  readonly keepFailuresIn: string | null;
  /** Where live figures shall be written to; undefined or null = nowhere. */
  readonly influxDb?: WantedListener | null;
}

export interface PreparedCopy {
  readonly xml: string;
  readonly edits: readonly CopyEdit[];
  /** Names of the setUp and tearDown thread groups: their samples are part of no total. */
  readonly setUpGroups: readonly string[];
  /** Whole sentences about what the run's parameters will not reach. */
  readonly warnings: readonly string[];
  /** How live figures come to InfluxDB; null where they do not. */
  readonly influxDb: PlannedListener | null;
}

interface PlannedEdit extends Splice {
  readonly what: CopyEdit['what'];
  readonly element: string;
}

/** The script with its placeholders replaced, and what is to be known of it. */
interface FilledScript {
  readonly xml: string;
  readonly plan: TestPlan;
  readonly wanted: readonly string[] | undefined;
  /** The script's own listener that writes to where the run shall. */
  readonly ownListener: BackendListenerInfo | undefined;
}

/**
 * The copy of a script that a run executes. It differs from the script in the edits only, byte for byte: placeholders
 * replaced; thread groups switched on and off and given their load; Transaction Controllers out of parent mode, because
 * a run writes no sub-results and their samples would be missing; listeners off that write files, because runs would
 * share them, or that keep samples for a window; listeners added that write failed requests, and live figures to InfluxDB
 * unless one of the script's own does: that gets the run's tag.
 * @throws AppError SCRIPT_PLACEHOLDER when a placeholder has no value, a named thread group does not exist or none would
 * run; SCRIPT_LOAD when the load cannot be given; those of readPlan
 */
export function prepareCopy(request: CopyRequest): PreparedCopy {
  const filling = splicePlaceholders(request.xml, request);
  const script = fillScript(request, filling);
  const planned = planCopyLoad(script, request);
  const edits = findEdits(script, planned, request);
  return {
    xml: applySplices(script.xml, edits),
    edits: [...toPlaceholderEdits(request.xml, filling), ...toCopyEdits({ request, filling, script, edits })].sort(
      (left, right) => left.line - right.line
    ),
    setUpGroups: script.plan.threadGroups.filter((group) => !isMainGroup(group)).map(({ name }) => name),
    warnings: copyWarnings({ ...script, planned, hasLoad: request.load !== null || request.isSmoke }),
    influxDb: planListener(script, request),
  };
}

function planListener({ plan, ownListener }: FilledScript, request: CopyRequest): PlannedListener | null {
  const { influxDb } = request;
  if (influxDb === undefined || influxDb === null || plan.planTree === undefined) {
    return null;
  }
  const values = { ...request, variables: plan.loadFacts.variables };
  const names = plan.transactionControllers.map(({ name }) => resolveText(name, values));
  return {
    ...(ownListener === undefined ? describeAdded(influxDb) : describeTagged(ownListener, values)),
    transactions: [...new Set(names)].filter((name) => name !== null),
  };
}

/** A thread group is wanted by its name in the script, and a placeholder in it is replaced there too. */
function fillScript(request: CopyRequest, filling: readonly Splice[]): FilledScript {
  const { xml, enabledThreadGroups, placeholders } = request;
  const filled = applySplices(xml, filling);
  const plan = readPlan(filled);
  const wanted = enabledThreadGroups?.map((name) => fillPlaceholders(name, placeholders));
  const main = plan.threadGroups.filter(isMainGroup);
  refuseUnknownGroups(main, wanted);
  if (!main.some((group) => willRun(group, wanted))) {
    throw new AppError('SCRIPT_PLACEHOLDER', 'no thread group would run: all of them are switched off');
  }
  return { xml: filled, plan, wanted, ownListener: findOwnListener({ plan, wanted }, request) };
}

function findOwnListener(
  { plan, wanted }: Pick<FilledScript, 'plan' | 'wanted'>,
  request: CopyRequest
): BackendListenerInfo | undefined {
  const { influxDb } = request;
  if (influxDb === undefined || influxDb === null) {
    return undefined;
  }
  const values = { ...request, variables: plan.loadFacts.variables };
  const groups = plan.threadGroups.flatMap((group, index) => (willRun(group, wanted) ? [{ group, index }] : []));
  const runningGroups = groups.map(({ index }) => index);
  const mainGroups = groups.filter(({ group }) => isMainGroup(group)).map(({ index }) => index);
  return findOwnListeners(plan.backendListeners, influxDb.place, { values, runningGroups, mainGroups }).same;
}

function refuseUnknownGroups(main: readonly ThreadGroupInfo[], wanted: readonly string[] | undefined): void {
  const known = main.map(({ name }) => name);
  const unknown = (wanted ?? []).filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new AppError(
      'SCRIPT_PLACEHOLDER',
      `it has no thread group ${quoteAll(unknown)}; its thread groups are ${quoteAll(known) || 'none'}`
    );
  }
}

function quoteAll(names: readonly string[]): string {
  return names.map((name) => `“${name}”`).join(', ');
}

function planCopyLoad({ plan, wanted }: FilledScript, request: CopyRequest): PlannedLoad {
  const planned = planLoad({ ...request, inventory: plan.loadFacts, enabledThreadGroups: wanted });
  if (planned.problems.length > 0) {
    throw new AppError('SCRIPT_LOAD', planned.problems.join(' '));
  }
  return planned;
}

/** In the order of the file; edits of one place in the order they have to be written. */
function findEdits(script: FilledScript, planned: PlannedLoad, request: CopyRequest): PlannedEdit[] {
  const { xml, plan, wanted } = script;
  const { keepFailuresIn } = request;
  const kept = plan.listeners.find(
    ({ name, fileName, isEnabled }) => isEnabled && name === FAILURES_WRITER && fileName === keepFailuresIn
  );
  return [
    ...plan.threadGroups.flatMap((group) => switchGroup(xml, group, wanted)),
    ...plan.threadGroups.flatMap((group, index) =>
      giveLoad({ script, request, group, planned: planned.groups[index] })
    ),
    ...plan.transactionControllers.flatMap((controller) => leaveParentMode(xml, controller)),
    ...plan.listeners.filter((listener) => listener !== kept).flatMap((listener) => switchListenerOff(xml, listener)),
    ...tagOwnListener(script, request),
    ...addListeners(script, [
      ...(keepFailuresIn === null || kept !== undefined ? [] : [addedWriter(keepFailuresIn)]),
      ...addedListener(script, request),
    ]),
  ].sort((left, right) => left.start - right.start);
}

function switchGroup(xml: string, group: ThreadGroupInfo, wanted: readonly string[] | undefined): PlannedEdit[] {
  const shallRun = willRun(group, wanted);
  if (shallRun === group.isEnabled) {
    return [];
  }
  const splice = spliceAttribute(xml, group.xml, { name: 'enabled', value: String(shallRun) });
  return [
    { ...splice, element: group.name, what: shallRun ? 'thread group switched on' : 'thread group switched off' },
  ];
}

function giveLoad({
  script,
  request,
  group,
  planned,
}: {
  script: FilledScript;
  request: CopyRequest;
  group: ThreadGroupInfo;
  planned: PlannedGroup | undefined;
}): PlannedEdit[] {
  if (planned === undefined || !planned.willRun || planned.load === null) {
    return [];
  }
  const { loadFacts, threadGroups } = script.plan;
  const scheduler = loadFacts.threadGroups[threadGroups.indexOf(group)]?.scheduler ?? 'false';
  const keepsDelay = flagOf(scheduler, { ...request, variables: loadFacts.variables }) !== false;
  const { load } = planned;
  return loadEdits({ xml: script.xml, group: group.xml, load, isSmoke: request.isSmoke, keepsDelay }).map((edit) => ({
    ...edit,
    element: group.name,
  }));
}

function leaveParentMode(xml: string, { name, parentMode }: TransactionControllerInfo): PlannedEdit[] {
  if (parentMode.property === null || parentMode.state === 'off') {
    return [];
  }
  const splice = splicePropertyText(xml, parentMode.property, 'false');
  return [{ ...splice, element: name, what: 'parent mode switched off' }];
}

function switchListenerOff(xml: string, listener: ListenerInfo): PlannedEdit[] {
  const { name, isEnabled, fileName, keepsSamples, element } = listener;
  if (!isEnabled || (fileName === '' && !keepsSamples)) {
    return [];
  }
  const splice = spliceAttribute(xml, element, { name: 'enabled', value: 'false' });
  return [
    { ...splice, element: name, what: fileName === '' ? 'listener switched off' : 'listener with a file switched off' },
  ];
}

/** An element that the copy gets, with its tree. */
interface AddedElement extends Pick<PlannedEdit, 'what'> {
  readonly name: string;
  readonly element: string;
}

function addedWriter(path: string): AddedElement {
  return { name: FAILURES_WRITER, element: failuresWriter(path), what: 'writer of failed requests added' };
}

function addedListener({ ownListener }: FilledScript, { influxDb }: CopyRequest): AddedElement[] {
  return influxDb === undefined || influxDb === null || ownListener !== undefined
    ? []
    : [{ name: INFLUX_LISTENER, element: influxListener(influxDb), what: 'listener for InfluxDB added' }];
}

function tagOwnListener({ xml, plan, ownListener }: FilledScript, request: CopyRequest): PlannedEdit[] {
  const { influxDb } = request;
  if (influxDb === undefined || influxDb === null || ownListener === undefined) {
    return [];
  }
  const values = { ...request, variables: plan.loadFacts.variables };
  return tagListener({ xml, listener: ownListener, runId: influxDb.runId, values }).map((splice) => ({
    ...splice,
    element: ownListener.name,
    what: 'listener for InfluxDB tagged',
  }));
}

function addListeners({ xml, plan }: FilledScript, added: readonly AddedElement[]): PlannedEdit[] {
  return plan.planTree === undefined
    ? []
    : spliceInserted(xml, plan.planTree, added).map(({ name, ...splice }) => ({ ...splice, element: name }));
}

function toPlaceholderEdits(xml: string, filling: ReadonlyArray<Splice & { name: string }>): CopyEdit[] {
  const lines = linesAt(
    xml,
    filling.map(({ start }) => start)
  );
  return filling.map(({ name, start, end, after }, index) => ({
    what: 'placeholder replaced',
    element: name,
    before: xml.slice(start, end),
    after,
    line: lines[index] ?? 1,
  }));
}

function toCopyEdits(copy: {
  request: CopyRequest;
  filling: readonly Splice[];
  script: FilledScript;
  edits: readonly PlannedEdit[];
}): CopyEdit[] {
  const { request, filling, script, edits } = copy;
  const lines = linesAt(
    request.xml,
    edits.map(({ start }) => originalOffset(filling, start))
  );
  return edits.map(({ what, element, start, end, after, shown }, index) => ({
    what,
    element,
    before: shown === undefined ? script.xml.slice(start, end) : '',
    after: shown ?? after.trim(),
    line: lines[index] ?? 1,
  }));
}
