import type { ImportCandidate } from '../../contract/imports.ts';
import type { ImportStore, StoredCandidate } from '../../persistence/import-store.ts';
import type { ScenarioStore } from '../../persistence/scenario-store.ts';
import type { TestTypeStore } from '../../persistence/test-type-store.ts';
import type { VersionStore } from '../../persistence/version-store.ts';
import { guessName, type KnownNames } from '../../runs/guess-name.ts';
import { withoutPartMark } from '../../runs/parts-of-runs.ts';
import type { LookedAt } from './import-look.ts';

interface CandidatesDeps {
  imports: ImportStore;
  scenarios: ScenarioStore;
  testTypes: TestTypeStore;
  versions: VersionStore;
}

/** Of more results fewer labels are told of each, so that the answer stays one that a browser reads at once. */
const MANY = 100;
const LABELS_OF_MANY = 3;

/** What files hold, together with what there is already. */
export class ImportCandidates {
  constructor(private readonly deps: CandidatesDeps) {}

  /** What the file does not say by itself, its name may. */
  toCandidate(looked: LookedAt, index: number): StoredCandidate {
    const path = looked.fileNames.length > 1 ? withoutPartMark(looked.fileNames[0] ?? '') : (looked.fileNames[0] ?? '');
    const guess = guessName(path, this.knownNames());
    return {
      ...looked,
      index,
      scenarioName: looked.scenarioName ?? guess.scenarioName,
      testTypeName: looked.testTypeName ?? guess.testTypeName,
      versionName: looked.versionName ?? guess.versionName,
      startedAtMs: looked.startedAtMs ?? guess.startedAtMs,
      scenarioId: null,
      testTypeId: null,
      versionId: null,
      duplicateOfRunId: null,
      runId: null,
    };
  }

  private knownNames(): KnownNames {
    const { scenarios, testTypes, versions } = this.deps;
    return {
      scenarioNames: scenarios.all().map(({ name }) => name),
      testTypeNames: testTypes.list().map(({ name }) => name),
      versionNames: versions.newestFirst().map(({ version }) => version),
    };
  }

  /** With the ids that the names have now, and the runs that have the same bytes now. */
  shown(candidates: readonly StoredCandidate[]): ImportCandidate[] {
    const { scenarios, testTypes, versions, imports } = this.deps;
    const scenarioIds = idsByName(scenarios.all());
    const testTypeIds = idsByName(testTypes.list());
    const versionIds = idsByName(versions.newestFirst().map(({ id, version }) => ({ id, name: version })));
    const duplicates = imports.runIdsByChecksum();
    const isLong = candidates.length > MANY;
    return candidates.map(({ section: _section, checksumSha256, runId, ...candidate }) => ({
      ...candidate,
      labels: isLong ? candidate.labels.slice(0, LABELS_OF_MANY) : candidate.labels,
      runId,
      scenarioId: idOf(scenarioIds, candidate.scenarioName),
      testTypeId: idOf(testTypeIds, candidate.testTypeName),
      versionId: idOf(versionIds, candidate.versionName),
      duplicateOfRunId: runId === null ? (duplicates.get(checksumSha256) ?? null) : null,
    }));
  }
}

function idsByName(named: ReadonlyArray<{ id: number; name: string }>): Map<string, number> {
  return new Map(named.map(({ id, name }) => [name, id]));
}

function idOf(ids: ReadonlyMap<string, number>, name: string | null): number | null {
  return name === null ? null : (ids.get(name) ?? null);
}
