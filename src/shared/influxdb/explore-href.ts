import { locationUtil } from '@grafana/data';
import { config } from '@grafana/runtime';

import { toDsTarget } from './ds-query';
import type { InfluxTarget, TimeSpan } from './influx-query';

interface ExploreLink {
  datasourceUid: string;
  targets: readonly InfluxTarget[];
  span: TimeSpan;
}

/** The same queries in Grafana's Explore; undefined for people who may not go there. */
export function exploreHref({ datasourceUid, targets, span }: ExploreLink): string | undefined {
  const { user } = config.bootData;
  const mayExplore = user.permissions?.['datasources:explore'] ?? user.orgRole !== 'Viewer';
  if (!mayExplore || config.exploreEnabled === false) {
    return undefined;
  }
  const queries = targets.map((target) => toDsTarget(datasourceUid, target, 'time_series'));
  const range = { from: String(Math.floor(span.fromMs)), to: String(Math.ceil(span.toMs)) };
  const panes = JSON.stringify({ run: { datasource: datasourceUid, queries, range } });
  return locationUtil.assureBaseUrl(`/explore?schemaVersion=1&panes=${encodeURIComponent(panes)}`);
}
