import { useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import type { Version } from 'perftest-automation-sidecar/contract/scenarios';

import { useDeleteVersion, useVersions } from '../../shared/api/versions';
import { hasRole } from '../../shared/role';

export interface VersionActions {
  search: (text: string) => void;
  edit: (version: Version | 'new' | undefined) => void;
  remove: (id: number) => void;
}

export function useVersionsPage() {
  const [params, setParams] = useSearchParams();
  const [edited, edit] = useState<Version | 'new'>();
  const versions = useVersions();
  const deletion = useDeleteVersion();
  const search = params.get('search') ?? '';
  const actions: VersionActions = {
    search: (text) => setParams(text === '' ? {} : { search: text }, { replace: true }),
    edit,
    remove: (id) => deletion.mutate(id),
  };
  const data = {
    versions,
    shown: (versions.data ?? []).filter((version) => fits(version, search)),
    search,
    edited,
    canEdit: hasRole('Editor'),
    canDelete: hasRole('Admin'),
  };
  return { data, actions };
}

function fits({ version, displayName, description }: Version, search: string): boolean {
  return `${version} ${displayName ?? ''} ${description}`.toLowerCase().includes(search.trim().toLowerCase());
}
