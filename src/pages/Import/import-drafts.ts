import type { ImportAcceptInput, ImportCandidate, ReadOptions } from 'perftest-automation-sidecar/contract/imports';

/** What a candidate is to become: as it was understood, with what somebody changed. */
export interface Draft {
  index: number;
  isChosen: boolean;
  scenarioId: number | null;
  testTypeId: number | null;
  versionId: number | null;
  /** Of a version that is made when the run is; '' = a known one, or none yet. */
  versionName: string;
  /** null = the scenario's */
  environmentId: number | null;
  startedAtMs: number | null;
  /** The candidate of whose run it is a further part. */
  partOfIndex: number | null;
  /** Added to the times of each of its files, in their order. */
  clockOffsetsMs: number[];
  timeZone: string;
  timestampFormat: string;
  delimiter: string;
  /** Of a file without header; comma-separated. */
  columns: string;
  /** Part of the history at once. */
  isAccepted: boolean;
}

export type DraftChange = Partial<Omit<Draft, 'index'>>;

export function toDraft(candidate: ImportCandidate): Draft {
  const { index, scenarioId, testTypeId, versionId, versionName, startedAtMs, fileNames } = candidate;
  return {
    index,
    isChosen: isUsable(candidate) && candidate.duplicateOfRunId === null,
    scenarioId,
    testTypeId,
    versionId,
    versionName: versionId === null ? (versionName ?? '') : '',
    environmentId: null,
    startedAtMs,
    partOfIndex: null,
    clockOffsetsMs: fileNames.map(() => 0),
    timeZone: '',
    timestampFormat: '',
    delimiter: '',
    columns: '',
    isAccepted: false,
  };
}

/** Nothing stands against importing it, and it was not imported yet. */
export function isUsable({ problem, runId }: ImportCandidate): boolean {
  return problem === null && runId === null;
}

/** What is still missing before it can be a run; null = nothing. */
export function missingOf({ scenarioId, testTypeId, versionId, versionName, partOfIndex }: Draft): string | null {
  if (partOfIndex !== null) {
    return null;
  }
  const missing = [
    scenarioId === null && 'scenario',
    testTypeId === null && 'test type',
    versionId === null && versionName.trim() === '' && 'version',
  ].filter((what) => what !== false);
  return missing.length === 0 ? null : `Choose its ${missing.join(', ')}`;
}

/** Runs that would be made: chosen, and no part of another one. */
export function chosenRuns(drafts: readonly Draft[]): Draft[] {
  return drafts.filter(({ isChosen, partOfIndex }) => isChosen && partOfIndex === null);
}

/** @param makesReports undefined = as the sidecar does by itself */
export function toAcceptInput(
  drafts: readonly Draft[],
  candidates: readonly ImportCandidate[],
  makesReports?: boolean
): ImportAcceptInput {
  const startOf = new Map(candidates.map(({ index, startedAtMs }) => [index, startedAtMs]));
  return {
    ...(makesReports !== undefined && { makesReports }),
    runs: chosenRuns(drafts).flatMap((draft) => {
      const { index, scenarioId, testTypeId, versionId, versionName, environmentId, startedAtMs } = draft;
      if (scenarioId === null || testTypeId === null) {
        return [];
      }
      const parts = drafts.filter(({ partOfIndex }) => partOfIndex === index);
      const isMoved = startedAtMs !== null && startedAtMs !== startOf.get(index);
      return [
        {
          index,
          ...(parts.length > 0 && { partIndexes: parts.map((part) => part.index) }),
          scenarioId,
          testTypeId,
          ...(versionId === null ? { versionName: versionName.trim() } : { versionId }),
          ...(environmentId !== null && { environmentId }),
          ...(isMoved && { startedAtMs }),
          ...readOf(draft, parts),
          ...(draft.isAccepted && { accepted: true }),
        },
      ];
    }),
  };
}

/** Only what differs from what the sidecar would do by itself. */
function readOf(draft: Draft, parts: readonly Draft[]): { read?: ReadOptions } {
  const offsets = [draft, ...parts].flatMap(({ clockOffsetsMs }) => clockOffsetsMs);
  const columns = draft.columns.split(',').map((name) => name.trim());
  const read: ReadOptions = {
    ...(draft.columns.trim() !== '' && { columns: columns.filter(Boolean) }),
    ...(draft.delimiter !== '' && { delimiter: draft.delimiter }),
    ...(draft.timestampFormat.trim() !== '' && { timestampFormat: draft.timestampFormat.trim() }),
    ...(draft.timeZone !== '' && { timeZone: draft.timeZone }),
    ...(offsets.some((offsetMs) => offsetMs !== 0) && { clockOffsetsMs: offsets }),
  };
  return Object.keys(read).length === 0 ? {} : { read };
}

/** The same drafts with a change to some; a part that stands alone again, or whose run is gone, is a run of its own. */
export function withChange(drafts: readonly Draft[], indexes: readonly number[], change: DraftChange): Draft[] {
  const changed = drafts.map((draft) => (indexes.includes(draft.index) ? { ...draft, ...change } : draft));
  const runs = new Set(changed.filter(({ partOfIndex }) => partOfIndex === null).map(({ index }) => index));
  return changed.map((draft) =>
    draft.partOfIndex === null || runs.has(draft.partOfIndex) ? draft : { ...draft, partOfIndex: null }
  );
}
