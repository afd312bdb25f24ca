import { useState } from 'react';
import type { ImportCandidate } from 'perftest-automation-sidecar/contract/imports';

import { formatCount } from '../../shared/format';
import type { UploadedPage } from './useUploadedResults';

type Kind = 'all' | 'incomplete' | 'refused';

/** So many rows with their fields are there at once; a thousand would keep a browser busy for seconds. */
const PAGE_SIZE = 25;

/** One page of the results, of all or only of those that want a look. */
export function useShownCandidates({ data: { candidates, incomplete } }: UploadedPage) {
  const [kind, setKind] = useState<Kind>('all');
  const [asked, goToPage] = useState(1);
  const lacking = new Set(incomplete.map(({ index }) => index));
  const found: Record<Kind, readonly ImportCandidate[]> = {
    all: candidates,
    incomplete: candidates.filter(({ index }) => lacking.has(index)),
    refused: candidates.filter(({ problem }) => problem !== null),
  };
  // What somebody has just completed leaves nothing to show: then all are shown again.
  const shownKind = found[kind].length === 0 ? 'all' : kind;
  const pageCount = Math.max(1, Math.ceil(found[shownKind].length / PAGE_SIZE));
  const pageNumber = Math.min(asked, pageCount);
  const kinds = (Object.keys(NAMES) as Kind[])
    .filter((one) => one === 'all' || (candidates.length > PAGE_SIZE && found[one].length > 0))
    .map((one) => ({ value: one, label: `${NAMES[one]} (${formatCount(found[one].length)})` }));
  const changeKind = (next: Kind) => {
    setKind(next);
    goToPage(1);
  };
  const rows = found[shownKind].slice((pageNumber - 1) * PAGE_SIZE, pageNumber * PAGE_SIZE);
  return { rows, kinds, kind: shownKind, changeKind, pageNumber, pageCount, goToPage };
}

const NAMES: Record<Kind, string> = { all: 'All', incomplete: 'Something is missing', refused: 'Cannot be taken' };
