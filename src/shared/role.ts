import { config } from '@grafana/runtime';
import type { Role } from 'perftest-automation-sidecar/contract/common';

const RANK: Record<string, number> = { Viewer: 1, Editor: 2, Admin: 3 };

/** Only to hide or disable what would be refused anyway: Grafana's proxy and the sidecar decide. */
export function hasRole(role: Role): boolean {
  return (RANK[ownRole()] ?? 0) >= (RANK[role] ?? 0);
}

/** Whoever is not signed in may look at most, whatever role Grafana gives to anonymous visitors. */
function ownRole(): string {
  const user = config.bootData?.user;
  return user?.isSignedIn === false && user.orgRole ? 'Viewer' : (user?.orgRole ?? '');
}
