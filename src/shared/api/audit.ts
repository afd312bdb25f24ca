import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Page } from 'perftest-automation-sidecar/contract/common';
import type { AuditChoices, AuditEntry, AuditQuery } from 'perftest-automation-sidecar/contract/system';

import { proxyHref } from '../paths';
import { callSidecar } from './http';

/** @param isWanted false: nothing is asked, because it would be refused */
export function useAudit(query: AuditQuery, isWanted: boolean) {
  return useQuery({
    queryKey: ['audit', query],
    queryFn: ({ signal }) => callSidecar<Page<AuditEntry>>({ path: '/api/audit', query, signal }),
    placeholderData: keepPreviousData,
    enabled: isWanted,
  });
}

export function useAuditChoices(isWanted: boolean) {
  return useQuery({
    queryKey: ['audit', 'choices'],
    queryFn: ({ signal }) => callSidecar<AuditChoices>({ path: '/api/audit/choices', signal }),
    enabled: isWanted,
  });
}

export function auditCsvHref(query: AuditQuery): string {
  return proxyHref('/api/audit/export', query);
}
