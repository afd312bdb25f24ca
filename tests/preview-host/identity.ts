import type { IncomingMessage } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT, type JWK, type JWTPayload } from 'jose';

export type Role = 'None' | 'Viewer' | 'Editor' | 'Admin';

export interface Identity {
  kind: 'user' | 'service-account' | 'anonymous';
  id: number;
  uid: string;
  login: string;
  name: string;
  email: string;
  role: Role;
  isGrafanaAdmin: boolean;
  organisationId: number;
}

/** Who sends a request: somebody signed in, nobody, or a bearer of a token that does not exist. */
export type Stranger = 'nobody' | 'invalid token' | 'token of another organisation';
export type Caller = { kind: 'known'; identity: Identity; hasSession: boolean } | { kind: Stranger };

const ROLE_RANK: Record<Role, number> = { None: 0, Viewer: 1, Editor: 2, Admin: 3 };
const ID_TOKEN_TTL_SECONDS = 600;

const USERS: Record<string, { id: number; name: string }> = {
  admin: { id: 1, name: 'Ada Admin' },
  editor: { id: 2, name: 'Eddi Editor' },
  viewer: { id: 3, name: 'Vera Viewer' },
  none: { id: 4, name: 'Nora None' },
  zoe: { id: 5, name: 'Zoë Žluťoučký' },
};

const ANONYMOUS = { kind: 'anonymous', id: 0, uid: '', login: '', name: '', email: '', isGrafanaAdmin: false } as const;

/** Role inclusion as Grafana has it: an Admin is an Editor is a Viewer. */
export function includesRole(actual: Role, required: Role): boolean {
  return ROLE_RANK[actual] >= ROLE_RANK[required];
}

export function isRole(text: string | undefined): text is Role {
  return text !== undefined && Object.hasOwn(ROLE_RANK, text);
}

function userIdentity(login: string, role: Role): Identity {
  const { id, name } = USERS[login] ?? { id: 9, name: login };
  const email = `${login}@example.org`;
  const isGrafanaAdmin = login === 'admin';
  return { kind: 'user', id, uid: `preview-${login}`, login, name, email, role, isGrafanaAdmin, organisationId: 1 };
}

function serviceAccountIdentity(role: Role): Identity {
  const name = `preview-${role.toLowerCase()}`;
  const id = 20 + ROLE_RANK[role];
  const uid = `sa-${role.toLowerCase()}`;
  const login = `sa-1-${name}`;
  return {
    kind: 'service-account',
    id,
    uid,
    login,
    name,
    email: login,
    role,
    isGrafanaAdmin: false,
    organisationId: 1,
  };
}

export function parseCookies(request: IncomingMessage): Record<string, string> {
  const cookies: Record<string, string> = {};
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const equals = pair.indexOf('=');
    if (equals > 0) {
      cookies[pair.slice(0, equals).trim()] = decodeURIComponent(pair.slice(equals + 1).trim());
    }
  }
  return cookies;
}

/**
 * The caller of a request. A Bearer token wins over cookies, as in Grafana. Cookies: `preview_role`
 * (None, Viewer, Editor, Admin or signed-out), `preview_user` (a login, e.g. zoe whose name is not ASCII) and
 * `preview_org` (the organisation, 1 by default). Whoever is not signed in is anonymous where that has a role.
 */
export function callerOf(request: IncomingMessage, roles: { ofBrowsers: Role; ofAnonymous: Role | undefined }): Caller {
  const bearer = /^Bearer\s+(.*)$/i.exec(request.headers.authorization ?? '');
  const asked = organisationAsked(request);
  return bearer ? accountOf(bearer[1] ?? '', asked) : visitorOf(parseCookies(request), { asked, ...roles });
}

function accountOf(token: string, asked: number | undefined): Caller {
  if (asked !== undefined && asked !== 1) {
    return { kind: 'token of another organisation' };
  }
  const role = /^preview-(none|viewer|editor|admin)-token$/.exec(token)?.[1];
  const capitalised = role && role[0]?.toUpperCase() + role.slice(1);
  return isRole(capitalised)
    ? { kind: 'known', identity: serviceAccountIdentity(capitalised), hasSession: false }
    : { kind: 'invalid token' };
}

function visitorOf(
  cookies: Record<string, string>,
  { asked, ofBrowsers, ofAnonymous }: { asked: number | undefined; ofBrowsers: Role; ofAnonymous: Role | undefined }
): Caller {
  const organisationId = Number(cookies.preview_org ?? 1);
  const role = cookies.preview_role ?? ofBrowsers;
  if (isRole(role)) {
    const login = cookies.preview_user ?? role.toLowerCase();
    const isMember = asked === undefined || asked === organisationId;
    const identity = { ...userIdentity(login, isMember ? role : 'None'), organisationId };
    return { kind: 'known', identity, hasSession: true };
  }
  return ofAnonymous === undefined
    ? { kind: 'nobody' }
    : { kind: 'known', identity: { ...ANONYMOUS, role: ofAnonymous, organisationId }, hasSession: false };
}

/** A caller may choose among organisations; each person and each token here belongs to one. */
function organisationAsked(request: IncomingMessage): number | undefined {
  const text = String(request.headers['x-grafana-org-id'] ?? '');
  return /^[1-9]\d*$/.test(text) ? Number(text) : undefined;
}

/** `X-Grafana-Context` as Grafana 12.4 writes it: Go's JSON of SignedInUser (so `<`, `>` and `&` are escaped). */
export function contextJson(identity: Identity, now: Date): string {
  // A person's login is a session here, for which Grafana leaves AuthenticatedBy empty.
  const context = {
    UserID: identity.id,
    UserUID: identity.uid,
    OrgID: identity.organisationId,
    OrgName: 'Main Org.',
    OrgRole: identity.role,
    Login: identity.login,
    Name: identity.name,
    Email: identity.email,
    EmailVerified: false,
    AuthID: '',
    AuthenticatedBy: identity.kind === 'service-account' ? 'apikey' : '',
    Namespace: 'default',
    ApiKeyID: 0,
    IsServiceAccount: identity.kind === 'service-account',
    IsGrafanaAdmin: identity.isGrafanaAdmin,
    IsAnonymous: identity.kind === 'anonymous',
    IsDisabled: false,
    HelpFlags1: 0,
    LastSeenAt: now.toISOString().replace(/\.\d+Z$/, 'Z'),
    Teams: [],
    FallbackType: identity.kind,
  };
  return JSON.stringify(context).replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
  );
}

export interface IdTokenSigner {
  keys: { keys: JWK[] };
  sign(identity: Identity): Promise<string>;
}

/** Signs `X-Grafana-Id` with a key made at start; its `kid` names the month, as Grafana's rolling keys do. */
export async function createIdTokenSigner(issuer: () => string): Promise<IdTokenSigner> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const kid = `id-${new Date().toISOString().slice(0, 7)}-es256`;
  const jwk = { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' };
  const sign = (identity: Identity) =>
    new SignJWT(idTokenClaims(identity, { issuer: issuer(), issuedAt: Math.floor(Date.now() / 1000) }))
      .setProtectedHeader({ alg: 'ES256', kid, typ: 'jwt' })
      .sign(privateKey);
  return { keys: { keys: [jwk] }, sign };
}

/** In the order of the alphabet, as Grafana writes them. */
function idTokenClaims(identity: Identity, { issuer, issuedAt }: { issuer: string; issuedAt: number }): JWTPayload {
  const { kind, email, login, name } = identity;
  const isUser = kind === 'user';
  return {
    aud: `org:${identity.organisationId}`,
    ...(isUser ? { authenticatedBy: 'password', email } : {}),
    exp: issuedAt + ID_TOKEN_TTL_SECONDS,
    iat: issuedAt,
    identifier: identity.uid,
    iss: issuer,
    ...(isUser ? { name } : {}),
    namespace: 'default',
    role: identity.role,
    sub: `${kind}:${identity.id}`,
    type: kind,
    ...(isUser ? { username: login } : {}),
  };
}
