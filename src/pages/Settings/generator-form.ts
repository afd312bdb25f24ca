import type { Generator, GeneratorChange, SshGeneratorSettings } from 'perftest-automation-sidecar/contract/generators';

/** How the sidecar proves who it is; a host may take several. */
export type Proof = 'key' | 'key file' | 'agent' | 'password';

export interface GeneratorForm {
  name: string;
  description: string;
  host: string;
  port: number;
  username: string;
  proof: Proof;
  privateKeyPath: string;
  /** Empty = what is stored stays. */
  privateKey: string;
  passphrase: string;
  password: string;
  hasJump: boolean;
  jumpHost: string;
  jumpPort: number;
  jumpUsername: string;
  workDirectory: string;
  jmeterHome: string;
  javaPath: string;
  jvmArguments: string;
  minimumFreeMb: number;
  removesFiles: boolean;
}

const SSH_PORT = 22;

const NEW_GENERATOR: GeneratorForm = {
  ...{ name: '', description: '', host: '', port: SSH_PORT, username: '', proof: 'key', privateKeyPath: '' },
  ...{ privateKey: '', passphrase: '', password: '', hasJump: false, jumpHost: '', jumpPort: SSH_PORT },
  ...{ jumpUsername: '', workDirectory: 'perftest-automation', jmeterHome: '', javaPath: '', jvmArguments: '' },
  ...{ minimumFreeMb: 1024, removesFiles: true },
};

export function toForm(generator: Generator | null): GeneratorForm {
  const ssh = generator?.ssh ?? null;
  if (generator === null || ssh === null) {
    return NEW_GENERATOR;
  }
  const { host, port, username, workDirectory, jvmArguments, minimumFreeMb, removesFiles, jump } = ssh;
  return {
    ...NEW_GENERATOR,
    ...{ name: generator.name, description: generator.description, host, port, username },
    ...{ workDirectory, jvmArguments, minimumFreeMb, removesFiles, proof: proofOf(ssh, generator.secretNames) },
    privateKeyPath: ssh.privateKeyPath ?? '',
    jmeterHome: ssh.jmeterHome ?? '',
    javaPath: ssh.javaPath ?? '',
    hasJump: jump !== null,
    jumpHost: jump?.host ?? '',
    jumpPort: jump?.port ?? SSH_PORT,
    jumpUsername: jump?.username ?? '',
  };
}

function proofOf({ privateKeyPath, usesAgent }: SshGeneratorSettings, secretNames: readonly string[]): Proof {
  if (privateKeyPath !== null) {
    return 'key file';
  }
  if (usesAgent) {
    return 'agent';
  }
  return secretNames.includes('password') ? 'password' : 'key';
}

/** What belongs to another proof than the chosen one is removed: nobody shall wonder which of them let us in. */
export function toChange(form: GeneratorForm): GeneratorChange {
  const { proof } = form;
  const usesKey = proof === 'key' || proof === 'key file';
  return {
    description: form.description.trim(),
    ssh: {
      host: form.host.trim(),
      port: form.port,
      username: form.username.trim(),
      privateKeyPath: proof === 'key file' ? form.privateKeyPath.trim() : null,
      usesAgent: proof === 'agent',
      jump: form.hasJump
        ? { host: form.jumpHost.trim(), port: form.jumpPort, username: form.jumpUsername.trim() }
        : null,
      workDirectory: form.workDirectory.trim(),
      jmeterHome: form.jmeterHome.trim() || null,
      javaPath: form.javaPath.trim() || null,
      jvmArguments: form.jvmArguments.trim(),
      minimumFreeMb: form.minimumFreeMb,
      removesFiles: form.removesFiles,
    },
    secrets: {
      ...secret('privateKey', proof === 'key', withLineEnd(form.privateKey)),
      ...secret('passphrase', usesKey, form.passphrase),
      ...secret('password', proof === 'password', form.password),
    },
  };
}

/** Left empty, a stored one stays. */
function secret(name: string, isUsed: boolean, typed: string): Record<string, string | null> {
  if (!isUsed) {
    return { [name]: null };
  }
  return typed === '' ? {} : { [name]: typed };
}

/** Browsers send the line ends of text areas as they like; a key's last line must have one. */
function withLineEnd(key: string): string {
  const text = key.replaceAll('\r\n', '\n').trim();
  return text === '' ? '' : `${text}\n`;
}
