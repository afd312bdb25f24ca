import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Duplex } from 'node:stream';

import { Client, type ClientChannel, type ConnectConfig, type SFTPWrapper } from 'ssh2';

import { AppError } from '../../kernel/errors.ts';
import { ConnectionLost } from './connection-lost.ts';
import { hostKeyOf } from './host-key.ts';
import { RemoteFiles } from './remote-files.ts';
import { placeOf, type HostKey, type KnownHosts, type SshHost, type SshTarget } from './ssh-target.ts';

const CONNECT_TIMEOUT_MS = 20_000;
/** A connection that is silent for half a minute is dead: routers forget without a word. */
const KEEP_ALIVE_MS = 10_000;
const KEEP_ALIVE_COUNT = 3;
const COMMAND_TIMEOUT_MS = 60_000;
const MAX_OUTPUT_BYTES = 4 * 1024 * 1024;

/** What a command of the other host ended with. */
export interface CommandEnd {
  /** null: a signal ended it, or the connection was lost. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly input?: string;
  readonly timeoutMs?: number;
}

/** A line that was answered, and when. */
export interface Answer {
  readonly askedAtMs: number;
  readonly answeredAtMs: number;
  readonly text: string;
}

/** One connection to a host, through its jump host where it has one. */
export class SshConnection {
  private opened: Promise<RemoteFiles> | undefined;
  private readonly lost: Promise<never>;
  private isOpen = true;

  private constructor(
    private readonly clients: readonly Client[],
    private readonly place: string
  ) {
    const client = this.client;
    this.lost = new Promise<never>((_, reject) => {
      const lose = (cause?: unknown) => {
        this.isOpen = false;
        reject(new ConnectionLost(`${place}: the connection was lost`, { cause }));
      };
      client.on('close', () => lose());
      client.on('error', lose);
    });
    this.lost.catch(() => undefined);
  }

  /**
   * @throws AppError GENERATOR_UNREACHABLE, GENERATOR_LOGIN or GENERATOR_HOST_KEY, naming the host of the two that it is
   *   about
   */
  static async open(target: SshTarget, knownHosts: KnownHosts): Promise<SshConnection> {
    if (target.jump === null) {
      return new SshConnection([await connect(target, knownHosts)], placeOf(target));
    }
    const jump = await connect(target.jump, knownHosts);
    try {
      const client = await connect(target, knownHosts, await forward(jump, target));
      return new SshConnection([client, jump], placeOf(target));
    } catch (error) {
      jump.end();
      throw error;
    }
  }

  get isUsable(): boolean {
    return this.isOpen;
  }

  /** @throws ConnectionLost */
  async run(command: string, { input, timeoutMs = COMMAND_TIMEOUT_MS }: CommandOptions = {}): Promise<CommandEnd> {
    const channel = await this.channel(command);
    return this.whileOpen(this.inTime(endOf(channel, input), timeoutMs, channel));
  }

  /**
   * Sends a command one line after another, each when the one before was answered by a line.
   *
   * @throws ConnectionLost, AppError GENERATOR_COMMAND when an answer does not come in time
   */
  async ask(command: string, questions: number): Promise<Answer[]> {
    const channel = await this.channel(command);
    const lines = createInterface({ input: channel });
    const answers: Answer[] = [];
    try {
      for (let question = 0; question < questions; question += 1) {
        const askedAtMs = Date.now();
        channel.write('\n');
        const line = once(lines, 'line', { signal: AbortSignal.timeout(COMMAND_TIMEOUT_MS) }) as Promise<[string]>;
        const [text] = await this.whileOpen(line);
        answers.push({ askedAtMs, answeredAtMs: Date.now(), text });
      }
      return answers;
    } finally {
      lines.close();
      channel.end();
      channel.close();
    }
  }

  /** @throws AppError GENERATOR_COMMAND where the server has no SFTP */
  files(): Promise<RemoteFiles> {
    this.opened ??= new Promise<SFTPWrapper>((resolve, reject) =>
      this.client.sftp((error, session) => (error ? reject(this.refused(error)) : resolve(session)))
    ).then((session) => new RemoteFiles(session, (work) => this.whileOpen(work)));
    return this.whileOpen(this.opened);
  }

  /** Fails when the connection is lost meanwhile; requests of it are never answered then. */
  private whileOpen<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.lost]);
  }

  close(): void {
    this.isOpen = false;
    this.clients.forEach((client) => client.end());
  }

  private channel(command: string): Promise<ClientChannel> {
    return this.whileOpen(
      new Promise<ClientChannel>((resolve, reject) =>
        this.client.exec(command, (error, opened) => (error ? reject(this.refused(error)) : resolve(opened)))
      )
    );
  }

  private get client(): Client {
    const [client] = this.clients;
    if (client === undefined) {
      throw new Error('There is no connection');
    }
    return client;
  }

  private refused(cause: Error): AppError {
    return this.isOpen
      ? new AppError('GENERATOR_COMMAND', `${this.place}: ${cause.message}`, { cause })
      : new ConnectionLost(`${this.place}: the connection was lost`, { cause });
  }

  private async inTime<T>(work: Promise<T>, timeoutMs: number, channel: ClientChannel): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        channel.close();
        reject(new AppError('GENERATOR_COMMAND', `${this.place}: no end within ${timeoutMs / 1000} s`));
      }, timeoutMs);
    });
    return Promise.race([work, late]).finally(() => clearTimeout(timer));
  }
}

function endOf(channel: ClientChannel, input: string | undefined): Promise<CommandEnd> {
  return new Promise((resolve) => {
    const out = limitedText(channel);
    const errors = limitedText(channel.stderr);
    let code: number | null = null;
    channel.on('exit', (status: number | null) => (code = status));
    channel.on('close', () => resolve({ code, stdout: out(), stderr: errors() }));
    channel.end(input);
  });
}

/** What is more than the limit is read and thrown away: a channel that nobody reads stands still. */
function limitedText(stream: NodeJS.ReadableStream): () => string {
  const parts: Buffer[] = [];
  let bytes = 0;
  stream.on('data', (part: Buffer) => {
    bytes += part.length;
    if (bytes <= MAX_OUTPUT_BYTES) {
      parts.push(part);
    }
  });
  return () => Buffer.concat(parts).toString('utf8');
}

function forward(jump: Client, { host, port }: SshHost): Promise<Duplex> {
  return new Promise((resolve, reject) =>
    jump.forwardOut('127.0.0.1', 0, host, port, (error, channel) =>
      error
        ? reject(new ConnectionLost(`the jump host does not reach ${host}:${port}: ${error.message}`))
        : resolve(channel)
    )
  );
}

function connect(host: SshHost, knownHosts: KnownHosts, sock?: Duplex): Promise<Client> {
  const place = placeOf(host);
  return new Promise((resolve, reject) => {
    const client = new Client();
    let otherKey: AppError | undefined;
    const fail = (error: unknown) => {
      client.end();
      reject(otherKey ?? faultOf(host, error));
    };
    client.once('ready', () => resolve(client));
    client.on('error', fail);
    client.once('close', () => fail(new Error('the connection was closed')));
    const hostVerifier = (blob: Buffer) => {
      const shown = hostKeyOf(blob);
      const pinned = knownHosts.pinned(place, shown);
      otherKey = shown.fingerprint === pinned.fingerprint ? undefined : changedKey(place, { shown, pinned });
      return otherKey === undefined;
    };
    try {
      client.connect({ ...configOf(host), hostVerifier, ...(sock === undefined ? {} : { sock }) });
    } catch (error) {
      fail(error);
    }
  });
}

function configOf({ host, port, username, credentials }: SshHost): ConnectConfig {
  return {
    ...{ host, port, username, ...credentials },
    readyTimeout: CONNECT_TIMEOUT_MS,
    keepaliveInterval: KEEP_ALIVE_MS,
    keepaliveCountMax: KEEP_ALIVE_COUNT,
  };
}

function changedKey(place: string, { shown, pinned }: { shown: HostKey; pinned: HostKey }): AppError {
  const now = `${shown.algorithm} ${shown.fingerprint}`;
  return new AppError(
    'GENERATOR_HOST_KEY',
    `${place} shows ${now}; pinned is ${pinned.algorithm} ${pinned.fingerprint}`
  );
}

function faultOf(host: SshHost, error: unknown): AppError {
  const { message, level } =
    error instanceof Error ? (error as Error & { level?: string }) : { message: String(error) };
  const who = `${host.username} at ${placeOf(host)}`;
  if (level === 'client-authentication') {
    return new AppError('GENERATOR_LOGIN', `${who}: no key or password was accepted`, { cause: error });
  }
  // ssh2 says this of the key itself; the key's text is not in it.
  if (/privateKey|passphrase|key/i.test(message) && level === undefined) {
    return new AppError('GENERATOR_LOGIN', `${who}: ${message}`, { cause: error });
  }
  return new ConnectionLost(`${placeOf(host)}: ${message}`, { cause: error });
}
