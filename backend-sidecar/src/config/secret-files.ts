import { readFileSync } from 'node:fs';

/** Variables whose value must not be seen in a list of processes or containers. */
const SECRETS = [
  ...['SIDECAR_KEY', 'SIDECAR_SECRETS_KEY', 'SIDECAR_SECRETS_KEY_OLD'],
  ...['GRAFANA_API_TOKEN', 'INFLUXDB_PASSWORD', 'INFLUXDB_TOKEN', 'CONFLUENCE_API_TOKEN'],
  ...['SSH_PASSPHRASE', 'SSH_PASSWORD'],
];

/**
 * The environment with the secrets that it names by files: SIDECAR_KEY_FILE=/run/keys/sidecar.key is SIDECAR_KEY, without
 * the line end. Throws where both are set, or a file cannot be read.
 */
export function withSecretFiles(given: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const environment = { ...given };
  for (const name of SECRETS) {
    const path = environment[`${name}_FILE`];
    if (path === undefined || path === '') {
      continue;
    }
    if (environment[name] !== undefined && environment[name] !== '') {
      throw new Error(`The sidecar's environment has both ${name} and ${name}_FILE; one of them must go`);
    }
    environment[name] = readSecret(path, `${name}_FILE`);
  }
  return environment;
}

function readSecret(path: string, variable: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (cause) {
    throw new Error(`${variable} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
