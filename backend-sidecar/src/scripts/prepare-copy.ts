import { AppError } from '../kernel/errors.ts';
import { copyWarnings, isMainGroup, reads, RUN_PROPERTIES } from './copy-warnings.ts';
import { linesAt } from './jmx-document.ts';
import {
  readPlan,
  type ResultCollectorInfo,
  type TestPlan,
  type ThreadGroupInfo,
  type TransactionControllerInfo,
} from './read-plan.ts';
import { applySplices, spliceAttribute, spliceBefore, splicePropertyText, type Splice } from './splices.ts';

/** One change of a run's copy against the script. */
export interface CopyEdit {
  readonly what:
    | 'thread group switched on'
    | 'thread group switched off'
    | 'parent mode switched off'
    | 'scheduler switched on'
    | 'listener with a file switched off';
  /** The element's name in JMeter's tree. */
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
}

export interface PreparedCopy {
  readonly xml: string;
  readonly edits: readonly CopyEdit[];
  /** Names of the setUp and tearDown thread groups: their samples are part of no total. */
  readonly setUpGroups: readonly string[];
  /** Whole sentences about what the run's parameters will not reach. */
  readonly warnings: readonly string[];
}

interface PlannedEdit extends Splice {
  readonly what: CopyEdit['what'];
  readonly element: string;
}

/**
 * The copy of a script that a run executes. It differs from the script in the edits only, byte for byte:
 * thread groups switched on and off; Transaction Controllers out of parent mode, because a run writes no sub-results
 * and their samples would be missing; listeners with files of their own switched off, because runs would share the file;
 * the scheduler switched on where the script reads `duration`, because JMeter ignores a duration without it.
 * @throws AppError SCRIPT_PLACEHOLDER when a named thread group does not exist or none would run; those of readPlan
 */
export function prepareCopy({ xml, enabledThreadGroups }: CopyRequest): PreparedCopy {
  const plan = readPlan(xml);
  const main = plan.threadGroups.filter(isMainGroup);
  refuseUnknownGroups(main, enabledThreadGroups);
  const running = main.filter((group) => willRun(group, enabledThreadGroups));
  if (running.length === 0) {
    throw new AppError('SCRIPT_PLACEHOLDER', 'no thread group would run: all of them are switched off');
  }
  const planned = [
    ...main.flatMap((group) => switchGroup(xml, group, enabledThreadGroups)),
    ...running.flatMap((group) => switchSchedulerOn({ xml, plan, group })),
    ...plan.transactionControllers.flatMap((controller) => leaveParentMode(xml, controller)),
    ...plan.resultCollectors.flatMap((collector) => switchFileOff(xml, collector)),
  ].sort((left, right) => left.start - right.start);
  return {
    xml: applySplices(xml, planned),
    edits: toCopyEdits(xml, planned),
    setUpGroups: plan.threadGroups.filter((group) => !isMainGroup(group)).map(({ name }) => name),
    warnings: copyWarnings({ plan, running, wanted: enabledThreadGroups }),
  };
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

function willRun(group: ThreadGroupInfo, wanted: readonly string[] | undefined): boolean {
  return wanted === undefined ? group.isEnabled : group.isAncestorEnabled && wanted.includes(group.name);
}

function switchGroup(xml: string, group: ThreadGroupInfo, wanted: readonly string[] | undefined): PlannedEdit[] {
  const shallRun = willRun(group, wanted);
  if (shallRun === group.isEnabled) {
    return [];
  }
  const splice = spliceAttribute(xml, group.element, { name: 'enabled', value: String(shallRun) });
  return [
    { ...splice, element: group.name, what: shallRun ? 'thread group switched on' : 'thread group switched off' },
  ];
}

/** JMeter leaves the flag out of files where it is off, so it may have to be written in front of the duration. */
function switchSchedulerOn({
  xml,
  plan,
  group,
}: {
  xml: string;
  plan: TestPlan;
  group: ThreadGroupInfo;
}): PlannedEdit[] {
  const { name, kind, scheduler, duration, durationProperty } = group;
  const isNeeded =
    kind === 'ThreadGroup' && scheduler.state === 'off' && reads(plan, duration, RUN_PROPERTIES.duration);
  if (!isNeeded || durationProperty === null) {
    return [];
  }
  const splice =
    scheduler.property === null
      ? spliceBefore(xml, durationProperty, '<boolProp name="ThreadGroup.scheduler">true</boolProp>')
      : splicePropertyText(xml, scheduler.property, 'true');
  return [{ ...splice, element: name, what: 'scheduler switched on' }];
}

function leaveParentMode(xml: string, { name, parentMode }: TransactionControllerInfo): PlannedEdit[] {
  if (parentMode.property === null || parentMode.state === 'off') {
    return [];
  }
  const splice = splicePropertyText(xml, parentMode.property, 'false');
  return [{ ...splice, element: name, what: 'parent mode switched off' }];
}

function switchFileOff(xml: string, { name, isEnabled, fileName, element }: ResultCollectorInfo): PlannedEdit[] {
  if (!isEnabled || fileName === '') {
    return [];
  }
  const splice = spliceAttribute(xml, element, { name: 'enabled', value: 'false' });
  return [{ ...splice, element: name, what: 'listener with a file switched off' }];
}

function toCopyEdits(xml: string, planned: readonly PlannedEdit[]): CopyEdit[] {
  const lines = linesAt(
    xml,
    planned.map(({ start }) => start)
  );
  return planned.map(({ what, element, start, end, after }, index) => ({
    what,
    element,
    before: xml.slice(start, end),
    after: after.trim(),
    line: lines[index] ?? 1,
  }));
}
