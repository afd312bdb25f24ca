import { createHash } from 'node:crypto';

import type { LoadFingerprint } from '../contract/runs.ts';
import { resolveText, type ValueScope } from './expressions.ts';
import { classOf, isSampler, isTimer } from './inventory-elements.ts';
import { parseJmx } from './jmx-document.ts';
import type { InventoryThreadGroup, LoadFacts } from './plan-inventory.ts';
import { isMainGroup, planLoad, type PlannedGroup } from './plan-load.ts';
import type { CopyRequest } from './prepare-copy.ts';
import { readLoadFacts } from './read-inventory.ts';
import { childElements, listTestElements, propertyText, type TestElement } from './test-elements.ts';

/** The script as it is, and what the run makes of it. */
export type FingerprintRequest = Pick<
  CopyRequest,
  'xml' | 'enabledThreadGroups' | 'load' | 'properties' | 'placeholders'
>;

/** One thing that makes runs comparable. */
interface Part {
  readonly key: string;
  readonly value: string;
  /** What counts of the key: the name of a sampler or timer does not, because a new name is no other load. */
  readonly hashKey: string;
}

/** A plan has few; one that was generated must not make every answer about its runs a megabyte long. */
const MAX_ELEMENT_PARTS = 500;
const MAX_VALUE_LENGTH = 160;

/**
 * What makes runs comparable: the load, the main thread groups that run, their enabled samplers (method and path, or
 * class) and timers. Data files, hosts, queries, bodies and scripts' texts are not told; the names of samplers and timers
 * are told but do not count, so that a history survives a renamed one. Paths stand as written, because they may hold the
 * version; timers and schedules as they come to with the run's properties.
 * @throws AppError as readInventory
 */
export function fingerprintOf(request: FingerprintRequest): LoadFingerprint {
  const elements = listTestElements(parseJmx(request.xml));
  const facts = readLoadFacts(request.xml, elements);
  const scope = { ...request, variables: facts.variables };
  const { groups } = planLoad({ ...request, inventory: facts, isSmoke: false });
  const own = [...loadParts(request), ...groupParts({ elements, facts, groups, scope })];
  const runs = (group: number | null) => group === null || isRunning(facts.threadGroups[group], groups[group]);
  const named = (group: number | null) => (group === null ? '' : ` (${facts.threadGroups[group]?.name ?? ''})`);
  const ofElements = elements
    .filter(({ isEnabledInGroup, group }) => isEnabledInGroup && runs(group))
    .flatMap((element) => elementPart(element, { suffix: named(element.group), scope }));
  return { hash: hashOf([...own, ...ofElements]), parts: toRecord(own, ofElements) };
}

/** How `one` differs from `other`, in plain words; empty when they are comparable. */
export function fingerprintDifference(one: LoadFingerprint, other: LoadFingerprint): string[] {
  if (one.hash === other.hash) {
    return [];
  }
  const keys = [...new Set([...Object.keys(one.parts), ...Object.keys(other.parts)])];
  const both = keys.filter((key) => key in one.parts && key in other.parts);
  const changed = both.flatMap((key) => changeOf(key, one.parts[key] ?? '', other.parts[key] ?? ''));
  const added = withoutRenamed(onlyIn(one, other), onlyIn(other, one));
  const removed = withoutRenamed(onlyIn(other, one), onlyIn(one, other));
  return [
    ...changed,
    ...added.map((part) => inWords(part, 'added')),
    ...removed.map((part) => inWords(part, 'removed')),
  ];
}

function loadParts({ load }: FingerprintRequest): Part[] {
  if (load === null) {
    return [plain('schedule', 'the script’s own')];
  }
  return [
    plain('schedule', 'the scenario’s'),
    plain('users', String(load.userCount)),
    plain('ramp-up', `${load.rampUpSeconds} s`),
    plain('duration', `${load.durationSeconds} s`),
  ];
}

function plain(key: string, value: string): Part {
  return { key, value, hashKey: key };
}

function isRunning(group: InventoryThreadGroup | undefined, planned: PlannedGroup | undefined): boolean {
  return group !== undefined && isMainGroup(group) && planned?.willRun === true;
}

interface GroupFacts {
  readonly elements: readonly TestElement[];
  readonly facts: LoadFacts;
  readonly groups: readonly PlannedGroup[];
  readonly scope: ValueScope;
}

function groupParts({ elements, facts, groups, scope }: GroupFacts): Part[] {
  const order = resolved(facts.serializesThreadGroups, scope) === 'true' ? 'one after another' : 'together';
  const running = facts.threadGroups.flatMap((group, index) => {
    const element = elements.find(({ group: own, path }) => own === index && path.at(-1) === group.name);
    const planned = groups[index];
    return isRunning(group, planned) && element !== undefined
      ? [plain(`thread group ${group.name}`, scheduleOf({ group, element, planned, scope }))]
      : [];
  });
  return [plain('thread groups run', order), ...running];
}

interface GroupSchedule {
  readonly group: InventoryThreadGroup;
  readonly element: TestElement;
  readonly planned: PlannedGroup | undefined;
  readonly scope: ValueScope;
}

function scheduleOf({ group, element, planned, scope }: GroupSchedule): string {
  if (planned?.load) {
    return `${planned.load.userCount} users`;
  }
  if (group.kind !== 'ThreadGroup') {
    return shortened(`${shortKind(group.kind)} ${settingsOf(element, scope)}`);
  }
  const { users, rampUp, duration, delay, loops, scheduler } = group;
  const settings = Object.entries({ users, rampUp, duration, delay, loops, scheduler });
  return shortened(settings.map(([name, text]) => `${name} ${resolved(text ?? '–', scope)}`).join(', '));
}

/** A sampler or a timer; nothing of any other element. */
function elementPart(element: TestElement, { suffix, scope }: { suffix: string; scope: ValueScope }): Part[] {
  const key = `${element.name}${suffix}`;
  if (isTimer(element)) {
    const value = shortened(`${shortKind(element.kind)} ${settingsOf(element, scope)}`);
    return [{ key: `timer ${key}`, value, hashKey: `timer${suffix}` }];
  }
  return isSampler(element)
    ? [{ key: `sampler ${key}`, value: shortened(requestOf(element)), hashKey: `sampler${suffix}` }]
    : [];
}

function requestOf(element: TestElement): string {
  const path = propertyText(element.xml, 'HTTPSampler.path');
  if (path === null && !element.kind.startsWith('HTTPSampler')) {
    return [shortKind(element.kind), classOf(element)].filter(Boolean).join(' ');
  }
  return `${propertyText(element.xml, 'HTTPSampler.method')?.trim() || 'GET'} ${withoutHost(path ?? '')}`;
}

/** Neither scheme, host and who signs in, nor a query, which holds data. */
function withoutHost(path: string): string {
  const bare = path.trim().replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '');
  return bare.replace(/[?#].*$/s, '') || '/';
}

/** The settings of an element as they come to, its name and comment aside; a long text by its hash. */
function settingsOf({ xml }: TestElement, scope: ValueScope): string {
  const texts: string[] = [];
  collectSettings(xml, scope, texts);
  return texts.join(', ');
}

function collectSettings(parent: TestElement['xml'], scope: ValueScope, texts: string[]): void {
  for (const child of childElements(parent)) {
    const name = (child.attributes['name'] ?? child.name).replace(/^.*\./, '');
    if (childElements(child).length > 0) {
      collectSettings(child, scope, texts);
    } else if (child.text.trim() !== '' && !UNTOLD_SETTINGS.includes(name)) {
      texts.push(`${/^-?\d+$/.test(name) ? '' : `${name} `}${settingText(resolved(child.text, scope))}`);
    }
  }
}

const UNTOLD_SETTINGS: readonly string[] = ['comments', 'cacheKey'];

function settingText(text: string): string {
  return text.length > 40 || text.includes('\n') ? `#${digest(text)}` : text;
}

function resolved(text: string, scope: ValueScope): string {
  return (resolveText(text, scope) ?? text).trim();
}

function shortKind(kind: string): string {
  return kind.slice(kind.lastIndexOf('.') + 1);
}

function shortened(text: string): string {
  return text.length <= MAX_VALUE_LENGTH ? text : `${text.slice(0, MAX_VALUE_LENGTH - 10)}… #${digest(text)}`;
}

/** The same parts in any order have the same hash. */
function hashOf(parts: readonly Part[]): string {
  return digest(JSON.stringify(parts.map(({ hashKey, value }) => JSON.stringify([hashKey, value])).sort(byCode)), 32);
}

function digest(text: string, length = 8): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}

function toRecord(own: readonly Part[], ofElements: readonly Part[]): Record<string, string> {
  const values = new Map<string, string[]>();
  for (const { key, value } of ofElements) {
    values.set(key, [...(values.get(key) ?? []), value]);
  }
  const sorted = [...values].sort(([left], [right]) => byCode(left, right));
  const kept = sorted.slice(0, MAX_ELEMENT_PARTS).map(([key, all]) => [key, shortened(all.sort(byCode).join('; '))]);
  const rest = sorted.slice(MAX_ELEMENT_PARTS).flatMap(([, all]) => all);
  const further = `${rest.length}, #${digest(rest.sort(byCode).join('\n'))}`;
  return Object.fromEntries([
    ...own.map(({ key, value }) => [key, value]),
    ...kept,
    ...(rest.length === 0 ? [] : [['further samplers and timers', further]]),
  ]) as Record<string, string>;
}

function byCode(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}

const KINDS = ['sampler', 'timer', 'thread group'] as const;

function onlyIn(one: LoadFingerprint, other: LoadFingerprint): Array<{ kind: string; name: string; value: string }> {
  return Object.entries(one.parts).flatMap(([key, value]) => {
    const kind = KINDS.find((known) => key.startsWith(`${known} `));
    return kind === undefined || key in other.parts ? [] : [{ kind, name: key.slice(kind.length + 1), value }];
  });
}

type Lone = ReturnType<typeof onlyIn>[number];

/** One that does the same under another name is no difference. */
function withoutRenamed(parts: readonly Lone[], others: readonly Lone[]): Lone[] {
  const left = [...others];
  return parts.filter(({ kind, value }) => {
    const index = left.findIndex((other) => other.kind === kind && other.value === value && kind !== 'thread group');
    left.splice(index, index === -1 ? 0 : 1);
    return index === -1;
  });
}

function inWords({ kind, name, value }: Lone, what: 'added' | 'removed'): string {
  return `${kind} ${what}: ${name}, ${value}`;
}

function changeOf(key: string, one: string, other: string): string[] {
  if (one === other) {
    return [];
  }
  if (key === 'users') {
    return [`${one} users instead of ${other}`];
  }
  const [subject, left, right] = key.startsWith('sampler ') ? samplerChange(one, other) : ['', one, other];
  const colon = /^(schedule|sampler |timer |thread group )/.test(key) ? ':' : '';
  return [`${key}${colon} ${subject}${left} instead of ${right}`];
}

/** Only what changed of method and path. */
function samplerChange(one: string, other: string): [string, string, string] {
  const [oneMethod = '', ...onePath] = one.split(' ');
  const [otherMethod = '', ...otherPath] = other.split(' ');
  if (onePath.length === 0 || otherPath.length === 0 || (one + other).includes(';')) {
    return ['', one, other];
  }
  if (oneMethod === otherMethod) {
    return ['path ', onePath.join(' '), otherPath.join(' ')];
  }
  return onePath.join(' ') === otherPath.join(' ') ? ['method ', oneMethod, otherMethod] : ['', one, other];
}
