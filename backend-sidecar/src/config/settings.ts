import type { Setting, SettingsUpdate } from '../contract/system.ts';
import { AppError } from '../kernel/errors.ts';

type Value = string | number | boolean;

/** A week. Longer waits than 24 days end at once: Node's timers count 31 bits of milliseconds. */
const LARGEST_SECONDS = 7 * 86_400;

interface SettingDefinition {
  readonly category: string;
  readonly key: string;
  readonly type: 'string' | 'number' | 'boolean';
  /** The environment variable that gives the default. */
  readonly variable: string;
  readonly fallback: Value | null;
  readonly description: string;
}

export const SETTINGS = [
  {
    category: 'runner',
    key: 'jmeterHome',
    type: 'string',
    variable: 'JMETER_HOME',
    fallback: null,
    description: 'Directory of an Apache JMeter 5.4 or later',
  },
  {
    category: 'runner',
    key: 'jmeterPath',
    type: 'string',
    variable: 'JMETER_PATH',
    fallback: null,
    description: 'The jmeter program; its installation is used when no JMeter home is set',
  },
  {
    category: 'runner',
    key: 'javaPath',
    type: 'string',
    variable: 'JAVA_PATH',
    fallback: 'java',
    description: 'The java program (17 recommended)',
  },
  {
    category: 'runner',
    key: 'jvmArguments',
    type: 'string',
    variable: 'JMETER_JVM_ARGS',
    fallback: '-Xms256m -Xmx1g',
    description: 'Arguments of JMeter’s Java machine, separated by spaces',
  },
  {
    category: 'runner',
    key: 'deadlineGraceSeconds',
    type: 'number',
    variable: 'RUN_DEADLINE_GRACE_SECONDS',
    fallback: 300,
    description: 'How long after its planned end a run may last before it is stopped as hung',
  },
  {
    category: 'runner',
    key: 'generatorCpuLimitPercent',
    type: 'number',
    variable: 'RUN_GENERATOR_CPU_LIMIT_PERCENT',
    fallback: 90,
    description:
      'How busy the load generator’s processors may be: a run in which they were busier for more than a tenth of the judged time is not valid; 100 = never mind',
  },
  {
    category: 'runner',
    key: 'maskPatterns',
    type: 'string',
    variable: 'RUN_MASK_PATTERNS',
    fallback: null,
    description: 'Regular expressions, one a line: what they match is masked in kept failed requests, as secrets are',
  },
  {
    category: 'grafana',
    key: 'url',
    type: 'string',
    variable: 'GRAFANA_URL',
    fallback: null,
    description: 'Grafana’s address: its signing keys verify who asks, and links in reports lead there',
  },
] as const satisfies readonly SettingDefinition[];

type Definition = (typeof SETTINGS)[number];
export type SettingKey = Definition['key'];

interface SavedSettings {
  get(category: string, key: string): Value | undefined;
  set(category: string, key: string, value: Value, nowMs: number): void;
  remove(category: string, key: string): void;
}

/** Settings in force: what was saved wins over the environment, which wins over the built-in default. */
export class Settings {
  constructor(
    private readonly saved: SavedSettings,
    private readonly environment: NodeJS.ProcessEnv
  ) {
    this.checkEnvironment();
  }

  text(key: SettingKey): string | null {
    const { value } = this.describe(definitionOf(key));
    return value === null ? null : String(value);
  }

  number(key: SettingKey): number {
    return Number(this.describe(definitionOf(key)).value);
  }

  /** The lines of a text that are not empty. */
  lines(key: SettingKey): string[] {
    return linesOf(this.text(key) ?? '');
  }

  list(category?: string): Setting[] {
    const wanted = SETTINGS.filter((definition) => category === undefined || definition.category === category);
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
        this.saved.set(category, key, value, nowMs);
      }
    }
    return this.list(category);
  }

  /** At the start, not when a test already runs. */
  private checkEnvironment(): void {
    for (const definition of SETTINGS) {
      const given = this.environment[definition.variable];
      if (given !== undefined && given.trim() !== '') {
        parseGiven(definition, given);
      }
    }
  }

  private describe(definition: Definition): Setting {
    const { category, key, variable, description, fallback } = definition;
    const common = { category, key, description, environmentVariable: variable, isSecret: false };
    const saved = this.saved.get(category, key);
    if (saved !== undefined) {
      return { ...common, value: saved, isSet: true, source: 'saved' };
    }
    const given = this.environment[variable];
    if (given !== undefined && given.trim() !== '') {
      return { ...common, value: parseGiven(definition, given), isSet: true, source: 'environment' };
    }
    return { ...common, value: fallback, isSet: fallback !== null, source: 'default' };
  }
}

function definitionOf(key: SettingKey): Definition {
  const definition = SETTINGS.find((candidate) => candidate.key === key);
  if (definition === undefined) {
    throw new Error(`There is no setting ${key}`);
  }
  return definition;
}

function parseGiven(definition: Definition, given: string): Value {
  const value = definition.type === 'number' ? Number(given) : given;
  const problem = problemOf(definition, value);
  if (problem !== null) {
    throw new Error(`${definition.variable} ${problem}, not "${given}"`);
  }
  return value;
}

function checked(category: string, key: string, value: Value | null): Value | null {
  const definition = SETTINGS.find((candidate) => candidate.category === category && candidate.key === key);
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

function problemOf({ key, type }: Definition, value: Value): string | null {
  if (typeof value !== type) {
    return `must be a ${type}`;
  }
  if (typeof value === 'number' && !(Number.isInteger(value) && value >= 0 && value <= LARGEST_SECONDS)) {
    return `must be a whole number from 0 to ${LARGEST_SECONDS}`;
  }
  return problemOfText(key, String(value));
}

function problemOfText(key: string, text: string): string | null {
  if (key === 'maskPatterns') {
    const wrong = linesOf(text).find((line) => !isPattern(line));
    return wrong === undefined ? null : `must have one regular expression a line; this is none: ${wrong}`;
  }
  return key === 'url' && !isWebAddress(text) ? 'must be an address that begins with http:// or https://' : null;
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
