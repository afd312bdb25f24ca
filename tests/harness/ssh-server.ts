import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { freePort } from '../../scripts/demo/pages-host.ts';

const SSHD = '/usr/sbin/sshd';
const START_LIMIT_MS = 20_000;

/** Debian's OpenSSH server as a process of its own on the loopback, with keys of its own, behind a line that can be cut. */
export class SshServer {
  private readonly sockets = new Set<Socket>();
  private line: Server | undefined;
  private isCut = false;
  private clockSeconds = 0;

  private constructor(
    readonly folder: string,
    /** Of the line to it. */
    readonly port: number,
    private readonly ownPort: number,
    private child: ChildProcess | undefined
  ) {}

  static async start(folder: string): Promise<SshServer> {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    makeKey(join(folder, 'host_key'));
    makeKey(join(folder, 'user_key'));
    makeKey(join(folder, 'locked_key'), 'open sesame');
    const keys = ['user_key', 'locked_key'].map((name) => readFileSync(join(folder, `${name}.pub`), 'utf8'));
    writeFileSync(join(folder, 'authorized_keys'), keys.join(''), { mode: 0o600 });
    const [port, ownPort] = [await freePort(0), await freePort(0)];
    const server = new SshServer(folder, port, ownPort, undefined);
    await server.startDaemon();
    await server.openLine();
    return server;
  }

  get username(): string {
    return userInfo().username;
  }

  /** The text of a private key: of `user_key`, or of `locked_key`, whose passphrase is `open sesame`. */
  key(name: 'user_key' | 'locked_key'): string {
    return readFileSync(join(this.folder, name), 'utf8');
  }

  /** As `ssh-keygen` prints it. */
  get fingerprint(): string {
    const line = execFileSync('ssh-keygen', ['-lf', join(this.folder, 'host_key.pub')], { encoding: 'utf8' });
    return line.split(' ')[1] ?? '';
  }

  /** From now on nothing comes through, and what was open is gone. */
  cut(): void {
    this.isCut = true;
    this.sockets.forEach((socket) => socket.destroy());
  }

  mend(): void {
    this.isCut = false;
  }

  /** The host is set up anew: it has another key. */
  async replaceHostKey(): Promise<void> {
    await this.stopDaemon();
    ['host_key', 'host_key.pub'].forEach((name) => execFileSync('rm', ['-f', join(this.folder, name)]));
    makeKey(join(this.folder, 'host_key'));
    await this.startDaemon();
  }

  /** Started again, also with a clock that goes wrong: who asks for `date` there is told another time. */
  async restart({ clockSeconds = 0 }: { clockSeconds?: number } = {}): Promise<void> {
    await this.stopDaemon();
    this.sockets.forEach((socket) => socket.destroy());
    this.clockSeconds = clockSeconds;
    await this.startDaemon();
  }

  async stop(): Promise<void> {
    this.sockets.forEach((socket) => socket.destroy());
    await new Promise((resolve) => this.line?.close(resolve));
    await this.stopDaemon();
  }

  private async startDaemon(): Promise<void> {
    // What Debian's service makes at its start; sshd as root separates its rights there.
    if (userInfo().uid === 0) {
      mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
    }
    const config = join(this.folder, 'sshd_config');
    const programs = join(this.folder, 'bin');
    mkdirSync(programs, { recursive: true });
    const milliseconds = `$(( $(/bin/date +%s%3N) + ${this.clockSeconds * 1000} ))`;
    writeFileSync(join(programs, 'date'), `#!/bin/sh\necho ${milliseconds}\n`, { mode: 0o755 });
    const path = this.clockSeconds === 0 ? [] : [`SetEnv PATH=${programs}:${process.env.PATH ?? ''}`];
    writeFileSync(config, [configText(this.folder, this.ownPort), ...path].join('\n'));
    const log = openSync(join(this.folder, 'sshd.log'), 'a');
    this.child = spawn(SSHD, ['-D', '-e', '-f', config], { stdio: ['ignore', log, log] });
    closeSync(log);
    const deadlineMs = Date.now() + START_LIMIT_MS;
    while (Date.now() < deadlineMs && this.child.exitCode === null) {
      if (await answers(this.ownPort)) {
        return;
      }
      await wait(50);
    }
    throw new Error(`sshd did not start: ${readFileSync(join(this.folder, 'sshd.log'), 'utf8')}`);
  }

  private async stopDaemon(): Promise<void> {
    const child = this.child;
    if (child === undefined || child.exitCode !== null) {
      return;
    }
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await exited;
  }

  private async openLine(): Promise<void> {
    this.line = createServer((near) => {
      if (this.isCut) {
        near.destroy();
        return;
      }
      const far = connect(this.ownPort, '127.0.0.1');
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.sockets.add(one);
        one.pipe(other);
        one.on('error', () => other.destroy());
        one.on('close', () => {
          this.sockets.delete(one);
          other.destroy();
        });
      }
    });
    await new Promise<void>((resolve) => this.line?.listen(this.port, '127.0.0.1', resolve));
  }
}

function makeKey(path: string, passphrase = ''): void {
  if (!existsSync(path)) {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-C', 'test', '-f', path]);
    chmodSync(path, 0o600);
  }
}

async function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('data', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

function configText(folder: string, port: number): string {
  return `ListenAddress 127.0.0.1
Port ${port}
HostKey ${join(folder, 'host_key')}
PidFile ${join(folder, 'sshd.pid')}
AuthorizedKeysFile ${join(folder, 'authorized_keys')}
PermitRootLogin prohibit-password
PasswordAuthentication no
UsePAM no
StrictModes no
AllowTcpForwarding yes
Subsystem sftp internal-sftp
`;
}
