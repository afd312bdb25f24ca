import multipart from '@fastify/multipart';
import swagger from '@fastify/swagger';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify, {
  LogController,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type RawServerDefault,
} from 'fastify';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';

import { ROUTES, type RouteContract } from '../contract/routes.ts';
import { AppError } from '../kernel/errors.ts';
import { hasRole, IdentityReader, isSidecarKey, type Identity } from './identity.ts';
import { invalidRequest } from './invalid-request.ts';
import { BODY_LIMIT_BYTES, sendProblem, UPLOAD_LIMIT_BYTES } from './problem.ts';
import { buildSerializer, buildValidator } from './schema-compilers.ts';
import { shareSchemas } from './shared-schemas.ts';

export type App = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, Logger, TypeBoxTypeProvider>;

declare module 'fastify' {
  interface FastifyRequest {
    identity: Identity;
  }
}

export interface AppOptions {
  logger: Logger;
  sidecarKey: string;
  identities: IdentityReader;
  version: string;
}

/** The HTTP server without its routes: who may ask, what a request must look like, how errors leave. */
export async function buildApp(options: AppOptions): Promise<App> {
  const app = Fastify({
    loggerInstance: options.logger,
    logController: new LogController({ disableRequestLogging: true }),
    schemaController: { compilersFactory: { buildValidator, buildSerializer } },
    bodyLimit: BODY_LIMIT_BYTES,
    exposeHeadRoutes: false,
    schemaErrorFormatter: invalidRequest,
    frameworkErrors: (error, request, reply) => sendProblem(error, request, reply),
    // Grafana's proxy keeps connections; a server that closes first makes it answer 502.
    keepAliveTimeout: 120_000,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 200 },
  }).withTypeProvider<TypeBoxTypeProvider>();
  acceptEmptyJson(app);
  app.setErrorHandler(sendProblem);
  app.setNotFoundHandler(refuseUnknownRoute);
  app.decorateRequest('identity');
  app.addHook('onRoute', (route) => bindContract(app as App, route));
  app.addHook('onRequest', async (request) => guard(request, options));
  app.addHook('onSend', async (_request, reply, payload) => {
    // What the sidecar itself took, apart from proxies and network: for the network tab of a browser, and the benches.
    void reply.header('server-timing', `sidecar;dur=${reply.elapsedTime.toFixed(2)}`);
    return payload;
  });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Performance Test Automation', version: options.version },
    },
    refResolver: { buildLocalReference: (json) => String(json.$id) },
  });
  await app.register(multipart, { limits: { fileSize: UPLOAD_LIMIT_BYTES, files: 500, fields: 20 } });
  return app as App;
}

/** Grafana's pages name JSON as the type of every POST, also of one without a body; Fastify refuses that by itself. */
function acceptEmptyJson(
  app: Pick<App, 'removeContentTypeParser' | 'addContentTypeParser' | 'getDefaultJsonParser'>
): void {
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) =>
    body === '' ? done(null, undefined) : parseJson(request, body, done)
  );
}

interface RouteToBind {
  method: string | string[];
  url: string;
  config?: object;
  schema?: object;
}

/** Every route under /api must stand in the contract, which also says its role. */
function bindContract(app: App, route: RouteToBind): void {
  if (!route.url.startsWith('/api') || route.method === 'HEAD' || route.method === 'OPTIONS') {
    return;
  }
  const contract = contractOf(String(route.method), route.url);
  route.config = { ...route.config, role: contract.role };
  route.schema = { summary: contract.summary, ...(shareSchemas(app, route.schema ?? {}) as object) };
}

function contractOf(method: string, path: string): RouteContract {
  const contract = ROUTES.find((route) => route.method === method && route.path === path);
  if (contract === undefined) {
    throw new Error(`${method} ${path} does not stand in contract/routes.ts`);
  }
  return contract;
}

/** What may be asked without the key; everything else, unknown addresses too, needs it. */
const OPEN_ROUTES: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics']);

interface GuardedRequest {
  raw: { url?: string | undefined; method?: string | undefined };
  headers: IncomingMessage['headers'];
  routeOptions: { config: object; url?: string | undefined };
  identity: Identity;
}

async function guard(request: GuardedRequest, { sidecarKey, identities }: AppOptions): Promise<void> {
  refuseOddPath((request.raw.url ?? '').split('?')[0] ?? '');
  // By the route that was found, not by the path as it was written: `/%61pi/tests` is `/api/tests`, too.
  if (OPEN_ROUTES.has(request.routeOptions.url ?? '')) {
    return;
  }
  if (!isSidecarKey(request.headers['x-sidecar-key'], sidecarKey)) {
    throw new AppError('AUTH_KEY_MISSING');
  }
  request.identity = await identities.read(request.headers);
  const { role } = request.routeOptions.config as Partial<RouteContract>;
  if (role !== undefined && !hasRole(request.identity, role)) {
    throw new AppError('AUTH_ROLE', `it needs the role ${role}, you have ${request.identity.role}`);
  }
  if (request.identity.kind === 'anonymous' && request.raw.method !== 'GET') {
    throw new AppError('AUTH_ANONYMOUS', 'they may only read');
  }
}

/** An address of the contract with another verb says which there are; every other is simply not there. */
function refuseUnknownRoute(request: FastifyRequest, reply: FastifyReply): void {
  const verbs = verbsOf(request.url.split('?')[0] ?? '');
  if (verbs.length === 0) {
    return sendProblem(new AppError('NOT_FOUND', request.url), request, reply);
  }
  void reply.header('allow', verbs.join(', '));
  sendProblem(new AppError('REQUEST_METHOD', `${request.method}; there is ${verbs.join(', ')}`), request, reply);
}

function verbsOf(path: string): string[] {
  const segments = path.split('/');
  const fits = (pattern: string[]) =>
    pattern.length === segments.length &&
    pattern.every((part, index) => (part.startsWith(':') ? segments[index] !== '' : part === segments[index]));
  return [...new Set(ROUTES.filter((route) => fits(route.path.split('/'))).map(({ method }) => method))];
}

/** A proxy between Grafana and here may read dot segments as another path, with another role. */
function refuseOddPath(path: string): void {
  const decoded = path.replace(/%2e/gi, '.').replace(/%2f/gi, '/').replace(/%5c/gi, '\\');
  if (/(^|[/\\])\.{1,2}([/\\]|$)|\/\/|\\/.test(decoded)) {
    throw new AppError('REQUEST_PATH', path);
  }
}
