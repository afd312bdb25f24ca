import type { ImportAcceptInput, ImportCandidate } from '../../contract/imports.ts';
import { AppError } from '../../kernel/errors.ts';
import type { EnvironmentStore } from '../../persistence/environment-store.ts';
import type { ImportRecord, ImportStore } from '../../persistence/import-store.ts';
import type { ScenarioStore } from '../../persistence/scenario-store.ts';
import type { TestTypeStore } from '../../persistence/test-type-store.ts';
import type { VersionStore } from '../../persistence/version-store.ts';
import type { AcceptedRun } from './import-runs.ts';

interface AcceptanceDeps {
  imports: ImportStore;
  scenarios: ScenarioStore;
  testTypes: TestTypeStore;
  versions: VersionStore;
  environments: EnvironmentStore;
}

/** Of a folder of old results nobody reads a report each; they are made on request. */
const MOST_WITH_REPORTS = 5;

/** What people ask to be made of candidates: all of it makes sense, or nothing is made. */
export class ImportAcceptance {
  constructor(private readonly deps: AcceptanceDeps) {}

  /** The oldest first, so that each is judged by those before it. @throws AppError REQUEST_INVALID, NOT_FOUND */
  accept(record: ImportRecord, input: ImportAcceptInput, acceptedBy: string): AcceptedRun[] {
    refuseTwice(input);
    const makesReport = input.makesReports ?? input.runs.length <= MOST_WITH_REPORTS;
    return this.deps.imports.together(() =>
      input.runs
        .map((run) => ({ ...this.resolve(record, run, acceptedBy), makesReport }))
        .sort((one, other) => timeOf(record, one) - timeOf(record, other))
    );
  }

  /** Everything that a run refers to must be there before anything is made; a version that is not is made. */
  private resolve(
    record: ImportRecord,
    run: ImportAcceptInput['runs'][number],
    acceptedBy: string
  ): Omit<AcceptedRun, 'makesReport'> {
    const { scenarios, testTypes, environments } = this.deps;
    const indexes = [run.index, ...(run.partIndexes ?? [])];
    indexes.forEach((index) => refuseUnusable(record, index, run));
    refuseMixed(record, indexes);
    const scenario = scenarios.get(run.scenarioId);
    const first = record.candidates.find(({ index }) => index === run.index);
    const startedAtMs = run.startedAtMs ?? first?.startedAtMs ?? null;
    return {
      indexes,
      scenarioId: scenario.id,
      testTypeId: testTypes.get(run.testTypeId).id,
      versionId: this.versionId(run, startedAtMs),
      environmentId: environments.get(run.environmentId ?? scenario.environmentId).id,
      startedAtMs,
      read: run.read ?? {},
      isAccepted: run.accepted === true,
      acceptedBy,
    };
  }

  private versionId(run: ImportAcceptInput['runs'][number], startedAtMs: number | null): number {
    const { versions } = this.deps;
    if (run.versionId !== undefined) {
      return versions.get(run.versionId).id;
    }
    const name = run.versionName?.trim() ?? '';
    if (name === '') {
      throw new AppError(
        'REQUEST_INVALID',
        `candidate ${run.index}: a run needs a version; send versionId or versionName`
      );
    }
    const known = versions.newestFirst().find(({ version }) => version === name);
    // Versions without numbers are ordered by their release: an old one must not become the newest.
    return (known ?? versions.create({ version: name, releaseDateMs: startedAtMs })).id;
  }
}

/** What has no time comes last. */
function timeOf({ candidates }: ImportRecord, { startedAtMs, indexes }: AcceptedRun): number {
  const own = candidates.find(({ index }) => index === indexes[0])?.startedAtMs ?? null;
  return own ?? startedAtMs ?? Number.MAX_SAFE_INTEGER;
}

function refuseTwice({ runs }: ImportAcceptInput): void {
  const indexes = runs.flatMap(({ index, partIndexes = [] }) => [index, ...partIndexes]);
  const twice = indexes.find((index, place) => indexes.indexOf(index) !== place);
  if (twice !== undefined) {
    throw new AppError('REQUEST_INVALID', `candidate ${twice} stands in it twice`);
  }
}

function refuseUnusable(record: ImportRecord, index: number, { read }: ImportAcceptInput['runs'][number]): void {
  const candidate = record.candidates.find((one) => one.index === index);
  if (candidate === undefined) {
    throw new AppError('REQUEST_INVALID', `there is no candidate ${index}`);
  }
  if (candidate.runId !== null) {
    throw new AppError('CONFLICT_STATE', `candidate ${index} has become run ${candidate.runId}`);
  }
  // Told how to read it, perhaps it can be read after all.
  if (candidate.problem !== null && read === undefined) {
    throw new AppError('REQUEST_INVALID', `candidate ${index} cannot be imported: ${candidate.problem}`);
  }
}

function refuseMixed({ candidates }: ImportRecord, indexes: readonly number[]): void {
  const summaries = candidates.filter(({ index, format }) => indexes.includes(index) && !mayHaveSamples(format));
  if (indexes.length > 1 && summaries.length > 0) {
    const name = summaries[0]?.fileNames[0] ?? '';
    throw new AppError('REQUEST_INVALID', `“${name}” holds no samples and can be no part of a run`);
  }
}

function mayHaveSamples(format: ImportCandidate['format']): boolean {
  return format === null || format === 'jtl csv' || format === 'jtl xml';
}
