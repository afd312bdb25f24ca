/** An account of a host that is reached by SSH, with whatever proves that we may use it. */
export interface SshHost {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly credentials: SshCredentials;
}

/** At least one of them; the server says which it takes. */
export interface SshCredentials {
  /** Text of a private key, as OpenSSH or PEM writes it. */
  readonly privateKey?: string;
  readonly passphrase?: string;
  readonly password?: string;
  /** Path of an agent's socket. */
  readonly agent?: string;
}

export interface SshTarget extends SshHost {
  /** The host through which the target is reached, if it is not reached directly. */
  readonly jump: SshHost | null;
}

/** The public key by which a host proves who it is. */
export interface HostKey {
  /** As in its blob, for example `ssh-ed25519`. */
  readonly algorithm: string;
  /** As OpenSSH prints it: `SHA256:` and 43 letters. */
  readonly fingerprint: string;
}

/** Remembers the keys of hosts, as `known_hosts` does: the first one that a host shows is pinned. */
export interface KnownHosts {
  /** @returns the pinned key of this `host:port`; pins this one where none is */
  pinned(place: string, shown: HostKey): HostKey;
}

export function placeOf({ host, port }: Pick<SshHost, 'host' | 'port'>): string {
  return `${host}:${port}`;
}
