import type { ImportCandidate } from 'perftest-automation-sidecar/contract/imports';

import { plural } from '../../shared/format';
import type { Draft } from './import-drafts';
import type { UploadedPage } from './useUploadedResults';

/** What a cell of the table of results knows. */
export interface CandidateCell {
  candidate: ImportCandidate;
  draft: Draft;
  page: UploadedPage;
  isBusy: boolean;
}

/** Its file, or the first of its files. */
export function nameOf({ fileNames }: ImportCandidate): string {
  const [first = ''] = fileNames;
  return fileNames.length === 1 ? first : `${first} and ${plural(fileNames.length - 1, 'more part')}`;
}
