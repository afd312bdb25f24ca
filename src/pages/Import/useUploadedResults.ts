import { useState } from 'react';
import type { ImportPreview } from 'perftest-automation-sidecar/contract/imports';

import { useEnvironments } from '../../shared/api/environments';
import { useAcceptImport, useForgetImport, useImport } from '../../shared/api/imports';
import { useScenarios } from '../../shared/api/scenarios';
import { useTestTypes } from '../../shared/api/test-types';
import { useVersions } from '../../shared/api/versions';
import { chosenRuns, missingOf, toAcceptInput } from './import-drafts';
import { useDrafts } from './use-drafts';

export function useUploadedResults(importId: string) {
  const preview = useImport(importId);
  const accepting = useAcceptImport(importId);
  const forgetting = useForgetImport();
  const [edited, setEdited] = useState<number>();
  const [reports, askForReports] = useState<boolean>();
  const candidates = preview.data?.candidates ?? NO_CANDIDATES;
  const { drafts, change } = useDrafts(importId, candidates);
  const chosen = chosenRuns(drafts);
  const incomplete = chosen.filter((draft) => missingOf(draft) !== null);

  const choices = {
    scenarios: (useScenarios().data ?? []).map(({ id, name }) => ({ value: id, label: name })),
    testTypes: (useTestTypes().data ?? []).map(({ id, name }) => ({ value: id, label: name })),
    versions: (useVersions().data ?? []).map(({ id, version }) => ({ value: id, label: version })),
    environments: (useEnvironments().data ?? []).map(({ id, name }) => ({ value: id, label: name })),
  };
  const data = { preview, candidates, drafts, chosen, incomplete, choices, edited, accepting, forgetting, reports };
  const actions = {
    change,
    edit: setEdited,
    accept: () => accepting.mutate(toAcceptInput(drafts, candidates, reports)),
    askForReports,
    forget: (onDone: () => void) => forgetting.mutate(importId, { onSuccess: onDone }),
  };
  return { data, actions };
}

const NO_CANDIDATES: ImportPreview['candidates'] = [];

export type UploadedPage = ReturnType<typeof useUploadedResults>;
