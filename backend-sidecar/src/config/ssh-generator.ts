import type { GeneratorSecrets, SshGeneratorSettings } from '../contract/generators.ts';

/** The name of the generator that the sidecar's variables describe. */
export const ENVIRONMENT_GENERATOR = 'ssh';

/** What a generator is like, unless somebody says otherwise. */
export const SSH_DEFAULTS = {
  port: 22,
  workDirectory: 'perftest-automation',
  minimumFreeMb: 1024,
  removesFiles: true,
} as const;

export interface GivenGenerator {
  readonly ssh: SshGeneratorSettings;
  readonly secrets: { readonly [name in keyof GeneratorSecrets]?: string };
}

/**
 * The generator of SSH_HOST, SSH_PORT, SSH_USERNAME, SSH_PRIVATE_KEY_PATH and their like; null without SSH_HOST.
 *
 * @throws Error that names what is wrong there
 */
export function sshGeneratorOf(environment: NodeJS.ProcessEnv): GivenGenerator | null {
  const given = (name: string) => environment[name]?.trim() || null;
  const host = given('SSH_HOST');
  if (host === null) {
    return null;
  }
  const username = given('SSH_USERNAME');
  if (username === null) {
    throw new Error('SSH_HOST is set, and SSH_USERNAME is not: name the account on that host');
  }
  const jumpHost = given('SSH_JUMP_HOST');
  const [passphrase, password] = [given('SSH_PASSPHRASE'), given('SSH_PASSWORD')];
  return {
    ssh: {
      ...{ host, username, port: portOf('SSH_PORT', given('SSH_PORT')) },
      privateKeyPath: given('SSH_PRIVATE_KEY_PATH'),
      usesAgent: given('SSH_USES_AGENT') === 'true',
      jump:
        jumpHost === null
          ? null
          : {
              host: jumpHost,
              port: portOf('SSH_JUMP_PORT', given('SSH_JUMP_PORT')),
              username: given('SSH_JUMP_USERNAME') ?? username,
            },
      workDirectory: given('SSH_WORK_DIRECTORY') ?? SSH_DEFAULTS.workDirectory,
      jmeterHome: given('SSH_JMETER_HOME'),
      javaPath: given('SSH_JAVA_PATH'),
      jvmArguments: given('SSH_JVM_ARGS') ?? '',
      minimumFreeMb: SSH_DEFAULTS.minimumFreeMb,
      removesFiles: SSH_DEFAULTS.removesFiles,
    },
    secrets: { ...(passphrase === null ? {} : { passphrase }), ...(password === null ? {} : { password }) },
  };
}

function portOf(name: string, given: string | null): number {
  const port = given === null ? SSH_DEFAULTS.port : Number(given);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Error(`${name} must be a whole number from 1 to 65535, not "${given ?? ''}"`);
  }
  return port;
}
