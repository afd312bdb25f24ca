import type { GroupLoad } from '../contract/preflight.ts';
import type { ValueScope } from './expressions.ts';
import type { InventoryThreadGroup, LoadFacts } from './plan-inventory.ts';
import { flagOf, numberOf } from './setting-values.ts';
import { splitUsers } from './split-users.ts';

/** What `-J` passes to every run, by the setting of a thread group that it is meant for. */
export const RUN_PROPERTIES = { users: 'threads', rampUp: 'rampup', duration: 'duration' } as const;

export interface WantedLoad {
  /** The total over the main thread groups that run. */
  readonly userCount: number;
  /** Ramp-up and start-up delays included. */
  readonly durationSeconds: number;
  readonly rampUpSeconds: number;
}

export interface LoadRequest {
  readonly inventory: LoadFacts;
  /** The main thread groups that shall run, by name; undefined leaves all as the script has them. */
  readonly enabledThreadGroups?: readonly string[] | undefined;
  /** Null: the script's own schedule stays. */
  readonly load: WantedLoad | null;
  /** One user and one loop for each group, whatever the load. */
  readonly isSmoke: boolean;
  readonly properties: Readonly<Record<string, string>>;
  readonly placeholders: Readonly<Record<string, string>>;
}

/** A thread group of the plan, in the script's order, setUp and tearDown groups included. */
export interface PlannedGroup {
  readonly name: string;
  readonly willRun: boolean;
  readonly canOverride: boolean;
  /** Why users and duration cannot be given, or what giving them changes besides. */
  readonly reason: string | null;
  /** What the copy will hold; null = as in the script. In a smoke run the duration is 0: one loop ends it. */
  readonly load: GroupLoad | null;
}

export interface PlannedLoad {
  readonly groups: readonly PlannedGroup[];
  /** Whole sentences: why the run cannot be made with this load. Empty when it can. */
  readonly problems: readonly string[];
}

interface Candidate {
  readonly group: InventoryThreadGroup;
  readonly willRun: boolean;
  /** Why its settings cannot be written; null = they can. */
  readonly obstacle: string | null;
  /** Of a plugin's group that runs alone: which of the run's properties it reads by itself. */
  readonly readsRun: readonly string[];
  /** As many as it has in the script; null = only known while the test runs. */
  readonly users: number | null;
  /** Whether its scheduler is on in the script. */
  readonly isTimed: boolean;
  /** How long it waits before its first user starts; JMeter counts its duration from there. */
  readonly delaySeconds: number;
}

/**
 * How users, ramp-up and duration of a run come to the thread groups: users are split in the script's own proportion,
 * every group gets the whole ramp-up, and ends when the run ends.
 */
export function planLoad(request: LoadRequest): PlannedLoad {
  const candidates = request.inventory.threadGroups.map((group) => toCandidate(group, request));
  const running = candidates.filter((candidate) => candidate.willRun && isMainGroup(candidate.group));
  const shares = sharesOf(running);
  const nothing = nothingToRun(request, running);
  if (request.isSmoke) {
    return planSmoke(candidates, { shares, nothing });
  }
  const impossible = request.load === null ? [] : findProblems(request, request.load, { running, shares });
  const problems = nothing.length > 0 ? nothing : impossible;
  const users = request.load === null ? null : splitUsers(request.load.userCount, [...shares.values()]);
  const counts = new Map([...shares.keys()].map((candidate, index) => [candidate, users?.[index] ?? 0]));
  return {
    groups: candidates.map((candidate) => ({
      ...toGroup(candidate, request),
      load: problems.length > 0 ? null : loadOf(candidate, request.load, counts.get(candidate)),
    })),
    problems,
  };
}

/** Neither a setUp nor a tearDown thread group. */
export function isMainGroup({ kind }: Pick<InventoryThreadGroup, 'kind'>): boolean {
  return kind !== 'SetupThreadGroup' && kind !== 'PostThreadGroup';
}

/** setUp and tearDown groups keep their state, whatever groups are wanted. */
export function willRun(
  group: Pick<InventoryThreadGroup, 'name' | 'kind' | 'isEnabled' | 'isAncestorEnabled'>,
  wanted: readonly string[] | undefined
): boolean {
  return wanted === undefined || !isMainGroup(group)
    ? group.isEnabled
    : group.isAncestorEnabled && wanted.includes(group.name);
}

function toCandidate(group: InventoryThreadGroup, request: LoadRequest): Candidate {
  const scope = { ...request, variables: request.inventory.variables };
  const isTimed = flagOf(group.scheduler, scope) !== false;
  const isAlone = request.inventory.threadGroups.filter((other) => runsAsMain(other, request)).length === 1;
  return {
    group,
    willRun: willRun(group, request.enabledThreadGroups),
    obstacle: obstacleOf(group, { scope, isSmoke: request.isSmoke, isAlone }),
    readsRun: isAlone && group.kind !== 'ThreadGroup' ? readRunProperties(group) : [],
    users: group.users === null ? 0 : numberOf(group.users, scope),
    isTimed,
    delaySeconds: isTimed ? Math.max(0, numberOf(group.delay, scope) ?? 0) : 0,
  };
}

function runsAsMain(group: InventoryThreadGroup, { enabledThreadGroups }: LoadRequest): boolean {
  return isMainGroup(group) && willRun(group, enabledThreadGroups);
}

function obstacleOf(
  group: InventoryThreadGroup,
  { scope, isSmoke, isAlone }: { scope: ValueScope; isSmoke: boolean; isAlone: boolean }
): string | null {
  if (!isMainGroup(group)) {
    return 'setUp and tearDown groups run as the script has them';
  }
  if (group.kind !== 'ThreadGroup') {
    return `its kind (${shortKind(group.kind)}) has a schedule of its own`;
  }
  if (group.controllerKind !== null && group.controllerKind !== 'LoopController') {
    return `its main controller is a ${shortKind(group.controllerKind)}`;
  }
  return isSmoke ? null : unknownSetting(group, scope, isAlone);
}

function unknownSetting(group: InventoryThreadGroup, scope: ValueScope, isAlone: boolean): string | null {
  if (!isAlone && group.users !== null && numberOf(group.users, scope) === null) {
    return `its users (${group.users}) are only known while the test runs, so that its part of them cannot be told`;
  }
  const isDelayed = flagOf(group.scheduler, scope) !== false && group.delay !== null;
  return isDelayed && numberOf(group.delay, scope) === null
    ? `its start-up delay (${group.delay}) is only known while the test runs`
    : null;
}

function shortKind(kind: string): string {
  return kind.slice(kind.lastIndexOf('.') + 1);
}

/** The properties without which the run would set nothing; a ramp-up alone is no load. */
function readRunProperties({ propertiesRead }: InventoryThreadGroup): string[] {
  return [RUN_PROPERTIES.users, RUN_PROPERTIES.duration].filter((property) => propertiesRead.includes(property));
}

/**
 * The part of the users that each running group takes: as many as it has in the script. Where the script has none at all,
 * the groups that read the run's users share them equally; users that cannot be told matter to a proportion only.
 */
function sharesOf(running: readonly Candidate[]): Map<Candidate, number> {
  const able = running.filter(({ obstacle }) => obstacle === null);
  const isEmpty = able.every(({ users }) => users === 0);
  return new Map(
    able.map((candidate) => {
      const readsUsers = candidate.group.propertiesRead.includes(RUN_PROPERTIES.users);
      return [candidate, isEmpty && readsUsers ? 1 : Math.max(0, candidate.users ?? 1)];
    })
  );
}

/** What no copy can be made for, with a load or without. */
function nothingToRun(request: LoadRequest, running: readonly Candidate[]): string[] {
  const known = request.inventory.threadGroups.filter(isMainGroup).map(({ name }) => name);
  const unknown = (request.enabledThreadGroups ?? []).filter((name) => !known.includes(name));
  return [
    ...unknown.map((name) => `The script has no thread group “${name}”.`),
    ...(running.length === 0 ? ['No thread group would run.'] : []),
  ];
}

function planSmoke(
  candidates: readonly Candidate[],
  { shares, nothing }: { shares: ReadonlyMap<Candidate, number>; nothing: readonly string[] }
): PlannedLoad {
  const stuck = candidates.filter(({ willRun, group, obstacle }) => willRun && isMainGroup(group) && obstacle !== null);
  return {
    groups: candidates.map((candidate) => {
      const share = shares.get(candidate);
      const userCount = Math.min(1, share ?? 0);
      const { name, willRun, canOverride } = toGroup(candidate, undefined);
      const load = share === undefined ? null : { userCount, rampUpSeconds: 0, durationSeconds: 0 };
      return { name, willRun, canOverride, reason: candidate.obstacle, load };
    }),
    problems: [
      ...nothing.map((problem) => `smoke run not possible: ${problem}`),
      ...stuck.map(({ group, obstacle }) => `smoke run not possible: thread group “${group.name}”: ${obstacle}.`),
    ],
  };
}

function findProblems(
  request: LoadRequest,
  load: WantedLoad,
  { running, shares }: { running: readonly Candidate[]; shares: ReadonlyMap<Candidate, number> }
): string[] {
  if (running.some(isLeftToItself)) {
    return [];
  }
  const stuck = running.flatMap(({ group, obstacle }) =>
    obstacle === null ? [] : [`Thread group “${group.name}” cannot be given users and a duration: ${obstacle}.`]
  );
  const scope = { ...request, variables: request.inventory.variables };
  const isSerial = running.length > 1 && flagOf(request.inventory.serializesThreadGroups, scope) !== false;
  const problems = [
    ...stuck,
    ...(isSerial ? [SERIAL_PROBLEM] : []),
    ...running.filter(({ delaySeconds }) => delaySeconds >= load.durationSeconds).map(toDelayProblem),
  ];
  return problems.length > 0 ? problems : tooFewUsers(load.userCount, [...shares.values()]);
}

const SERIAL_PROBLEM =
  'The test plan runs its thread groups one after another, so that they cannot share users and duration.';

function toDelayProblem({ group, delaySeconds }: Candidate): string {
  return `Thread group “${group.name}” starts ${delaySeconds} s after the run: the run is over by then.`;
}

function tooFewUsers(userCount: number, shares: readonly number[]): string[] {
  const wanting = shares.filter((share) => share > 0).length;
  if (wanting === 0) {
    return ['No thread group that would run has users in the script.'];
  }
  return userCount < wanting
    ? [`${userCount} users are fewer than the ${wanting} thread groups that need one each.`]
    : [];
}

function isLeftToItself({ readsRun }: Candidate): boolean {
  return readsRun.length > 0;
}

function toGroup(candidate: Candidate, request: LoadRequest | undefined): Omit<PlannedGroup, 'load'> {
  const { group, obstacle } = candidate;
  const canOverride = obstacle === null || isLeftToItself(candidate);
  return { name: group.name, willRun: candidate.willRun, canOverride, reason: reasonOf(candidate, request) };
}

function reasonOf(candidate: Candidate, request: LoadRequest | undefined): string | null {
  const { obstacle, readsRun } = candidate;
  if (readsRun.length > 0) {
    return `left as it is: it reads the run’s properties (${readsRun.join(', ')})`;
  }
  return obstacle ?? (request?.load == null ? null : sideEffects(candidate));
}

/** What else changes when a load is given. */
function sideEffects({ group, isTimed, delaySeconds }: Candidate): string | null {
  const loops = group.loops?.trim() ?? 'no number';
  const effects = [
    ...(isTimed ? [] : ['its scheduler is switched on']),
    ...(loops === '-1' ? [] : [`it repeats until the duration is over instead of ${loops} times`]),
    ...(delaySeconds > 0 ? [`it starts ${delaySeconds} s after the run and ends with it`] : []),
  ];
  return effects.length === 0 ? null : effects.join('; ');
}

/** JMeter counts a group's duration from the end of its delay. */
function loadOf(candidate: Candidate, load: WantedLoad | null, userCount: number | undefined): GroupLoad | null {
  return load === null || userCount === undefined
    ? null
    : {
        userCount,
        rampUpSeconds: load.rampUpSeconds,
        durationSeconds: load.durationSeconds - candidate.delaySeconds,
      };
}
