import { useEffect, useState } from 'react';
import type { ImportCandidate } from 'perftest-automation-sidecar/contract/imports';

import { type Draft, type DraftChange, toDraft, withChange } from './import-drafts';

const KEY = 'perftest-import:';

/** What somebody changed of the candidates; it outlives a reload, as the upload does. */
export function useDrafts(importId: string, candidates: readonly ImportCandidate[]) {
  const [changed, setChanged] = useState<Draft[]>(() => read(importId));
  useEffect(() => write(importId, changed), [importId, changed]);
  const known = new Map(changed.map((draft) => [draft.index, draft]));
  const drafts = candidates.map((candidate) =>
    candidate.runId === null
      ? (known.get(candidate.index) ?? toDraft(candidate))
      : { ...toDraft(candidate), isChosen: false }
  );
  const change = (indexes: readonly number[], edit: DraftChange) => setChanged(withChange(drafts, indexes, edit));
  return { drafts, change };
}

function read(importId: string): Draft[] {
  try {
    const found: unknown = JSON.parse(sessionStorage.getItem(KEY + importId) ?? '[]');
    return Array.isArray(found) ? (found as Draft[]) : [];
  } catch {
    return [];
  }
}

function write(importId: string, drafts: readonly Draft[]): void {
  try {
    sessionStorage.setItem(KEY + importId, JSON.stringify(drafts));
  } catch {
    // A browser that keeps nothing loses what was changed on a reload, and nothing else.
  }
}
