import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';

import { ENVIRONMENT_GENERATOR, type GivenGenerator } from '../../config/ssh-generator.ts';
import {
  type Generator,
  type GeneratorChange,
  type GeneratorInput,
  type GeneratorKind,
  type GeneratorSecrets,
  type GeneratorSummary,
  LOCAL_GENERATOR,
  type SshGeneratorSettings,
} from '../../contract/generators.ts';
import type { ConnectionTest } from '../../contract/system.ts';
import { AppError } from '../../kernel/errors.ts';
import type { GeneratorStore } from '../../persistence/generator-store.ts';
import type { KnownHostStore } from '../../persistence/known-host-store.ts';
import type { Runner } from '../../runners/runner.ts';
import { connectionOf } from '../connections/connection-check.ts';

type Secrets = { readonly [name in keyof GeneratorSecrets]?: string };

/** All that a connection by SSH needs, secrets in clear. */
export interface SshGenerator {
  readonly name: string;
  readonly ssh: SshGeneratorSettings;
  readonly secrets: Secrets;
}

interface Deps {
  generators: GeneratorStore;
  knownHosts: KnownHostStore;
  /** What the sidecar's variables describe. */
  given: GivenGenerator | null;
  local: Runner;
  makeSshRunner: (generator: SshGenerator) => Runner;
}

/** The hosts that make load: this one, the one of the sidecar's variables, and those that were saved. */
export class Generators {
  /** By what they were made of: a run keeps its runner when somebody changes the settings meanwhile. */
  private readonly runners = new Map<string, Runner>();

  constructor(private readonly deps: Deps) {}

  list(): GeneratorSummary[] {
    const { generators, given } = this.deps;
    const saved = generators.list().map(({ name, description, ssh }) => summaryOf(name, 'saved', { description, ssh }));
    const named =
      given === null ? [] : [summaryOf(ENVIRONMENT_GENERATOR, 'environment', { description: '', ...given })];
    return [LOCAL, ...named, ...saved.filter(({ name }) => !isReserved(name, given))];
  }

  /** @throws AppError NOT_FOUND */
  get(name: string): Generator {
    const summary = this.list().find((one) => one.name === name);
    if (summary === undefined) {
      throw new AppError('NOT_FOUND', `generator ${name}`);
    }
    if (summary.kind === 'local') {
      return { ...summary, ssh: null, secretNames: [], hostKeys: [] };
    }
    const { ssh, secretNames } = this.detailsOf(name);
    return { ...summary, ssh, secretNames: [...secretNames], hostKeys: this.deps.knownHosts.of(placesOf(ssh)) };
  }

  /** @throws AppError NOT_FOUND */
  kindOf(name: string): GeneratorKind {
    return this.get(name).kind;
  }

  create(input: GeneratorInput): Generator {
    if (isReserved(input.name, this.deps.given)) {
      throw new AppError('CONFLICT_NAME', `generator ${input.name} is built in or named by the sidecar’s environment`);
    }
    this.deps.generators.create(input);
    return this.get(input.name);
  }

  update(name: string, change: GeneratorChange): Generator {
    this.expectSaved(name);
    this.deps.generators.update(name, change);
    return this.get(name);
  }

  delete(name: string): void {
    this.expectSaved(name);
    this.deps.generators.delete(name);
  }

  forgetHostKeys(name: string): Generator {
    const { ssh } = this.get(name);
    this.deps.knownHosts.forget(ssh === null ? [] : placesOf(ssh));
    return this.get(name);
  }

  /** Tries it really: connection, directory, space, Java, JMeter, clock. */
  async test(name: string): Promise<ConnectionTest> {
    const { checks } = await this.runnerOf(name).readiness();
    return connectionOf(name, checks);
  }

  /** @throws AppError NOT_FOUND where there is no such generator any more */
  runnerOf(name: string): Runner {
    if (name === LOCAL_GENERATOR) {
      return this.deps.local;
    }
    const generator = this.sshGenerator(name);
    const key = JSON.stringify(generator);
    const runner = this.runners.get(key) ?? this.deps.makeSshRunner(generator);
    this.runners.set(key, runner);
    return runner;
  }

  /** Lets go of every connection; what runs elsewhere goes on. */
  close(): void {
    this.runners.forEach((runner) => runner.close?.());
  }

  private sshGenerator(name: string): SshGenerator {
    const { ssh, secrets } = this.detailsOf(name);
    const { privateKeyPath } = ssh;
    const known = secrets();
    const privateKey = known.privateKey ?? (privateKeyPath === null ? undefined : readKey(privateKeyPath));
    return { name, ssh, secrets: { ...known, ...(privateKey === undefined ? {} : { privateKey }) } };
  }

  private detailsOf(name: string) {
    const { given, generators } = this.deps;
    if (given !== null && name === ENVIRONMENT_GENERATOR) {
      return { ssh: given.ssh, secretNames: Object.keys(given.secrets), secrets: () => given.secrets };
    }
    const saved = generators.find(name);
    if (saved === undefined) {
      throw new AppError('NOT_FOUND', `generator ${name}`);
    }
    return { ...saved, secrets: () => generators.secrets(name) };
  }

  private expectSaved(name: string): void {
    const { source } = this.get(name);
    if (source !== 'saved') {
      const where = source === 'built in' ? 'is built in' : 'is named by the sidecar’s environment; change it there';
      throw new AppError('CONFLICT_STATE', `generator ${name} ${where}`);
    }
  }
}

const LOCAL: GeneratorSummary = {
  name: LOCAL_GENERATOR,
  kind: 'local',
  source: 'built in',
  description: 'JMeter of the settings, on the host of the sidecar',
  place: 'this sidecar’s host',
};

function isReserved(name: string, given: GivenGenerator | null): boolean {
  return name === LOCAL_GENERATOR || (given !== null && name === ENVIRONMENT_GENERATOR);
}

function summaryOf(
  name: string,
  source: GeneratorSummary['source'],
  { description, ssh }: { description: string; ssh: SshGeneratorSettings }
): GeneratorSummary {
  const through = ssh.jump === null ? '' : ` through ${ssh.jump.host}`;
  return { name, kind: 'ssh', source, description, place: `${ssh.username}@${ssh.host}:${ssh.port}${through}` };
}

/** As known hosts are remembered. */
function placesOf({ host, port, jump }: SshGeneratorSettings): string[] {
  return [{ host, port }, ...(jump === null ? [] : [jump])].map((one) => `${one.host}:${one.port}`);
}

function readKey(path: string): string {
  try {
    return readFileSync(path.replace(/^~(?=\/)/, homedir()), 'utf8');
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('GENERATOR_LOGIN', `the private key cannot be read: ${why}`, { cause });
  }
}
