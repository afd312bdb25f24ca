import { config } from '@grafana/runtime';
import type { Role } from 'perftest-automation-sidecar/contract/common';

const RANK: Record<string, number> = { Viewer: 1, Editor: 2, Admin: 3 };

/** Only to hide or disable what would be refused anyway: Grafana's proxy and the sidecar decide. */
export function hasRole(role: Role): boolean {
  const own = config.bootData?.user?.orgRole ?? '';
  return (RANK[own] ?? 0) >= (RANK[role] ?? 0);
}
