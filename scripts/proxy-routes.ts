import type { Role } from '../backend-sidecar/src/contract/common.ts';
import { ROUTES, type RouteContract } from '../backend-sidecar/src/contract/routes.ts';

/** One entry of `routes` in plugin.json. */
export interface ProxyRoute {
  path: string;
  method: string;
  reqRole: string;
  url: string;
  headers: Array<{ name: string; content: string }>;
}

/** The key goes with every request; the sidecar answers nobody else. */
const KEY_HEADERS = [{ name: 'X-Sidecar-Key', content: '{{ orEmpty .SecureJsonData.sidecarKey }}' }];

/**
 * The routes for Grafana's proxy. It matches in order, by one exact verb and a literal path that may end in `*`, and
 * appends to the upstream address only what the trailing `*` matched: so a path is cut at its first parameter. Where
 * several routes look alike to the proxy it asks for the lowest of their roles, and the sidecar for the exact one. Longer
 * literals come first, because the first match decides.
 */
export function proxyRoutes(routes: readonly RouteContract[] = ROUTES): ProxyRoute[] {
  const byPattern = new Map<string, RouteContract & { pattern: string }>();
  for (const route of routes) {
    const pattern = proxyPattern(route.path);
    const key = `${route.method} ${pattern}`;
    const twin = byPattern.get(key);
    if (twin === undefined || RANK[route.role] < RANK[twin.role]) {
      byPattern.set(key, { ...route, pattern });
    }
  }
  return [...byPattern.values()].sort(moreSpecificFirst).map(toProxyRoute);
}

const RANK: Record<Role, number> = { Viewer: 1, Editor: 2, Admin: 3 };

/** `/api/tests/:id/start` → `api/tests/*` */
export function proxyPattern(path: string): string {
  return path.replace(/^\//, '').replace(/:.*$/, '*');
}

function moreSpecificFirst(a: { pattern: string }, b: { pattern: string }): number {
  return starDepth(b.pattern) - starDepth(a.pattern) || a.pattern.localeCompare(b.pattern);
}

/** By the alphabet alone `api/tests/*` would come before `api/tests/import/*` and take its requests. */
function starDepth(pattern: string): number {
  return pattern.endsWith('*') ? pattern.split('/').length : Number.MAX_SAFE_INTEGER;
}

function toProxyRoute(route: RouteContract & { pattern: string }): ProxyRoute {
  return {
    path: route.pattern,
    method: route.method,
    reqRole: route.role,
    url: `{{ .JsonData.sidecarUrl }}/${route.pattern.replace(/\/\*$/, '')}`,
    headers: KEY_HEADERS,
  };
}
