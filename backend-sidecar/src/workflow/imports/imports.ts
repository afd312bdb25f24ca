import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';

import type { Logger } from 'pino';

import type { ImportAcceptInput, ImportPreview } from '../../contract/imports.ts';
import { AppError } from '../../kernel/errors.ts';
import type { EnvironmentStore } from '../../persistence/environment-store.ts';
import type { ImportRecord, StoredCandidate } from '../../persistence/import-store.ts';
import { partsOfRuns } from '../../runs/parts-of-runs.ts';
import { ImportAcceptance } from './import-acceptance.ts';
import { ImportCandidates } from './import-candidates.ts';
import { FILES_FOLDER, ImportIntake } from './import-intake.ts';
import type { LookedAt } from './import-look.ts';
import { ImportProgress } from './import-progress.ts';
import { ImportRuns, type AcceptedRun, type ImportRunsDeps } from './import-runs.ts';
import { ImportThread, type ImportReading } from './import-task.ts';
import { writeAtomically } from '../runs/run-files.ts';

interface ImportsDeps extends Omit<ImportRunsDeps, 'reading'> {
  /** For tests; by default in a thread. */
  reading?: ImportReading;
  environments: EnvironmentStore;
  log: Logger;
}

type LookWatch = Required<Parameters<ImportReading['look']>[2]>;

type Step = (signal: AbortSignal) => Promise<void>;

const FOLDER = 'imports';
const ACCEPTED_FILE = 'accepted.json';
/** Enough to see that it goes right; it is asked for every second. */
const SHOWN_WHILE_WORKING = 50;
const KEPT_MS = 24 * 3_600_000;

/**
 * Past results on their way to become runs: uploaded → reading → ready → importing → done. What an upload is at stands
 * in the database, its files in a folder of its own; a sidecar that was killed goes on with both. One import is worked
 * on after another, since running tests and pages need the machine, too.
 */
export class Imports {
  private readonly runs: ImportRuns;
  private readonly candidates: ImportCandidates;
  private readonly acceptance: ImportAcceptance;
  private readonly reading: ImportReading;
  private readonly progress = new Map<string, ImportProgress>();
  /** What is being read: an upload of a thousand files would be written a thousand times as a whole. */
  private readonly found = new Map<string, StoredCandidate[]>();
  /** Uploads that come in now. */
  private readonly receiving = new Set<string>();
  private readonly stopping = new AbortController();
  /** Ends the work on one import, which somebody has forgotten. */
  private readonly working = new Map<string, AbortController>();
  private work: Promise<void> = Promise.resolve();

  constructor(private readonly deps: ImportsDeps) {
    const reading = deps.reading ?? new ImportThread();
    this.reading = reading;
    this.runs = new ImportRuns({ ...deps, reading });
    this.candidates = new ImportCandidates(deps);
    this.acceptance = new ImportAcceptance(deps);
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
    this.enqueue(id, (signal) => this.look(id, signal));
    return this.view(id);
  }

  view(id: string): ImportPreview {
    const { status, runIds, ...record } = this.deps.imports.get(id);
    const candidates = this.found.get(id) ?? record.candidates;
    const { ratio, secondsLeft } = this.progress.get(id)?.state() ?? { ratio: 0, secondsLeft: null };
    const isWorking = status === 'reading' || status === 'importing';
    return {
      importId: id,
      status,
      progress: isWorking ? ratio : 1,
      secondsLeft: isWorking ? secondsLeft : null,
      candidates: this.candidates.shown(isWorking ? candidates.slice(0, SHOWN_WHILE_WORKING) : candidates),
      candidateCount: candidates.length,
      runIds,
    };
  }

  /** Takes candidates as runs; they are made one after another, the oldest first. */
  async accept(id: string, input: ImportAcceptInput, acceptedBy: string): Promise<ImportPreview> {
    const record = this.deps.imports.get(id);
    if (record.status !== 'ready' && record.status !== 'done') {
      throw new AppError('CONFLICT_STATE', `import ${id} is ${record.status}`);
    }
    const accepted = this.acceptance.accept(record, input, acceptedBy);
    await writeAtomically(this.pathOf(record, ACCEPTED_FILE), JSON.stringify(accepted));
    const indexes = new Set(accepted.flatMap((run) => run.indexes));
    const candidates = record.candidates.map((one) => (indexes.has(one.index) ? { ...one, problem: null } : one));
    this.deps.imports.change(id, { status: 'importing', candidates });
    this.enqueue(id, (signal) => this.makeRuns(id, signal));
    return this.view(id);
  }

  async forget(id: string): Promise<void> {
    const record = this.deps.imports.get(id);
    if (record.status === 'importing') {
      throw new AppError('CONFLICT_STATE', `import ${id} is being made into runs; wait for its end`);
    }
    this.deps.imports.delete(id);
    this.working.get(id)?.abort(new Error('The import was forgotten'));
    await rm(this.deps.files.absolute(record.directory), { recursive: true, force: true });
  }

  /** Goes on with what an earlier sidecar was at. */
  async resume(): Promise<void> {
    await this.sweep();
    for (const record of this.deps.imports.all()) {
      if (record.status === 'importing') {
        this.runs.removeHalfMade(record);
        this.enqueue(record.id, (signal) => this.makeRuns(record.id, signal));
      } else if (record.status === 'reading') {
        this.enqueue(record.id, (signal) => this.look(record.id, signal));
      }
    }
  }

  /** Lets go of everything; the next sidecar goes on. */
  async stop(): Promise<void> {
    this.stopping.abort(new Error('The sidecar stops'));
    await this.work;
    await this.reading.close();
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

  private enqueue(id: string, step: Step): void {
    this.work = this.work.then(() => this.carryOut(id, step));
  }

  private async carryOut(id: string, step: Step): Promise<void> {
    const own = new AbortController();
    const signal = AbortSignal.any([own.signal, this.stopping.signal]);
    this.working.set(id, own);
    try {
      // Forgotten meanwhile, or for the next sidecar to do.
      if (!signal.aborted && this.deps.imports.find(id) !== undefined) {
        await step(signal);
      }
    } catch (error) {
      if (!signal.aborted) {
        this.deps.log.error({ err: error, importId: id }, 'import failed');
      }
    } finally {
      this.working.delete(id);
      this.progress.delete(id);
      this.found.delete(id);
    }
  }

  /** Reads every file, to say what it is. */
  private async look(id: string, signal: AbortSignal): Promise<void> {
    const record = this.deps.imports.get(id);
    const folder = this.pathOf(record, FILES_FOLDER);
    const groups = partsOfRuns(await filesBelow(folder));
    const progress = await this.startProgress(
      id,
      groups.flat().map((name) => join(folder, name))
    );
    const candidates: StoredCandidate[] = [];
    this.found.set(id, candidates);
    let done = 0;
    const onFound = (found: LookedAt[]) => {
      done++;
      candidates.push(...found.map((one, index) => this.candidates.toCandidate(one, candidates.length + index)));
      progress.finish(found[0]?.sizeBytes ?? 0);
    };
    while (done < groups.length) {
      const left = groups.slice(done);
      await this.lookAt(folder, left, { onFound, onBytes: (bytes) => progress.within(bytes), signal });
    }
    this.deps.imports.change(id, { status: 'ready', candidates });
  }

  /** A file at which the thread dies is that file's problem; the others are read by another thread. */
  private async lookAt(folder: string, groups: string[][], watch: LookWatch): Promise<void> {
    let found = 0;
    const onFound = (one: LookedAt[]) => {
      found++;
      watch.onFound(one);
    };
    try {
      await this.reading.look(folder, groups, { ...watch, onFound });
    } catch (error) {
      watch.signal.throwIfAborted();
      const fileNames = groups[found] ?? [];
      this.deps.log.error({ err: error, fileNames }, 'an uploaded file could not be read');
      watch.onFound([unreadable(fileNames)]);
    }
  }

  private async makeRuns(id: string, signal: AbortSignal): Promise<void> {
    const { imports, log } = this.deps;
    const record = imports.get(id);
    const accepted = JSON.parse(await readFile(this.pathOf(record, ACCEPTED_FILE), 'utf8')) as AcceptedRun[];
    const progress = await this.startProgress(
      id,
      filesOf(record, accepted).map((name) => this.pathOf(record, join(FILES_FOLDER, name)))
    );
    for (const run of accepted) {
      await this.makeRun(id, run, signal);
      progress.finish(sizeOfRun(record, run));
    }
    imports.change(id, { status: 'done' });
    log.info({ importId: id, runIds: imports.get(id).runIds }, 'results imported');
  }

  /** One that cannot be made keeps no other from being made; why stands with its candidate. */
  private async makeRun(id: string, run: AcceptedRun, signal: AbortSignal): Promise<void> {
    const { imports, log } = this.deps;
    const record = imports.get(id);
    if (record.candidates.some(({ index, runId }) => run.indexes.includes(index) && runId !== null)) {
      return;
    }
    try {
      await this.runs.make(record, run, signal);
    } catch (error) {
      signal.throwIfAborted();
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

function unreadable(fileNames: string[]): LookedAt {
  const nothing = { scenarioName: null, testTypeName: null, versionName: null, startedAtMs: null, durationMs: null };
  const problem = 'It could not be read; the log of the sidecar says why';
  return {
    ...{ fileNames, sizeBytes: 0, checksumSha256: '', section: 0, format: null, ...nothing },
    ...{ counts: null, labels: [], labelCount: 0, notes: [], problem },
  };
}
