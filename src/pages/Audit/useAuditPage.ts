import { useState } from 'react';
import type { AuditQuery } from 'perftest-automation-sidecar/contract/system';

import { useAudit, useAuditChoices } from '../../shared/api/audit';
import { hasRole } from '../../shared/role';
import type { SortState } from '../../shared/ui/DataTable';
import { type AddressChanges, useAddress } from '../../shared/use-address';

const PAGE_SIZE = 50;
const DAY_MS = 86_400_000;
const NEWEST_FIRST: SortState = { columnId: 'atMs', isDescending: true };

/** The address of the page is its filter. */
export function useAuditPage() {
  const [params, change] = useAddress();
  const days = Number(params.get('days')) || undefined;
  // A beginning that moves would be another question each time.
  const [openedMs] = useState(() => Date.now());
  const fromMs = days === undefined ? undefined : openedMs - days * DAY_MS;
  const sortText = params.get('sort') ?? '';
  const filter = {
    search: params.get('search') ?? '',
    person: params.get('person') ?? '',
    action: params.get('action') ?? '',
    days: days === undefined ? '' : String(days),
  };
  const query: AuditQuery = {
    ...{ search: filter.search, person: filter.person, action: filter.action, fromMs },
    ...(sortText === '' ? {} : { sort: sortText }),
  };
  const isAllowed = hasRole('Admin');
  const entries = useAudit({ ...query, page: Number(params.get('page')) || 1, pageSize: PAGE_SIZE }, isAllowed);
  const choices = useAuditChoices(isAllowed).data;
  const actions = {
    filter: (changes: AddressChanges) => change({ ...changes, page: undefined }),
    toPage: (page: number) => change({ page: page === 1 ? undefined : page }),
    sort: ({ columnId, isDescending }: SortState) =>
      change({ sort: `${isDescending ? '-' : ''}${columnId}`, page: undefined }),
  };
  const isFiltered = Object.values(filter).some((value) => value !== '');
  return { data: { isAllowed, entries, choices, filter, isFiltered, query, sort: sortOf(sortText) }, actions };
}

export type AuditPageModel = ReturnType<typeof useAuditPage>;

function sortOf(text: string): SortState {
  return text === '' ? NEWEST_FIRST : { columnId: text.replace(/^-/, ''), isDescending: text.startsWith('-') };
}
