import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';

import type { Role } from '../contract/common.ts';
import { AppError } from '../kernel/errors.ts';

/** Who asks, as Grafana says it. */
export interface Identity {
  readonly login: string;
  readonly name: string;
  readonly role: Role;
  readonly organisationId: number;
  readonly kind: CallerKind;
}

export type CallerKind = 'user' | 'service account' | 'anonymous';

const RANK: Record<Role, number> = { Viewer: 1, Editor: 2, Admin: 3 };

export function hasRole(identity: Identity, least: Role): boolean {
  return RANK[identity.role] >= RANK[least];
}

/** Compares in constant time, whatever the lengths. */
export function isSidecarKey(given: string | string[] | undefined, key: string): boolean {
  if (typeof given !== 'string' || given === '' || given === '<no value>') {
    return false;
  }
  const a = Buffer.from(given);
  const b = Buffer.from(key);
  return a.length === b.length && timingSafeEqual(a, b);
}

interface GrafanaContext {
  UserID?: unknown;
  UserUID?: unknown;
  OrgID?: unknown;
  OrgRole?: unknown;
  Login?: unknown;
  Name?: unknown;
  IsAnonymous?: unknown;
  IsServiceAccount?: unknown;
}

export interface IdentityReaderOptions {
  organisationId: number;
  /** Grafana's address, or null: then its signed identity cannot be verified and the proxy's context is believed. */
  grafanaUrl: () => string | null;
  anonymousMayRead: () => boolean;
}

/**
 * Reads the caller from Grafana's headers. They are believed only because the request carried the shared key, which
 * nobody but Grafana's proxy has. Where Grafana's address is known, its signed identity must verify as well; if its role
 * (absent before Grafana 12) and the context's differ, the lower one holds.
 */
export class IdentityReader {
  private keys: { url: string; keySet: JWTVerifyGetKey } | undefined;

  constructor(private readonly options: IdentityReaderOptions) {}

  async read(headers: IncomingHttpHeaders): Promise<Identity> {
    const context = parseContext(headers['x-grafana-context']);
    const { organisationId } = this.options;
    // Before the signature, which is for the other organisation too: else an honest caller hears of clocks and keys.
    if (context.OrgID !== organisationId) {
      throw new AppError('AUTH_ORGANISATION', `organisation ${String(context.OrgID)}`);
    }
    const claims = await this.verifiedClaims(headers['x-grafana-id'], this.options.grafanaUrl());
    refuseOtherPerson(context, claims);
    const role = lowerRole(roleOf(context.OrgRole), claims?.role === undefined ? undefined : roleOf(claims.role));
    if (kindOf(context) === 'anonymous') {
      return this.anonymous();
    }
    return {
      login: textOf(context.Login) ?? textOf(claims?.username) ?? 'unknown',
      name: textOf(context.Name) ?? textOf(context.Login) ?? 'unknown',
      role,
      organisationId,
      kind: kindOf(context),
    };
  }

  /** Whatever role Grafana gives to whoever is not signed in: here it is a Viewer's, and only if somebody allowed it. */
  private anonymous(): Identity {
    if (!this.options.anonymousMayRead()) {
      throw new AppError('AUTH_ANONYMOUS');
    }
    const { organisationId } = this.options;
    return { login: 'anonymous', name: 'Anonymous', role: 'Viewer', organisationId, kind: 'anonymous' };
  }

  /**
   * Refuses an address of Grafana with which the caller could not be verified: saved, it would lock everybody out, and
   * nobody could take it back.
   */
  async expectVerifiable(headers: IncomingHttpHeaders, url: string): Promise<void> {
    try {
      await this.verifiedClaims(headers['x-grafana-id'], url);
    } catch (cause) {
      const why = cause instanceof AppError ? cause.message : String(cause);
      throw new AppError('REQUEST_INVALID', `with ${url} you could not be verified, so it was not saved. ${why}`, {
        cause,
      });
    }
  }

  private async verifiedClaims(token: string | string[] | undefined, url: string | null): Promise<JWTPayload | null> {
    if (url === null) {
      return null;
    }
    if (typeof token !== 'string') {
      throw new AppError('AUTH_IDENTITY_MISSING', 'Grafana’s address is known, and X-Grafana-Id is missing');
    }
    try {
      const { payload } = await jwtVerify(token, this.keySet(url), {
        audience: `org:${this.options.organisationId}`,
        algorithms: ['ES256'],
        clockTolerance: 30,
      });
      return payload;
    } catch (cause) {
      throw identityError(cause, url);
    }
  }

  private keySet(url: string): JWTVerifyGetKey {
    if (this.keys?.url !== url) {
      const address = new URL('api/signing-keys/keys', url.endsWith('/') ? url : `${url}/`);
      this.keys = { url, keySet: createRemoteJWKSet(address, { cooldownDuration: 5_000 }) };
    }
    return this.keys.keySet;
  }
}

/** What jose says about Grafana's keys rather than about the caller's token. */
const FAULTS_OF_KEYS: ReadonlySet<string> = new Set(['ERR_JOSE_GENERIC', 'ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID']);

function identityError(cause: unknown, url: string): AppError {
  const isRefusal = cause instanceof errors.JOSEError && !FAULTS_OF_KEYS.has(cause.code);
  return isRefusal
    ? new AppError('AUTH_IDENTITY_INVALID', cause.code, { cause })
    : new AppError('AUTH_SIGNING_KEYS_UNREACHABLE', url, { cause });
}

/** Node reads headers as latin1, Grafana sends UTF-8. */
function parseContext(header: string | string[] | undefined): GrafanaContext {
  if (typeof header !== 'string') {
    throw new AppError('AUTH_IDENTITY_MISSING');
  }
  try {
    const parsed: unknown = JSON.parse(Buffer.from(header, 'latin1').toString('utf8'));
    if (typeof parsed === 'object' && parsed !== null) {
      return parsed;
    }
  } catch {
    // Falls through to the refusal: a context that is no JSON is as good as none.
  }
  throw new AppError('AUTH_IDENTITY_MISSING', 'X-Grafana-Context is not a JSON object');
}

function kindOf({ IsAnonymous, IsServiceAccount }: GrafanaContext): CallerKind {
  if (IsAnonymous === true) {
    return 'anonymous';
  }
  return IsServiceAccount === true ? 'service account' : 'user';
}

const SIGNED_KINDS: Record<CallerKind, string> = {
  user: 'user',
  'service account': 'service-account',
  anonymous: 'anonymous',
};

/** Both come from Grafana with one request; where they name two callers, one of them was forged. */
function refuseOtherPerson(context: GrafanaContext, claims: JWTPayload | null): void {
  if (claims === null) {
    return;
  }
  const [kind, id] = (claims.sub ?? '').split(':');
  const isKind = kind === SIGNED_KINDS[kindOf(context)];
  const isPerson = kind === 'anonymous' || id === String(context.UserID) || id === context.UserUID;
  if (id === undefined || !isKind || !isPerson) {
    throw new AppError('AUTH_IDENTITY_INVALID', 'X-Grafana-Id and X-Grafana-Context name different callers');
  }
}

function roleOf(role: unknown): Role {
  if (role === 'Viewer' || role === 'Editor' || role === 'Admin') {
    return role;
  }
  throw new AppError('AUTH_ROLE', `Grafana's role "${String(role)}" may see nothing here`);
}

function lowerRole(a: Role, b: Role | undefined): Role {
  return b !== undefined && RANK[b] < RANK[a] ? b : a;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
