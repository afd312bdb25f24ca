import type { PreflightFinding, PreflightThreadGroup } from '../contract/preflight.ts';
import { finding, MANUAL_PAGES } from './finding.ts';
import type { InventoryThreadGroup } from './plan-inventory.ts';
import type { PreflightScope } from './preflight-scope.ts';
import { flagOf, numberOf } from './setting-values.ts';

/** A thread group as it will run, and as it stands in the script. */
interface RunningGroup {
  readonly group: PreflightThreadGroup;
  readonly written: InventoryThreadGroup;
}

/** What is wrong with who runs, how many and how long. */
export function findLoadFaults(scope: PreflightScope): PreflightFinding[] {
  const running = runningGroups(scope);
  const main = running.filter(({ group }) => group.role === 'main');
  const unknown = unknownGroups(scope);
  return [
    ...unknown,
    ...(main.length === 0 ? [noThreadGroup(scope)] : []),
    ...(main.length === 0 || unknown.length > 0 ? [] : impossibleLoad(scope)),
    ...main.flatMap((group) => groupFaults(group, scope)),
    ...(scope.load === null ? running.flatMap((group) => scheduleFaults(group, scope)) : []),
    ...noUsersAtAll(main),
  ];
}

function runningGroups({ groups, inventory }: PreflightScope): RunningGroup[] {
  return groups.flatMap((group, index) => {
    const written = inventory.threadGroups[index];
    return group.willRun && written !== undefined ? [{ group, written }] : [];
  });
}

function unknownGroups({ enabledThreadGroups, groups }: PreflightScope): PreflightFinding[] {
  const known = groups.filter(({ role }) => role === 'main').map(({ name }) => name);
  return (enabledThreadGroups ?? [])
    .filter((name) => !known.includes(name))
    .map((name) =>
      finding('error', 'thread-group-missing', {
        text: `The scenario runs thread group “${name}”, which this script does not have.`,
        fix: 'Choose the thread groups of the scenario again.',
      })
    );
}

function noThreadGroup({ groups }: PreflightScope): PreflightFinding {
  const hasMain = groups.some(({ role }) => role === 'main');
  return finding('error', 'no-thread-group', {
    text: hasMain ? 'No thread group would run: all are switched off.' : 'The script has no thread group to run.',
    fix: hasMain ? 'Choose at least one thread group in the scenario.' : 'Add a Thread Group with requests.',
    link: MANUAL_PAGES.threadGroup,
  });
}

function impossibleLoad({ planned }: PreflightScope): PreflightFinding[] {
  return planned.problems.map((text) =>
    finding('error', 'load-not-mappable', {
      text,
      fix: 'Run it with the script’s own schedule, choose other thread groups, or use plain Thread Groups.',
      link: MANUAL_PAGES.threadGroup,
    })
  );
}

function groupFaults(running: RunningGroup, scope: PreflightScope): PreflightFinding[] {
  return [
    ...ownSchedule(running, scope),
    ...hardCodedUsers(running, scope),
    ...longRampUp(running),
    ...zeroUsers(running),
  ];
}

function ownSchedule({ group }: RunningGroup, { load }: PreflightScope): PreflightFinding[] {
  const reads = group.canOverride && group.reason !== null && group.load === null && load !== null;
  if (!reads && (group.canOverride || load !== null)) {
    return [];
  }
  const text = reads
    ? `Thread group “${group.name}” is ${group.reason}: whether it keeps to users and duration is up to the script.`
    : `Thread group “${group.name}” cannot be given users and a duration: ${group.reason}.`;
  return [
    finding(reads ? 'warning' : 'info', 'load-not-mappable', { at: group, text, link: MANUAL_PAGES.threadGroup }),
  ];
}

function hardCodedUsers({ group }: RunningGroup, { load }: PreflightScope): PreflightFinding[] {
  if (group.users.source !== 'literal' || !group.canOverride) {
    return [];
  }
  const fixed = `Users of thread group “${group.name}” are fixed in the script (${group.users.text})`;
  if (group.load !== null) {
    return [
      finding('info', 'users-hard-coded', {
        at: group,
        text: `${fixed}: the run’s copy holds ${group.load.userCount}.`,
      }),
    ];
  }
  return load !== null
    ? []
    : [
        finding('warning', 'users-hard-coded', {
          at: group,
          text: `${fixed}, and so is its part in any run that keeps the script’s own schedule.`,
          fix: `Give the run users and a duration, which its copy then holds, or write \${__P(threads,${group.users.text})}.`,
          link: MANUAL_PAGES.propertyFunction,
        }),
      ];
}

function longRampUp({ group }: RunningGroup): PreflightFinding[] {
  const { load } = group;
  return load === null || load.rampUpSeconds < load.durationSeconds
    ? []
    : [
        finding('warning', 'ramp-up-too-long', {
          at: group,
          text: `Thread group “${group.name}” ends after ${load.durationSeconds} s, before its ramp-up of ${load.rampUpSeconds} s is over.`,
          fix: 'Make the run longer or its ramp-up shorter; the duration includes the ramp-up.',
          link: MANUAL_PAGES.threadGroup,
        }),
      ];
}

function zeroUsers({ group }: RunningGroup): PreflightFinding[] {
  return (group.load?.userCount ?? group.users.value) === 0 && group.kind === 'ThreadGroup'
    ? [
        finding('warning', 'zero-users', {
          at: group,
          text: `Thread group “${group.name}” has no users${asWritten(group)}: it does nothing.`,
          fix: 'Write a whole number without spaces, or leave the group out of the scenario.',
          link: MANUAL_PAGES.threadGroup,
        }),
      ]
    : [];
}

function asWritten({ users }: PreflightThreadGroup): string {
  return users.text === null || users.text === '0' ? '' : ` (JMeter makes 0 of “${users.text}”)`;
}

function noUsersAtAll(main: readonly RunningGroup[]): PreflightFinding[] {
  const isIdle = ({ group }: RunningGroup) => (group.load?.userCount ?? group.users.value) === 0;
  return main.length > 0 && main.every((running) => running.group.kind === 'ThreadGroup' && isIdle(running))
    ? [
        finding('error', 'zero-users', {
          text: 'No thread group that would run has users: the run would make no samples.',
          fix: 'Give at least one thread group a number of users.',
          link: MANUAL_PAGES.threadGroup,
        }),
      ]
    : [];
}

/** How a group ends that runs as the script has it. */
function scheduleFaults({ group, written }: RunningGroup, { values }: PreflightScope): PreflightFinding[] {
  if (group.kind.includes('.') || written.controllerKind === null) {
    return [];
  }
  const isTimed = flagOf(written.scheduler, values);
  const isEndless = group.loops.value === -1;
  if (isTimed === false) {
    return isEndless ? [neverEnds(group)] : [];
  }
  if (isTimed && group.duration.text !== null && (numberOf(written.duration, values) ?? 1) <= 0) {
    return [badDuration(group)];
  }
  return isTimed && group.loops.value !== null && !isEndless ? [endsEarly(group)] : [];
}

function neverEnds(group: PreflightThreadGroup): PreflightFinding {
  return finding('warning', 'never-ends', {
    at: group,
    text: `Thread group “${group.name}” loops for ever and has no duration: it never ends by itself.`,
    fix: 'Give the run users and a duration, or switch the group’s scheduler on.',
    link: MANUAL_PAGES.threadGroup,
  });
}

function badDuration(group: PreflightThreadGroup): PreflightFinding {
  return finding('error', 'duration-invalid', {
    at: group,
    text: `Thread group “${group.name}” has the duration “${group.duration.text}”: JMeter refuses to start it.`,
    fix: 'Write whole seconds above 0, or give the run a duration.',
    link: MANUAL_PAGES.threadGroup,
  });
}

function endsEarly(group: PreflightThreadGroup): PreflightFinding {
  return finding('warning', 'loops-end-early', {
    at: group,
    text: `Thread group “${group.name}” ends after ${group.loops.value} loops, maybe before its duration is over.`,
    fix: 'Let it loop for ever (-1), or give the run a duration.',
    link: MANUAL_PAGES.threadGroup,
  });
}
