import type { ConnectionTest, Me } from 'perftest-automation-sidecar/contract/system';

import { callSidecar } from './http';

export function readMe(): Promise<Me> {
  return callSidecar<Me>({ path: '/api/me' });
}

export function testConnections(): Promise<ConnectionTest[]> {
  return callSidecar<ConnectionTest[]>({ method: 'POST', path: '/api/settings/test-connections' });
}
