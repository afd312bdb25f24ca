import { propertiesBehind } from './property-reads.ts';
import type { TestPlan, ThreadGroupInfo } from './read-plan.ts';

/** What `-J` passes to every run, by the setting of a thread group that it is meant for. */
export const RUN_PROPERTIES = { users: 'threads', rampUp: 'rampup', duration: 'duration' } as const;

const SET_UP_KINDS: readonly string[] = ['SetupThreadGroup', 'PostThreadGroup'];

/** Neither a setUp nor a tearDown thread group. */
export function isMainGroup({ kind }: ThreadGroupInfo): boolean {
  return !SET_UP_KINDS.includes(kind);
}

/** Whether a setting depends on the JMeter property. */
export function reads(plan: TestPlan, setting: string | null, property: string): boolean {
  return setting !== null && propertiesBehind(setting, plan.variables).has(property);
}

/** Whole sentences about what the parameters of the run will not reach, or not as expected. */
export function copyWarnings(copy: {
  plan: TestPlan;
  running: readonly ThreadGroupInfo[];
  wanted: readonly string[] | undefined;
}): string[] {
  const { plan, running, wanted = [] } = copy;
  return [
    ...running.flatMap((group) => groupWarnings(plan, group)),
    ...plan.threadGroups.filter((group) => wanted.includes(group.name)).flatMap(stayingOff),
    ...ambiguousNames(plan),
    ...plan.includes.map(
      (name) => `Include Controller “${name}” brings in another file, which runs as it is: nothing in it was prepared.`
    ),
  ];
}

function groupWarnings(plan: TestPlan, group: ThreadGroupInfo): string[] {
  if (group.kind !== 'ThreadGroup') {
    return pluginGroupWarnings(group);
  }
  const { name, users, rampUp } = group;
  const warnings = [];
  if (!reads(plan, users, RUN_PROPERTIES.users)) {
    warnings.push(`Users of thread group “${name}” are fixed in the script: ${users ?? 'none'}.`);
  }
  if (!reads(plan, rampUp, RUN_PROPERTIES.rampUp)) {
    warnings.push(`Ramp-up of thread group “${name}” is fixed in the script: ${rampUp ?? '0'} s.`);
  }
  return [...warnings, ...durationWarnings(plan, group)];
}

/** Thread groups of plugins know other settings than users, ramp-up and duration; one of the properties is enough. */
function pluginGroupWarnings({ name, kind, propertiesRead }: ThreadGroupInfo): string[] {
  const isAdjustable = Object.values(RUN_PROPERTIES).some((property) => propertiesRead.has(property));
  return isAdjustable ? [] : [`The schedule of thread group “${name}” (${kind}) is fixed in the script.`];
}

function durationWarnings(plan: TestPlan, { name, duration, loops, scheduler }: ThreadGroupInfo): string[] {
  const isEndless = loops?.trim() === '-1';
  if (reads(plan, duration, RUN_PROPERTIES.duration)) {
    const endsEarly = loops !== null && !isEndless && !loops.includes('${');
    return endsEarly ? [`Thread group “${name}” ends after ${loops} loops, maybe before the duration.`] : [];
  }
  if (scheduler.state !== 'off') {
    return [`Duration of thread group “${name}” is fixed in the script: ${duration ?? '0'} s.`];
  }
  return isEndless
    ? [`Thread group “${name}” has no duration and loops for ever: it never ends by itself.`]
    : [`Thread group “${name}” has no duration: it ends after its loops (${loops ?? '1'}).`];
}

function stayingOff({ name, isAncestorEnabled }: ThreadGroupInfo): string[] {
  return isAncestorEnabled ? [] : [`Thread group “${name}” stays off: what it belongs to is disabled in the script.`];
}

/** A record of the result file names its thread group, and nothing else tells a setUp sample from another. */
function ambiguousNames({ threadGroups }: TestPlan): string[] {
  const setUpNames = new Set(threadGroups.filter((group) => !isMainGroup(group)).map(({ name }) => name));
  return threadGroups
    .filter((group) => isMainGroup(group) && setUpNames.has(group.name))
    .map(
      ({ name }) => `Thread group “${name}” has the name of a setUp or tearDown group: its samples count as theirs.`
    );
}
