import type { XmlElement } from '@rgrove/parse-xml';

import type { GroupLoad } from '../contract/preflight.ts';
import { spliceInserted, splicePropertyText, type Splice } from './splices.ts';
import { findProperty, flagText, rangeOf } from './test-elements.ts';

export type LoadEditKind =
  | 'users set'
  | 'ramp-up set'
  | 'duration set'
  | 'start-up delay set'
  | 'loops set'
  | 'scheduler switched on'
  | 'scheduler switched off'
  | 'endless repetition switched off';

export interface LoadEdit extends Splice {
  readonly what: LoadEditKind;
}

interface Wanted {
  readonly what: LoadEditKind;
  readonly name: string;
  readonly value: string;
  /** The property to write where it is missing; null where its absence means the same. */
  readonly missing: string | null;
}

export interface GroupEditRequest {
  readonly xml: string;
  readonly group: XmlElement;
  readonly load: GroupLoad;
  readonly isSmoke: boolean;
  /** False when JMeter ignores the delay of the script, because its scheduler is off. */
  readonly keepsDelay: boolean;
}

/**
 * The settings of a thread group as literals. The tag of a property stays: a whole number is right in an intProp, a
 * longProp and a stringProp alike, and an expression in an intProp would not even load (tried with 5.6.3).
 */
export function loadEdits(request: GroupEditRequest): LoadEdit[] {
  const { xml, group, isSmoke } = request;
  const controller = findProperty(group, 'ThreadGroup.main_controller');
  const settings = isSmoke ? smokeSettings(request) : timedSettings(request);
  if (controller === undefined) {
    return writeProperties(xml, group, [...settings, wholeController(isSmoke)]);
  }
  return [...writeProperties(xml, group, settings), ...writeProperties(xml, controller, loopSettings(isSmoke))];
}

function timedSettings({ load, keepsDelay }: GroupEditRequest): Wanted[] {
  const delay = { what: 'start-up delay set', name: 'ThreadGroup.delay', value: '0', missing: null } as const;
  return [
    ...sharedSettings(load),
    wanted('scheduler switched on', { tag: 'boolProp', name: 'ThreadGroup.scheduler', value: 'true' }),
    wanted('duration set', { tag: 'longProp', name: 'ThreadGroup.duration', value: String(load.durationSeconds) }),
    // Switching the scheduler on would bring a delay to life that JMeter ignored so far.
    ...(keepsDelay ? [] : [delay]),
  ];
}

/** Without a scheduler JMeter ignores duration and delay: the single loop ends the group. */
function smokeSettings({ load }: GroupEditRequest): Wanted[] {
  return [
    ...sharedSettings(load),
    { what: 'scheduler switched off', name: 'ThreadGroup.scheduler', value: 'false', missing: null },
  ];
}

function sharedSettings({ userCount, rampUpSeconds }: GroupLoad): Wanted[] {
  return [
    wanted('users set', { tag: 'intProp', name: 'ThreadGroup.num_threads', value: String(userCount) }),
    wanted('ramp-up set', { tag: 'intProp', name: 'ThreadGroup.ramp_time', value: String(rampUpSeconds) }),
  ];
}

function loopSettings(isSmoke: boolean): Wanted[] {
  const loops = wanted('loops set', { tag: 'intProp', name: 'LoopController.loops', value: isSmoke ? '1' : '-1' });
  // A controller that goes on for ever begins its single loop again and again; absent means that it does.
  const name = 'LoopController.continue_forever';
  const once = wanted('endless repetition switched off', { tag: 'boolProp', name, value: 'false' });
  return isSmoke ? [loops, once] : [loops];
}

function wholeController(isSmoke: boolean): Wanted {
  const loops = `<intProp name="LoopController.loops">${isSmoke ? '1' : '-1'}</intProp>`;
  const forever = '<boolProp name="LoopController.continue_forever">false</boolProp>';
  const attributes = 'elementType="LoopController" guiclass="LoopControlPanel" testclass="LoopController"';
  const name = 'ThreadGroup.main_controller';
  return {
    what: 'loops set',
    name,
    value: '',
    missing: `<elementProp name="${name}" ${attributes}>${loops}${forever}</elementProp>`,
  };
}

function wanted(what: LoadEditKind, property: { tag: string; name: string; value: string }): Wanted {
  const { tag, name, value } = property;
  return { what, name, value, missing: `<${tag} name="${name}">${value}</${tag}>` };
}

/** Changes the properties that say something else, and puts those that are missing behind the last one. */
function writeProperties(xml: string, parent: XmlElement, properties: readonly Wanted[]): LoadEdit[] {
  const changed = properties.flatMap(({ what, name, value }) => {
    const found = findProperty(parent, name);
    const isRight = found === undefined || found.text === value || flagTextOf(found) === value;
    return isRight ? [] : [{ ...splicePropertyText(xml, rangeOf(found), value), what }];
  });
  const inserted = properties.flatMap(({ what, name, missing }) =>
    missing === null || findProperty(parent, name) !== undefined ? [] : [{ what, element: missing }]
  );
  return [...changed, ...spliceInserted(xml, parent, inserted)];
}

function flagTextOf(property: XmlElement): string | undefined {
  return property.attributes['name'] === 'ThreadGroup.scheduler' || property.name === 'boolProp'
    ? flagText(property)
    : undefined;
}
