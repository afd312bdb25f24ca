import { useEffect, useMemo, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import type { BatchPreview } from 'perftest-automation-sidecar/contract/runs';
import type { Version } from 'perftest-automation-sidecar/contract/scenarios';

import type { ApiError } from '../../shared/api/api-error';
import { useBatchPreview, useStartBatch } from '../../shared/api/batches';
import { useScenarios } from '../../shared/api/scenarios';
import { useTestTypes } from '../../shared/api/test-types';
import { useCreateVersion, useVersions } from '../../shared/api/versions';
import { paths } from '../../shared/paths';
import { useDebounced } from '../../shared/use-debounced';
import { recallChoice, rememberChoice } from './remembered-choice';
import { buildGrid, type CellChoice, type CellChoices, chosenCells, type GridCell, toBatchInput } from './run-choice';

export interface Plan {
  chosenCount: number;
  hasVersion: boolean;
  versionName: string | undefined;
  preview: BatchPreview | undefined;
  /** The preview shown is of an earlier choice; a newer one is on its way. */
  isStale: boolean;
  previewError: ApiError | null;
  retryPreview: () => void;
  isStarting: boolean;
  startError: ApiError | null;
}

export interface ChoiceActions {
  change: (cell: GridCell, change: Partial<CellChoice>) => void;
  changeAll: (cells: readonly GridCell[], isChosen: boolean) => void;
  edit: (cell: GridCell | undefined) => void;
}

export function useRunTests() {
  const scenarios = useScenarios();
  const testTypes = useTestTypes();
  const { choices, ...choiceActions } = useChoices();
  const version = useChosenVersion();
  const [editedKey, setEditedKey] = useState<string>();

  useEffect(() => rememberChoice({ versionId: version.versionId, choices }), [version.versionId, choices]);

  const grid = useMemo(
    () => buildGrid({ scenarios: scenarios.data ?? [], testTypes: testTypes.data ?? [], choices }),
    [scenarios.data, testTypes.data, choices]
  );
  const cells = useMemo(() => chosenCells(grid), [grid]);
  const { plan, start } = usePlan({ cells, version: version.version });
  const editedCell = grid.rows.flatMap((row) => [...row.cells.values()]).find(({ key }) => key === editedKey);

  const actions = {
    ...choiceActions,
    edit: (cell: GridCell | undefined) => setEditedKey(cell?.key),
    pickVersion: version.pick,
    createVersion: version.create,
    start,
  };
  return {
    data: {
      scenarios,
      grid,
      editedCell,
      plan,
      versions: version.versions,
      versionId: version.versionId,
      isCreatingVersion: version.isCreating,
    },
    actions,
  };
}

function useChoices() {
  const [choices, setChoices] = useState<CellChoices>(() => recallChoice().choices);

  const change = (cell: GridCell, partial: Partial<CellChoice>) =>
    setChoices((previous) => ({ ...previous, [cell.key]: { ...cell.choice, ...partial } }));

  const changeAll = (cells: readonly GridCell[], isChosen: boolean) =>
    setChoices((previous) => ({
      ...previous,
      ...Object.fromEntries(cells.map(({ key, choice }) => [key, { ...choice, isChosen }])),
    }));

  return { choices, change, changeAll };
}

function useChosenVersion() {
  const versions = useVersions();
  const createVersion = useCreateVersion();
  const [chosenId, setChosenId] = useState(() => recallChoice().versionId);
  const known = (versions.data ?? []).filter(({ isActive }) => isActive);
  // A remembered version may be gone.
  const version = known.find(({ id }) => id === chosenId);

  return {
    versions: known,
    version,
    versionId: version?.id,
    isCreating: createVersion.isPending,
    pick: setChosenId,
    create: (name: string) => createVersion.mutate(name, { onSuccess: ({ id }) => setChosenId(id) }),
  };
}

const TYPING_REST_MS = 300;

function usePlan({ cells, version }: { cells: readonly GridCell[]; version: Version | undefined }) {
  const navigate = useNavigate();
  const startBatch = useStartBatch();
  const input = useMemo(() => toBatchInput(version?.id, cells), [version?.id, cells]);
  const settledInput = useDebounced(input, TYPING_REST_MS);
  const preview = useBatchPreview(settledInput);

  const plan: Plan = {
    chosenCount: cells.length,
    hasVersion: version !== undefined,
    versionName: version?.version,
    preview: input === undefined ? undefined : preview.data,
    isStale: input !== settledInput || preview.isPlaceholderData,
    previewError: preview.error,
    retryPreview: () => void preview.refetch(),
    isStarting: startBatch.isPending,
    startError: startBatch.error,
  };
  const start = () => {
    if (input) {
      startBatch.mutate(input, { onSuccess: ({ id }) => navigate(paths.batch(id)) });
    }
  };
  return { plan, start };
}
