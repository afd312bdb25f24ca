import { isMainGroup, type PlannedLoad } from './plan-load.ts';
import type { TestPlan, ThreadGroupInfo } from './read-plan.ts';

/** Whole sentences about what the parameters of the run will not reach, or not as expected. */
export function copyWarnings(copy: {
  plan: TestPlan;
  planned: PlannedLoad;
  wanted: readonly string[] | undefined;
  hasLoad: boolean;
}): string[] {
  const { plan, planned, wanted = [], hasLoad } = copy;
  return [
    ...(hasLoad ? planned.groups.flatMap(leftAsItIs) : []),
    ...plan.threadGroups.filter((group) => wanted.includes(group.name)).flatMap(stayingOff),
    ...ambiguousNames(plan),
    ...plan.includes.map(
      (name) => `Include Controller “${name}” brings in another file, which runs as it is: nothing in it was prepared.`
    ),
  ];
}

function leftAsItIs({ name, willRun, canOverride, load, reason }: PlannedLoad['groups'][number]): string[] {
  return willRun && canOverride && load === null ? [`Thread group “${name}” is ${reason ?? 'left as it is'}.`] : [];
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
