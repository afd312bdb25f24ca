import { useEffect, useMemo, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router-dom';
import type { BatchInput, BatchPreview } from 'perftest-automation-sidecar/contract/runs';

import type { ApiError } from '../../shared/api/api-error';
import { useBatchPreview, useStartBatch } from '../../shared/api/batches';
import { useScenarios } from '../../shared/api/scenarios';
import { useTestTypes } from '../../shared/api/test-types';
import { useCreateVersion, useVersions } from '../../shared/api/versions';
import { paths } from '../../shared/paths';
import { useDebounced } from '../../shared/use-debounced';
import { recallChoice, rememberChoice } from './remembered-choice';
import {
  allCells,
  type BatchChoice,
  buildGrid,
  type CellChoice,
  type CellChoices,
  choosingOnly,
  chosenCells,
  countRuns,
  type GridCell,
  toBatchInput,
} from './run-choice';

export interface Plan {
  /** Repeats count. */
  runCount: number;
  hasVersion: boolean;
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
  changeBatch: (change: Partial<BatchChoice>) => void;
  edit: (cell: GridCell | undefined) => void;
}

export function useRunTests() {
  const scenarios = useScenarios();
  const testTypes = useTestTypes();
  const asked = useAskedFor();
  const { batch, choices, ...choiceActions } = useChoices(asked.scenarioId);
  const version = useChosenVersion(batch.versionId, (versionId) => choiceActions.changeBatch({ versionId }));
  const [editedKey, setEditedKey] = useState<string>();

  const grid = useMemo(
    () =>
      buildGrid({
        scenarios: scenarios.data ?? [],
        testTypes: testTypes.data ?? [],
        choices,
        preselectedScenarioId: asked.scenarioId,
      }),
    [scenarios.data, testTypes.data, choices, asked.scenarioId]
  );
  const cells = useMemo(() => chosenCells(grid), [grid]);
  useEffect(() => {
    const shown = Object.fromEntries(allCells(grid).map(({ key, choice }) => [key, choice]));
    rememberChoice({ batch, choices: { ...choices, ...shown } });
  }, [batch, choices, grid]);

  const known = useMemo(() => ({ ...batch, versionId: version.versionId }), [batch, version.versionId]);
  const input = useMemo(
    () => toBatchInput({ batch: known, cells, beforeRunId: asked.beforeRunId }),
    [known, cells, asked.beforeRunId]
  );
  const { plan, start } = usePlan({ input, runCount: countRuns(cells), hasVersion: version.versionId !== undefined });
  return {
    data: {
      scenarios,
      grid,
      batch,
      plan,
      version,
      beforeRunId: asked.beforeRunId,
      editedCell: allCells(grid).find(({ key }) => key === editedKey),
    },
    actions: {
      ...choiceActions,
      edit: (cell: GridCell | undefined) => setEditedKey(cell?.key),
      insertAtEnd: asked.forgetBefore,
      start,
    },
  };
}

/** What the address asks for: ?scenario=3 chooses its tests, ?before=41 inserts them before that waiting run. */
function useAskedFor() {
  const [params, setParams] = useSearchParams();
  const forgetBefore = () =>
    setParams((previous) => {
      const next = new URLSearchParams(previous);
      next.delete('before');
      return next;
    });
  return { scenarioId: readId(params.get('scenario')), beforeRunId: readId(params.get('before')), forgetBefore };
}

function readId(text: string | null): number | undefined {
  return text !== null && /^\d+$/.test(text) ? Number(text) : undefined;
}

function useChoices(scenarioId: number | undefined) {
  const [recalled] = useState(recallChoice);
  const [batch, setBatch] = useState<BatchChoice>(recalled.batch);
  const [choices, setChoices] = useState<CellChoices>(() =>
    scenarioId === undefined ? recalled.choices : choosingOnly(recalled.choices, scenarioId)
  );

  const change = (cell: GridCell, partial: Partial<CellChoice>) =>
    setChoices((previous) => ({ ...previous, [cell.key]: { ...cell.choice, ...partial } }));

  const changeAll = (cells: readonly GridCell[], isChosen: boolean) =>
    setChoices((previous) => ({
      ...previous,
      ...Object.fromEntries(cells.map(({ key, choice }) => [key, { ...choice, isChosen }])),
    }));

  const changeBatch = (partial: Partial<BatchChoice>) => setBatch((previous) => ({ ...previous, ...partial }));

  return { batch, choices, change, changeAll, changeBatch };
}

function useChosenVersion(chosenId: number | undefined, pick: (versionId: number) => void) {
  const versions = useVersions();
  const createVersion = useCreateVersion();
  const known = (versions.data ?? []).filter(({ isActive }) => isActive);
  return {
    versions: known,
    // A remembered version may be gone.
    versionId: known.find(({ id }) => id === chosenId)?.id,
    pick,
    create: (name: string) => createVersion.mutate(name, { onSuccess: ({ id }) => pick(id) }),
  };
}

const TYPING_REST_MS = 300;

interface PlanSource {
  input: BatchInput | undefined;
  runCount: number;
  hasVersion: boolean;
}

function usePlan({ input, runCount, hasVersion }: PlanSource) {
  const navigate = useNavigate();
  const startBatch = useStartBatch();
  const settledInput = useDebounced(input, TYPING_REST_MS);
  const preview = useBatchPreview(settledInput);

  const plan: Plan = {
    runCount,
    hasVersion,
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
