import { config } from '@grafana/runtime';

/** What a dashboard needs to show the marks of runs: they are of the organisation, and no dashboard asks by itself. */
export const ANNOTATION_QUERY = {
  name: 'Load tests',
  enable: true,
  hide: false,
  iconColor: 'purple',
  datasource: { type: 'grafana', uid: '-- Grafana --' },
  target: { type: 'tags', tags: ['loadtest'], matchAny: false, limit: 100 },
};

/** A dashboard as Grafana's API gives it; all that is not named here is given back as it came. */
export interface DashboardModel {
  title?: string;
  annotations?: { list?: unknown[] };
}

export function hasAnnotationQuery({ annotations }: DashboardModel): boolean {
  return (annotations?.list ?? []).some(asksForLoadTests);
}

function asksForLoadTests(query: unknown): boolean {
  const { enable, target } = (query ?? {}) as { enable?: unknown; target?: { type?: unknown; tags?: unknown } };
  return enable !== false && target?.type === 'tags' && Array.isArray(target.tags) && target.tags.includes('loadtest');
}

export function withAnnotationQuery<Model extends DashboardModel>(dashboard: Model): Model {
  const { annotations } = dashboard;
  return { ...dashboard, annotations: { ...annotations, list: [...(annotations?.list ?? []), ANNOTATION_QUERY] } };
}

/** The UID in the address of a dashboard of this Grafana; undefined where it leads elsewhere. */
export function dashboardUidOf(url: string): string | undefined {
  const { origin } = window.location;
  const address = url.startsWith(`${origin}/`) ? url.slice(origin.length) : url;
  const subPath = config.appSubUrl ?? '';
  const path = subPath !== '' && address.startsWith(`${subPath}/`) ? address.slice(subPath.length) : address;
  return /^\/d\/([A-Za-z0-9_-]{1,40})([/?#]|$)/.exec(path)?.[1];
}
