import { resolve } from 'node:path';

/** What the sidecar must know before it has a database. Everything else is a setting. */
export interface Config {
  readonly dataDirectory: string;
  readonly host: string;
  readonly port: number;
  readonly sidecarKey: string;
  readonly organisationId: number;
  /** 32 bytes as base64, or null: then a key file is made in the data directory. */
  readonly secretsKey: string | null;
  /** The key before that one, likewise: what it has sealed is sealed anew at the start. */
  readonly formerSecretsKey: string | null;
  /** Whether stored secrets that no key opens are thrown away at the start. */
  readonly forgetsLostSecrets: boolean;
  readonly logLevel: string;
}

const SHORTEST_KEY = 16;
const UNRENDERED_TEMPLATE = '<no value>';

/** Reads the environment; what is wrong there is named, all of it at once. An empty variable counts as unset. */
export function readConfig(given: NodeJS.ProcessEnv): Config {
  const problems: string[] = [];
  const environment = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));
  const config: Config = {
    dataDirectory: resolve(environment.DATA_DIR ?? './data'),
    host: environment.SIDECAR_HOST ?? '127.0.0.1',
    port: portOf(environment.SIDECAR_PORT ?? '8085', problems),
    sidecarKey: keyOf(environment.SIDECAR_KEY, problems),
    organisationId: wholeNumber('GRAFANA_ORG_ID', environment.GRAFANA_ORG_ID ?? '1', problems),
    secretsKey: secretsKeyOf('SIDECAR_SECRETS_KEY', environment.SIDECAR_SECRETS_KEY, problems),
    formerSecretsKey: secretsKeyOf('SIDECAR_SECRETS_KEY_OLD', environment.SIDECAR_SECRETS_KEY_OLD, problems),
    forgetsLostSecrets: forgetsLostOf(environment.SIDECAR_SECRETS_LOST, problems),
    logLevel: environment.LOG_LEVEL ?? 'info',
  };
  if (problems.length > 0) {
    throw new Error(`The sidecar's environment is not right:\n- ${problems.join('\n- ')}`);
  }
  return config;
}

function keyOf(value: string | undefined, problems: string[]): string {
  if (value === undefined || value.length < SHORTEST_KEY || value === UNRENDERED_TEMPLATE) {
    problems.push(
      `SIDECAR_KEY must have at least ${SHORTEST_KEY} characters and be saved in the plugin configuration too ` +
        '(make one: openssl rand -hex 32)'
    );
  }
  return value ?? '';
}

function secretsKeyOf(name: string, value: string | undefined, problems: string[]): string | null {
  if (value !== undefined && Buffer.from(value, 'base64').length !== 32) {
    problems.push(`${name} must be 32 bytes as base64 (make one: openssl rand -base64 32)`);
  }
  return value ?? null;
}

function forgetsLostOf(value: string | undefined, problems: string[]): boolean {
  if (value !== undefined && value !== 'forget') {
    problems.push('SIDECAR_SECRETS_LOST may only be "forget": it throws secrets away that no key opens');
  }
  return value === 'forget';
}

function portOf(value: string, problems: string[]): number {
  const port = wholeNumber('SIDECAR_PORT', value, problems);
  if (port > 65_535) {
    problems.push(`SIDECAR_PORT must be at most 65535, not ${port}`);
  }
  return port;
}

function wholeNumber(name: string, value: string, problems: string[]): number {
  if (!/^\d+$/.test(value)) {
    problems.push(`${name} must be a whole number, not "${value}"`);
  }
  return Number(value);
}
