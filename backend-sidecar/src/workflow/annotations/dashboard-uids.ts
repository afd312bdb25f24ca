import type { DashboardLink } from '../../contract/scenarios.ts';

/** Dashboards of this Grafana on which each run is to be written itself. */
export function annotatedDashboardUids(links: readonly DashboardLink[], grafanaUrls: readonly string[]): string[] {
  const uids = links
    .filter(({ isAnnotated }) => isAnnotated === true)
    .flatMap(({ url }) => dashboardUid(url, grafanaUrls) ?? []);
  return [...new Set(uids)];
}

/** The UID in `/d/<uid>/…`, with or without Grafana's address and path before it; undefined where it leads elsewhere. */
export function dashboardUid(link: string, grafanaUrls: readonly string[]): string | undefined {
  const bases = grafanaUrls.filter((url) => URL.canParse(url)).map((url) => new URL(url));
  const target = link.startsWith('/') ? link : pathWithin(link, bases);
  if (target === undefined) {
    return undefined;
  }
  const roots = ['', ...bases.map(({ pathname }) => pathname.replace(/\/$/, ''))];
  const path = target.split(/[?#]/, 1)[0] ?? '';
  const below = roots.filter((root) => path.startsWith(`${root}/d/`)).map((root) => path.slice(root.length));
  const uid = /^\/d\/([A-Za-z0-9_-]{1,40})(\/|$)/.exec(below[0] ?? '')?.[1];
  return uid;
}

function pathWithin(link: string, bases: readonly URL[]): string | undefined {
  const target = URL.canParse(link) ? new URL(link) : undefined;
  const isOfGrafana = bases.some(({ origin }) => origin === target?.origin);
  return isOfGrafana ? target?.pathname : undefined;
}
