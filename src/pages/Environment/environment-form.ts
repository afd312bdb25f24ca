import type { EnvironmentInfluxDb } from 'perftest-automation-sidecar/contract/influxdb';
import type {
  DashboardLink,
  Environment,
  EnvironmentInput,
  Hook,
  VersionProbe,
} from 'perftest-automation-sidecar/contract/scenarios';

export interface SecretLine {
  name: string;
  /** The sidecar has a value; nobody can read it. */
  isStored: boolean;
  isRemoved: boolean;
  /** null = stays as it is. */
  value: string | null;
}

export interface HookForm {
  name: string;
  method: Hook['method'];
  url: string;
  headers: Record<string, string>;
  body: string;
  timeoutSeconds: number;
}

export type HookList = 'hooksBefore' | 'hooksAfter';

/** What the page edits. */
export interface EnvironmentForm extends Record<HookList, HookForm[]> {
  name: string;
  description: string;
  /** Name of the host that makes the load. */
  generator: string;
  isActive: boolean;
  properties: Record<string, string>;
  secrets: SecretLine[];
  hasProbe: boolean;
  probe: { url: string; headers: Record<string, string>; expression: string; timeoutSeconds: number };
  dashboards: DashboardLink[];
  influxDb: InfluxDbForm;
}

/** All fields of every choice; what the choice does not use is kept while somebody tries them. */
export interface InfluxDbForm {
  use: EnvironmentInfluxDb['use'];
  url: string;
  database: string;
  username: string;
  organisation: string;
  bucket: string;
  /** Name of the secret that is the password or the token. */
  secretName: string;
  /** Empty = the only one that reads it. */
  datasourceUid: string;
}

/** As the sidecar has them when they are left out. */
const PROBE_TIMEOUT_SECONDS = 10;
const HOOK_TIMEOUT_SECONDS = 30;

export const NEW_HOOK: HookForm = {
  name: '',
  method: 'POST',
  url: '',
  headers: {},
  body: '',
  timeoutSeconds: HOOK_TIMEOUT_SECONDS,
};

const NEW_ENVIRONMENT: EnvironmentForm = {
  name: '',
  description: '',
  generator: 'local',
  isActive: true,
  properties: {},
  secrets: [],
  hasProbe: false,
  probe: { url: '', headers: {}, expression: '', timeoutSeconds: PROBE_TIMEOUT_SECONDS },
  hooksBefore: [],
  hooksAfter: [],
  dashboards: [],
  influxDb: {
    ...{ use: 'settings', url: '', database: 'jmeter', username: '' },
    ...{ organisation: '', bucket: '', secretName: '', datasourceUid: '' },
  },
};

export function toForm(environment: Environment | null): EnvironmentForm {
  if (environment === null) {
    return NEW_ENVIRONMENT;
  }
  const { name, description, generator, isActive, properties, secretNames, versionProbe, dashboards } = environment;
  return {
    ...{ name, description, generator, isActive, properties, dashboards },
    secrets: secretNames.map((secret) => ({ name: secret, isStored: true, isRemoved: false, value: null })),
    hasProbe: versionProbe !== null,
    probe: { ...NEW_ENVIRONMENT.probe, ...versionProbe },
    hooksBefore: environment.hooksBefore.map((hook) => ({ ...NEW_HOOK, ...hook })),
    hooksAfter: environment.hooksAfter.map((hook) => ({ ...NEW_HOOK, ...hook })),
    influxDb: toInfluxDbForm(environment.influxDb),
  };
}

function toInfluxDbForm(given: EnvironmentInfluxDb): InfluxDbForm {
  const empty = NEW_ENVIRONMENT.influxDb;
  switch (given.use) {
    case 'database': {
      const { username, passwordSecret, datasourceUid, ...rest } = given;
      const texts = { username: username ?? '', secretName: passwordSecret ?? '', datasourceUid: datasourceUid ?? '' };
      return { ...empty, ...rest, ...texts };
    }
    case 'bucket': {
      const { tokenSecret, datasourceUid, ...rest } = given;
      return { ...empty, ...rest, secretName: tokenSecret ?? '', datasourceUid: datasourceUid ?? '' };
    }
    default:
      return { ...empty, use: given.use };
  }
}

function toInfluxDb(form: InfluxDbForm): EnvironmentInfluxDb {
  const { use, database, organisation, bucket } = form;
  const url = form.url.trim();
  const datasourceUid = form.datasourceUid.trim() || null;
  const secret = form.secretName.trim() || null;
  switch (use) {
    case 'database':
      return {
        ...{ use, url, database: database.trim(), username: form.username.trim() || null },
        ...{ passwordSecret: secret, datasourceUid },
      };
    case 'bucket':
      return {
        ...{ use, url, organisation: organisation.trim(), bucket: bucket.trim() },
        ...{ tokenSecret: secret, datasourceUid },
      };
    default:
      return { use };
  }
}

export function toInput(form: EnvironmentForm): EnvironmentInput {
  const { description, generator, isActive, properties, dashboards } = form;
  return {
    ...{ description, generator, isActive, properties, dashboards },
    name: form.name.trim(),
    secrets: changedSecrets(form.secrets),
    versionProbe: form.hasProbe ? toProbe(form.probe) : null,
    hooksBefore: form.hooksBefore.map(toHook),
    hooksAfter: form.hooksAfter.map(toHook),
    influxDb: toInfluxDb(form.influxDb),
  };
}

/** A secret that nobody touched is left out: it stays. */
function changedSecrets(lines: readonly SecretLine[]): Record<string, string | null> {
  const changed = lines
    .filter(({ isRemoved, value }) => isRemoved || value !== null)
    .map(({ name, isRemoved, value }) => [name.trim(), isRemoved ? null : value] as const);
  return Object.fromEntries(changed);
}

function toProbe({ url, headers, expression, timeoutSeconds }: EnvironmentForm['probe']): VersionProbe {
  return { url: url.trim(), headers, expression, timeoutSeconds };
}

function toHook({ name, method, url, headers, body, timeoutSeconds }: HookForm): Hook {
  const hook = { name: name.trim(), method, url: url.trim(), headers, timeoutSeconds };
  return method === 'GET' || body === '' ? hook : { ...hook, body };
}
