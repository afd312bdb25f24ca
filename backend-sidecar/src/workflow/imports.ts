import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';

import type { Logger } from 'pino';

import type { ImportAcceptInput, ImportCandidate, ImportPreview } from '../contract/imports.ts';
import { AppError } from '../kernel/errors.ts';
import type { EnvironmentStore } from '../persistence/environment-store.ts';
import type { ImportRecord, StoredCandidate } from '../persistence/import-store.ts';
import { guessName, type KnownNames } from '../runs/guess-name.ts';
import { partsOfRuns, withoutPartMark } from '../runs/parts-of-runs.ts';
import { FILES_FOLDER, ImportIntake } from './import-intake.ts';
import type { LookedAt } from './import-look.ts';
import { ImportProgress } from './import-progress.ts';
import { ImportRuns, type AcceptedRun, type ImportRunsDeps } from './import-runs.ts';
import { lookInThread } from './import-task.ts';
import { writeAtomically } from './run-files.ts';

interface ImportsDeps extends ImportRunsDeps {
  environments: EnvironmentStore;
  log: Logger;
}

const FOLDER = 'imports';
const ACCEPTED_FILE = 'accepted.json';
const KEPT_MS = 24 * 3_600_000;

/**
 * Past results on their way to become runs: uploaded → reading → ready → importing → done. What an upload is at stands
 * in the database, its files in a folder of its own; a sidecar that was killed goes on with both. One import is worked
 * on after another, since running tests and pages need the machine, too.
 */
export class Imports {
  private readonly runs: ImportRuns;
  private readonly progress = new Map<string, ImportProgress>();
  /** Uploads that come in now. */
  private readonly receiving = new Set<string>();
  private readonly stopping = new AbortController();
  private work: Promise<void> = Promise.resolve();

  constructor(private readonly deps: ImportsDeps) {
    this.runs = new ImportRuns(deps);
  }

  /** Where the files of an upload go while they come; to be opened or discarded. */
  async begin(): Promise<ImportIntake> {
    await this.sweep();
    const intake = await ImportIntake.begin(this.folder);
    this.receiving.add(intake.id);
    return intake;
  }

  /** Whatever became of the upload: what was not kept of it is gone. */
  async end(intake: ImportIntake): Promise<void> {
    await intake.discard();
    this.receiving.delete(intake.id);
  }

  /** The upload has come to its end: it is kept, and its files are read. */
  async open(intake: ImportIntake, createdBy: string): Promise<ImportPreview> {
    const { imports, clock } = this.deps;
    const { id } = intake;
    await intake.keep();
    imports.create({
      id,
      status: 'reading',
      directory: join(FOLDER, id),
      candidates: [],
      runIds: [],
      createdBy,
      createdAtMs: clock(),
    });
    this.enqueue(id, () => this.look(id));
    return this.view(id);
  }

  view(id: string): ImportPreview {
    const { status, candidates, runIds } = this.deps.imports.get(id);
    const { ratio, secondsLeft } = this.progress.get(id)?.state() ?? { ratio: 0, secondsLeft: null };
    const isWorking = status === 'reading' || status === 'importing';
    return {
      importId: id,
      status,
      progress: isWorking ? ratio : 1,
      secondsLeft: isWorking ? secondsLeft : null,
      candidates: this.shown(candidates),
      runIds,
    };
  }

  /** Takes candidates as runs; they are made one after another, the oldest first. */
  async accept(id: string, input: ImportAcceptInput, acceptedBy: string): Promise<ImportPreview> {
    const record = this.deps.imports.get(id);
    if (record.status !== 'ready' && record.status !== 'done') {
      throw new AppError('CONFLICT_STATE', `import ${id} is ${record.status}`);
    }
    refuseTwice(input);
    const accepted = this.deps.imports.together(() =>
      input.runs
        .map((run) => this.resolve(record, run, acceptedBy))
        .sort((one, other) => timeOf(record, one) - timeOf(record, other))
    );
    await writeAtomically(this.pathOf(record, ACCEPTED_FILE), JSON.stringify(accepted));
    const indexes = new Set(accepted.flatMap((run) => run.indexes));
    const candidates = record.candidates.map((one) => (indexes.has(one.index) ? { ...one, problem: null } : one));
    this.deps.imports.change(id, { status: 'importing', candidates });
    this.enqueue(id, () => this.makeRuns(id));
    return this.view(id);
  }

  async forget(id: string): Promise<void> {
    const record = this.deps.imports.get(id);
    if (record.status === 'importing') {
      throw new AppError('CONFLICT_STATE', `import ${id} is being made into runs; wait for its end`);
    }
    this.deps.imports.delete(id);
    await rm(this.deps.files.absolute(record.directory), { recursive: true, force: true });
  }

  /** Goes on with what an earlier sidecar was at. */
  async resume(): Promise<void> {
    await this.sweep();
    for (const record of this.deps.imports.all()) {
      if (record.status === 'importing') {
        this.runs.removeHalfMade(record);
        this.enqueue(record.id, () => this.makeRuns(record.id));
      } else if (record.status === 'reading') {
        this.enqueue(record.id, () => this.look(record.id));
      }
    }
  }

  /** Lets go of everything; the next sidecar goes on. */
  async stop(): Promise<void> {
    this.stopping.abort(new Error('The sidecar stops'));
    await this.work;
  }

  /** Resolves when nothing is being read or made. */
  settled(): Promise<void> {
    return this.work;
  }

  private get folder(): string {
    return this.deps.files.absolute(FOLDER);
  }

  private pathOf(record: ImportRecord, name: string): string {
    return join(this.deps.files.absolute(record.directory), name);
  }

  private enqueue(id: string, step: () => Promise<void>): void {
    this.work = this.work.then(() => this.carryOut(id, step));
  }

  private async carryOut(id: string, step: () => Promise<void>): Promise<void> {
    try {
      // Forgotten meanwhile, or for the next sidecar to do.
      if (!this.stopping.signal.aborted && this.deps.imports.find(id) !== undefined) {
        await step();
      }
    } catch (error) {
      if (!this.stopping.signal.aborted) {
        this.deps.log.error({ err: error, importId: id }, 'import failed');
      }
    } finally {
      this.progress.delete(id);
    }
  }

  /** Reads every file, to say what it is. */
  private async look(id: string): Promise<void> {
    const record = this.deps.imports.get(id);
    const folder = this.pathOf(record, FILES_FOLDER);
    const groups = partsOfRuns(await filesBelow(folder));
    const progress = await this.startProgress(
      id,
      groups.flat().map((name) => join(folder, name))
    );
    const candidates: StoredCandidate[] = [];
    for (const fileNames of groups) {
      const onBytes = (bytes: number) => progress.within(bytes);
      const found = await this.lookAt(folder, fileNames, onBytes);
      candidates.push(...found.map((one, index) => this.toCandidate(one, candidates.length + index)));
      progress.finish(found[0]?.sizeBytes ?? 0);
      this.refuseGone(id);
      this.deps.imports.change(id, { candidates });
    }
    this.deps.imports.change(id, { status: 'ready' });
  }

  /** A fault in reading one file is that file's problem. */
  private async lookAt(folder: string, fileNames: string[], onBytes: (bytes: number) => void): Promise<LookedAt[]> {
    const { signal } = this.stopping;
    try {
      return await lookInThread(folder, fileNames, { onBytes, signal });
    } catch (error) {
      if (signal.aborted) {
        throw error;
      }
      this.deps.log.error({ err: error, fileNames }, 'an uploaded file could not be read');
      return [unreadable(fileNames)];
    }
  }

  private async makeRuns(id: string): Promise<void> {
    const { imports, log } = this.deps;
    const record = imports.get(id);
    const accepted = JSON.parse(await readFile(this.pathOf(record, ACCEPTED_FILE), 'utf8')) as AcceptedRun[];
    const progress = await this.startProgress(
      id,
      filesOf(record, accepted).map((name) => this.pathOf(record, join(FILES_FOLDER, name)))
    );
    for (const run of accepted) {
      await this.makeRun(id, run);
      progress.finish(sizeOfRun(record, run));
    }
    imports.change(id, { status: 'done' });
    log.info({ importId: id, runIds: imports.get(id).runIds }, 'results imported');
  }

  /** One that cannot be made keeps no other from being made; why stands with its candidate. */
  private async makeRun(id: string, run: AcceptedRun): Promise<void> {
    const { imports, log } = this.deps;
    const record = imports.get(id);
    if (record.candidates.some(({ index, runId }) => run.indexes.includes(index) && runId !== null)) {
      return;
    }
    try {
      await this.runs.make(record, run, this.stopping.signal);
    } catch (error) {
      this.stopping.signal.throwIfAborted();
      log.warn({ err: error, importId: id, indexes: run.indexes }, 'a result was not imported');
      this.noteProblem(
        id,
        run,
        error instanceof AppError ? error.message : 'It failed; the log of the sidecar says why'
      );
    }
  }

  private noteProblem(id: string, run: AcceptedRun, problem: string): void {
    const { candidates } = this.deps.imports.get(id);
    const noted = candidates.map((one) => (run.indexes.includes(one.index) ? { ...one, problem } : one));
    this.deps.imports.change(id, { candidates: noted });
  }

  private async startProgress(id: string, paths: readonly string[]): Promise<ImportProgress> {
    const sizes = await Promise.all(paths.map(async (path) => (await stat(path)).size));
    const progress = new ImportProgress(
      sizes.reduce((sum, size) => sum + size, 0),
      this.deps.clock
    );
    this.progress.set(id, progress);
    return progress;
  }

  /** Somebody may have forgotten it while it was read. */
  private refuseGone(id: string): void {
    this.deps.imports.get(id);
  }

  private toCandidate(looked: LookedAt, index: number): StoredCandidate {
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
  private shown(candidates: readonly StoredCandidate[]): ImportCandidate[] {
    const { scenarios, testTypes, versions, imports } = this.deps;
    const scenarioIds = idsByName(scenarios.all());
    const testTypeIds = idsByName(testTypes.list());
    const versionIds = idsByName(versions.newestFirst().map(({ id, version }) => ({ id, name: version })));
    const duplicates = imports.runIdsByChecksum();
    return candidates.map(({ section: _section, checksumSha256, runId, ...candidate }) => ({
      ...candidate,
      runId,
      scenarioId: idOf(scenarioIds, candidate.scenarioName),
      testTypeId: idOf(testTypeIds, candidate.testTypeName),
      versionId: idOf(versionIds, candidate.versionName),
      duplicateOfRunId: runId === null ? (duplicates.get(checksumSha256) ?? null) : null,
    }));
  }

  /** Everything that a run refers to must be there before anything is made; a version that is not is made. */
  private resolve(record: ImportRecord, run: ImportAcceptInput['runs'][number], acceptedBy: string): AcceptedRun {
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

  /** Folders of uploads that nobody knows, and what has been kept for its day. */
  private async sweep(): Promise<void> {
    const { imports, files, clock } = this.deps;
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    for (const record of imports.all()) {
      if (record.status !== 'importing' && clock() - record.createdAtMs > KEPT_MS) {
        imports.delete(record.id);
      }
    }
    const known = new Set([...imports.all().map(({ id }) => id), ...this.receiving]);
    for (const name of await readdir(this.folder)) {
      if (!known.has(name.replace(/\.part$/, ''))) {
        await rm(join(files.absolute(FOLDER), name), { recursive: true, force: true });
      }
    }
  }
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

function filesOf(record: ImportRecord, accepted: readonly AcceptedRun[]): string[] {
  const indexes = new Set(accepted.flatMap((run) => run.indexes));
  return record.candidates.filter(({ index }) => indexes.has(index)).flatMap(({ fileNames }) => fileNames);
}

function sizeOfRun({ candidates }: ImportRecord, { indexes }: AcceptedRun): number {
  return candidates.filter(({ index }) => indexes.includes(index)).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

/** Oldest first, so that each is judged by those before it; what has no time comes last. */
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

function unreadable(fileNames: string[]): LookedAt {
  const nothing = { scenarioName: null, testTypeName: null, versionName: null, startedAtMs: null, durationMs: null };
  const problem = 'It could not be read; the log of the sidecar says why';
  return {
    ...{ fileNames, sizeBytes: 0, checksumSha256: '', section: 0, format: null, ...nothing },
    ...{ counts: null, labels: [], labelCount: 0, notes: [], problem },
  };
}

function idsByName(named: ReadonlyArray<{ id: number; name: string }>): Map<string, number> {
  return new Map(named.map(({ id, name }) => [name, id]));
}

function idOf(ids: ReadonlyMap<string, number>, name: string | null): number | null {
  return name === null ? null : (ids.get(name) ?? null);
}
