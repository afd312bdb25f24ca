import type { KindCount, PlanElement, Preflight, PreflightThreadGroup, ReferencedFile } from '../contract/preflight.ts';
import { ownEntry, resolveText, type ValueScope } from './expressions.ts';
import type { InventoryClass, InventoryElement, InventoryFile, PlanInventory } from './plan-inventory.ts';
import { isMainGroup, planLoad, willRun, type PlannedGroup, type PlannedLoad, type WantedLoad } from './plan-load.ts';
import { findFindings } from './preflight-findings.ts';
import type { FoundFile, LookedUpFile, PreflightRequest, PreflightScope } from './preflight-scope.ts';
import { flagOf, toScriptSetting } from './setting-values.ts';

/** What a script is and what a run of it will do, told before the run. */
export function preflight(request: PreflightRequest): Preflight {
  const scope = toScope(request);
  const { inventory } = request;
  const toReport = (element: InventoryElement): PlanElement => toPlanElement(element, scope);
  return {
    revisionNumber: request.revisionNumber,
    findings: findFindings(scope),
    threadGroups: [...scope.groups],
    totalUsers: countUsers(scope),
    samplers: countKinds(inventory.samplers.filter(scope.isActive)),
    transactions: inventory.transactions.map(toReport),
    labels: [...new Set(inventory.labels.filter(scope.isActive).map(({ label }) => label))],
    properties: readProperties(scope),
    placeholders: inventory.placeholders.map(({ name }) => ({ name, value: placeholderValue(name, scope) })),
    files: scope.files.map(({ report }) => report),
    missingClasses: scope.missing.filter(({ use }) => use !== 'window').map(toReport),
    listeners: inventory.listeners.map(toReport),
    backendListeners: inventory.backendListeners.map(toReport),
    codeElements: inventory.codeElements.map(toReport),
    includes: inventory.includes.map(toReport),
    fragments: inventory.fragments.map(toReport),
    assertionCount: countActive(inventory.assertions, scope),
    timerCount: countActive(inventory.timers, scope),
    jmeterVersion: request.jmeterVersion,
  };
}

function toScope(request: PreflightRequest): PreflightScope {
  const { inventory, knownClasses, enabledThreadGroups } = request;
  const values = { ...request, variables: inventory.variables };
  const planned = planLoad({ ...request, isSmoke: false });
  const runs = inventory.threadGroups.map((group) => willRun(group, enabledThreadGroups));
  const isActive: PreflightScope['isActive'] = ({ group, isEnabled = true }) =>
    isEnabled && (group === null || runs[group] === true);
  return {
    ...request,
    values,
    planned,
    isActive,
    groups: planned.groups.map((group, index) => toThreadGroup(group, { inventory, index, values })),
    files: inventory.files.filter(isActive).map((file) => lookUp(file, request, values)),
    missing: knownClasses === null ? [] : inventory.classes.filter(({ kind }) => !knownClasses.has(kind)),
  };
}

function toThreadGroup(
  planned: PlannedGroup,
  { inventory, index, values }: { inventory: PlanInventory; index: number; values: ValueScope }
): PreflightThreadGroup {
  const group = inventory.threadGroups[index];
  if (group === undefined) {
    throw new Error(`Thread group ${index} is not in the inventory`);
  }
  const { name, kind, line, isEnabled } = group;
  return {
    ...{ name, kind, line, isEnabled },
    role: roleOf(kind),
    willRun: planned.willRun,
    users: toScriptSetting(group.users, values),
    rampUp: toScriptSetting(group.rampUp, values),
    duration: toScriptSetting(group.duration, values),
    loops: toScriptSetting(group.loops, values),
    canOverride: planned.canOverride,
    reason: planned.reason,
    load: planned.load,
  };
}

function roleOf(kind: string): PreflightThreadGroup['role'] {
  if (kind === 'SetupThreadGroup') {
    return 'setUp';
  }
  return kind === 'PostThreadGroup' ? 'tearDown' : 'main';
}

function lookUp(file: InventoryFile, { findFile }: PreflightRequest, values: ValueScope): LookedUpFile {
  const path = resolveText(file.path, values);
  const found = path === null ? undefined : findFile(path);
  const { use, name, line, csv } = file;
  return {
    file,
    path,
    found,
    report: {
      ...{ use, element: name, line, path: file.path },
      isThere: path === null ? null : found !== undefined,
      lineCount: csv === null ? null : dataLines(csv, found, values),
      isReused: csv === null ? null : flagOf(csv.isReused, values),
    },
  };
}

/** Lines of a CSV file without its header; null when not counted, or when it is not known whether there is a header. */
function dataLines(csv: NonNullable<InventoryFile['csv']>, found: FoundFile, values: ValueScope): number | null {
  const hasHeader = flagOf(csv.hasHeader, values);
  const lineCount = found?.lineCount ?? null;
  return lineCount === null || hasHeader === null ? null : Math.max(0, lineCount - (hasHeader ? 1 : 0));
}

/** Over the main groups that will run; null as soon as one of them cannot be told. */
function countUsers({ groups }: PreflightScope): number | null {
  return groups
    .filter((group) => group.willRun && isMainGroup(group))
    .map(({ load, users }) => load?.userCount ?? users.value)
    .reduce((total, users) => (total === null || users === null ? null : total + users), 0 as number | null);
}

function toPlanElement(element: InventoryElement, { isActive }: PreflightScope): PlanElement {
  const { name, kind, line, detail } = element;
  return { name, kind, line, isEnabled: isActive(element), detail };
}

function countKinds(samplers: PlanInventory['samplers']): KindCount[] {
  const counts = new Map<string, number>();
  samplers.forEach(({ kind, count }) => counts.set(kind, (counts.get(kind) ?? 0) + count));
  return [...counts].map(([kind, count]) => ({ kind, count })).sort((left, right) => right.count - left.count);
}

function countActive(counts: PlanInventory['timers'], { isActive }: PreflightScope): number {
  return counts.filter(isActive).reduce((total, { count }) => total + count, 0);
}

/** The value of a secret, and a default that stands for one, are told to nobody. */
function readProperties({ inventory, properties, secretNames }: PreflightScope): Preflight['properties'] {
  return inventory.properties.map(({ name, defaultValue }) => {
    const isSecret = secretNames.includes(name);
    return isSecret
      ? { name, defaultValue: defaultValue === '' ? '' : '…', value: null, isSecret }
      : { name, defaultValue, value: ownEntry(properties, name) ?? null, isSecret };
  });
}

function placeholderValue(name: string, { placeholders, secretNames }: PreflightScope): string | null {
  return secretNames.includes(name) ? null : (ownEntry(placeholders, name) ?? null);
}
