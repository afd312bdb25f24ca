import type { SshConnection } from './ssh-connection.ts';

/** How long a connection that nobody uses is kept. */
const IDLE_MS = 60_000;

/**
 * The way to one host: everybody shares one connection, which is opened when it is needed, anew when it was lost, and
 * closed when nobody has needed it for a while.
 */
export class SshLink {
  private current: Promise<SshConnection> | undefined;
  private idle: NodeJS.Timeout | undefined;
  private users = 0;

  constructor(private readonly open: () => Promise<SshConnection>) {}

  /** One try. @throws AppError when the host cannot be reached, or `work` failed */
  async use<T>(work: (connection: SshConnection) => Promise<T>): Promise<T> {
    this.users += 1;
    clearTimeout(this.idle);
    try {
      return await work(await this.connection());
    } finally {
      this.users -= 1;
      this.restWhenIdle();
    }
  }

  /** Likewise by a connection of its own, key and login included. */
  async useOwn<T>(work: (connection: SshConnection) => Promise<T>): Promise<T> {
    const connection = await this.open();
    try {
      return await work(connection);
    } finally {
      connection.close();
    }
  }

  close(): void {
    clearTimeout(this.idle);
    const open = this.current;
    this.current = undefined;
    void open?.then(
      (connection) => connection.close(),
      () => undefined
    );
  }

  private async connection(): Promise<SshConnection> {
    const seen = this.current;
    const known = await seen?.catch(() => undefined);
    if (known?.isUsable === true) {
      return known;
    }
    // Who comes first opens it, everybody else waits for the same one.
    const next = this.current === seen || this.current === undefined ? this.open() : this.current;
    this.current = next;
    return next;
  }

  private restWhenIdle(): void {
    if (this.users === 0) {
      this.idle = setTimeout(() => this.close(), IDLE_MS);
      this.idle.unref();
    }
  }
}
