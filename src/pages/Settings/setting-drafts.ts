import type { Setting, SettingsUpdate } from 'perftest-automation-sidecar/contract/system';

export type SettingValue = string | number | boolean;
/** What somebody has typed and not saved, by the setting's key; null: what is saved is to be taken away. */
export type Drafts = Readonly<Record<string, SettingValue | null>>;

/** What the field shows: the draft, else what is in force. */
export function shownValue(setting: Setting, drafts: Drafts): SettingValue | null {
  const draft = drafts[setting.key];
  if (draft === undefined) {
    return setting.value;
  }
  return draft === null ? setting.withoutSaved.value : draft;
}

/** A draft that is what is in force anyway is none. */
export function withDraft(drafts: Drafts, setting: Setting, value: SettingValue | null): Drafts {
  const { [setting.key]: _former, ...others } = drafts;
  const isSame = !setting.isSecret && value !== null && value === (setting.value ?? '');
  const isNothing = value === null && setting.source !== 'saved';
  const isEmptySecret = setting.isSecret && value === '' && !setting.isSet;
  return isSame || isNothing || isEmptySecret ? others : { ...others, [setting.key]: value };
}

export function withoutDraft(drafts: Drafts, { key }: Setting): Drafts {
  const { [key]: _former, ...others } = drafts;
  return others;
}

/** What the sidecar would refuse, said before it is asked. */
export function problemOf(setting: Setting, draft: SettingValue | null | undefined): string | undefined {
  if (draft === undefined || draft === null) {
    return undefined;
  }
  if (setting.type === 'number') {
    return problemOfNumber(setting, draft);
  }
  if (setting.type === 'url' && draft !== '' && !isWebAddress(String(draft))) {
    return 'An address that begins with http:// or https://';
  }
  return setting.isSecret && draft === '' ? 'Type the new value, or keep the saved one' : undefined;
}

function problemOfNumber({ minimum, maximum }: Setting, draft: SettingValue): string | undefined {
  const value = Number(draft);
  const isRight = draft !== '' && Number.isInteger(value) && value >= (minimum ?? 0) && value <= (maximum ?? Infinity);
  return isRight ? undefined : `A whole number from ${minimum ?? 0} to ${maximum ?? '…'}`;
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\/[^\s/]\S*$/.test(text);
}

/** As the sidecar takes it: an emptied field takes the saved value away. */
export function toUpdate(settings: readonly Setting[], drafts: Drafts): SettingsUpdate {
  const entries = settings
    .filter(({ key }) => drafts[key] !== undefined)
    .map((setting) => [setting.key, valueToSave(setting, drafts[setting.key] ?? null)] as const);
  return Object.fromEntries(entries);
}

function valueToSave({ type }: Setting, draft: SettingValue | null): SettingValue | null {
  if (draft === null || draft === '') {
    return null;
  }
  return type === 'number' ? Number(draft) : draft;
}
