import type { Setting, SettingsUpdate } from '../contract/system.ts';
import { AppError } from '../kernel/errors.ts';
import {
  SETTINGS,
  type SecretName,
  type SettingDefinition,
  type SettingName,
  type SettingValue,
} from './setting-definitions.ts';

interface SavedSettings {
  get(category: string, key: string): SettingValue | undefined;
  set(category: string, key: string, value: SettingValue, nowMs: number): void;
  remove(category: string, key: string): void;
}

/** Seals what is saved of a secret; the place is part of the seal. */
interface Sealing {
  seal(secret: string, place: string): string;
  open(sealed: string, place: string): string;
}

const DEFINITIONS: readonly SettingDefinition[] = SETTINGS;

/** Settings in force: what was saved wins over the environment, which wins over the built-in default. */
export class Settings {
  constructor(
    private readonly saved: SavedSettings,
    private readonly environment: NodeJS.ProcessEnv,
    private readonly sealing: Sealing
  ) {
    this.checkEnvironment();
  }

  text(name: Exclude<SettingName, SecretName>): string | null {
    const { value } = this.describe(definitionOf(name));
    return value === null ? null : String(value);
  }

  number(name: SettingName): number {
    return Number(this.describe(definitionOf(name)).value);
  }

  isOn(name: SettingName): boolean {
    return this.describe(definitionOf(name)).value === true;
  }

  /** The lines of a text that are not empty. */
  lines(name: Exclude<SettingName, SecretName>): string[] {
    return linesOf(this.text(name) ?? '');
  }

  /** In clear, for the one call that needs it. Throws when it was sealed with another key. */
  secret(name: SecretName): string | null {
    const definition = definitionOf(name);
    const sealed = this.saved.get(definition.category, definition.key);
    return sealed === undefined ? (this.given(definition) ?? null) : this.sealing.open(String(sealed), placeOf(name));
  }

  isSet(name: SettingName): boolean {
    return this.describe(definitionOf(name)).isSet;
  }

  /**
   * These settings as they would be with values that are not saved. A secret stays with the address for which it was
   * saved: at another address it counts as not set until it is typed again.
   */
  trying(values: Readonly<Record<string, SettingsUpdate>>): Settings {
    const tried = new Map<string, SettingValue | null>();
    for (const [category, update] of Object.entries(values)) {
      this.list(category);
      for (const [key, value] of Object.entries(update)) {
        const valid = checked(category, key, value);
        tried.set(`${category}.${key}`, valid === null ? null : this.stored(category, key, valid));
      }
    }
    const trial = new Settings(overlaid(this.saved, tried), this.environment, this.sealing);
    const untyped = DEFINITIONS.filter(
      ({ type, category, key }) => type === 'secret' && !tried.has(`${category}.${key}`)
    );
    const withheld = untyped.filter(({ category }) => this.isMoved(category, trial));
    withheld.forEach(({ category, key }) => tried.set(`${category}.${key}`, null));
    const environment = { ...this.environment };
    withheld.forEach(({ variable }) => delete environment[variable]);
    return new Settings(overlaid(this.saved, tried), environment, this.sealing);
  }

  private isMoved(category: string, trial: Settings): boolean {
    const address = find(`${category}.url`);
    const former = address === undefined ? null : this.inForce(address).value;
    return address !== undefined && former !== null && originOf(former) !== originOf(trial.inForce(address).value);
  }

  list(category?: string): Setting[] {
    const wanted = DEFINITIONS.filter((definition) => category === undefined || definition.category === category);
    if (wanted.length === 0) {
      throw new AppError('NOT_FOUND', `settings of category "${category}"`);
    }
    return wanted.map((definition) => this.describe(definition));
  }

  /** All or nothing: a name or value that is not right is refused before anything is saved. */
  update(category: string, update: SettingsUpdate, nowMs: number): Setting[] {
    this.list(category);
    const changes = Object.entries(update).map(([key, value]) => ({ key, value: checked(category, key, value) }));
    for (const { key, value } of changes) {
      if (value === null) {
        this.saved.remove(category, key);
      } else {
        this.saved.set(category, key, this.stored(category, key, value), nowMs);
      }
    }
    return this.list(category);
  }

  private stored(category: string, key: string, value: SettingValue): SettingValue {
    const name = `${category}.${key}`;
    return find(name)?.type === 'secret' ? this.sealing.seal(String(value), placeOf(name)) : value;
  }

  /** At the start, not when a test already runs. */
  private checkEnvironment(): void {
    for (const definition of DEFINITIONS) {
      const given = this.given(definition);
      if (given !== undefined) {
        parseGiven(definition, given);
      }
    }
  }

  private given({ variable }: SettingDefinition): string | undefined {
    const given = this.environment[variable];
    return given === undefined || given.trim() === '' ? undefined : given;
  }

  private describe(definition: SettingDefinition): Setting {
    const { value, source } = this.inForce(definition);
    const { category, key, label, type, description, variable, unit, minimum, maximum, choices } = definition;
    const isSecret = type === 'secret';
    return {
      ...{ category, key, label, type, description, isSecret, source },
      ...{ unit: unit ?? null, minimum: minimum ?? null, maximum: maximum ?? null },
      choices: [...(choices ?? [])],
      environmentVariable: variable,
      withoutSaved: isSecret ? { ...this.withoutSaved(definition), value: null } : this.withoutSaved(definition),
      value: isSecret ? null : value,
      isSet: value !== null,
    };
  }

  private inForce(definition: SettingDefinition): Pick<Setting, 'value' | 'source'> {
    const saved = this.saved.get(definition.category, definition.key);
    if (saved !== undefined) {
      return { value: saved, source: 'saved' };
    }
    return this.withoutSaved(definition);
  }

  private withoutSaved(definition: SettingDefinition): Setting['withoutSaved'] {
    const given = this.given(definition);
    return given === undefined
      ? { value: definition.fallback, source: 'default' }
      : { value: parseGiven(definition, given), source: 'environment' };
  }
}

/** What is tried stands before what is saved; null: as if nothing were saved. Nothing can be saved through it. */
function overlaid(saved: SavedSettings, tried: ReadonlyMap<string, SettingValue | null>): SavedSettings {
  const refuse = () => {
    throw new Error('Settings that are only tried cannot be saved');
  };
  return {
    get: (category, key) => {
      const name = `${category}.${key}`;
      return tried.has(name) ? (tried.get(name) ?? undefined) : saved.get(category, key);
    },
    set: refuse,
    remove: refuse,
  };
}

function originOf(address: SettingValue | null): string | null {
  return typeof address === 'string' && URL.canParse(address) ? new URL(address).origin : null;
}

function find(name: string): SettingDefinition | undefined {
  return DEFINITIONS.find(({ category, key }) => `${category}.${key}` === name);
}

function definitionOf(name: SettingName): SettingDefinition {
  const definition = find(name);
  if (definition === undefined) {
    throw new Error(`There is no setting ${name}`);
  }
  return definition;
}

function placeOf(name: string): string {
  return `settings/${name}`;
}

function parseGiven(definition: SettingDefinition, given: string): SettingValue {
  const value = valueOf(definition, given);
  const problem = problemOf(definition, value);
  if (problem !== null) {
    // A secret is not repeated: this text goes into the log.
    const shown = definition.type === 'secret' ? '' : `, not "${given}"`;
    throw new Error(`${definition.variable} ${problem}${shown}`);
  }
  return value;
}

function valueOf({ type }: SettingDefinition, given: string): SettingValue {
  if (type === 'switch') {
    return given === 'true' ? true : given === 'false' ? false : given;
  }
  return type === 'number' ? Number(given) : given;
}

function checked(category: string, key: string, value: SettingValue | null): SettingValue | null {
  const definition = find(`${category}.${key}`);
  if (definition === undefined) {
    throw new AppError('REQUEST_INVALID', `there is no setting ${category}.${key}`);
  }
  // An emptied field is no value: an empty address of Grafana would lock everybody out.
  const given = typeof value === 'string' && value.trim() === '' ? null : value;
  const problem = given === null ? null : problemOf(definition, given);
  if (problem !== null) {
    throw new AppError('REQUEST_INVALID', `${category}.${key} ${problem}`);
  }
  return given;
}

function problemOf(definition: SettingDefinition, value: SettingValue): string | null {
  switch (definition.type) {
    case 'number':
      return problemOfNumber(definition, value);
    case 'switch':
      return typeof value === 'boolean' ? null : 'must be true or false';
    case 'choice':
      return problemOfChoice(definition, value);
    default:
      return typeof value === 'string' ? problemOfText(definition, value) : 'must be a text';
  }
}

function problemOfNumber({ minimum = 0, maximum = Number.MAX_SAFE_INTEGER }: SettingDefinition, value: SettingValue) {
  const isRight = typeof value === 'number' && Number.isInteger(value) && value >= minimum && value <= maximum;
  return isRight ? null : `must be a whole number from ${minimum} to ${maximum}`;
}

function problemOfChoice({ choices = [] }: SettingDefinition, given: SettingValue): string | null {
  const isOne = choices.some(({ value }) => value === given);
  return isOne ? null : `must be one of ${choices.map(({ value }) => `"${value}"`).join(', ')}`;
}

function problemOfText({ type }: SettingDefinition, text: string): string | null {
  if (type === 'lines') {
    const wrong = linesOf(text).find((line) => !isPattern(line));
    return wrong === undefined ? null : `must have one regular expression a line; this is none: ${wrong}`;
  }
  return type === 'url' && !isWebAddress(text) ? 'must be an address that begins with http:// or https://' : null;
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'gm');
    return true;
  } catch {
    return false;
  }
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
