import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { worstChange } from '../../comparison/worst-change.ts';
import type { DataDirectory } from '../../config/data-directory.ts';
import type { ReadOptions, ResultFormat } from '../../contract/imports.ts';
import type { Scenario } from '../../contract/scenarios.ts';
import { AppError } from '../../kernel/errors.ts';
import type { DecisionStore } from '../../persistence/decision-store.ts';
import type { ImportRecord, ImportStore, StoredCandidate } from '../../persistence/import-store.ts';
import type { ResultStore } from '../../persistence/result-store.ts';
import type { NewRun, RunRecord } from '../../persistence/run-store.ts';
import type { ScriptStore } from '../../persistence/script-store.ts';
import type { TestTypeStore } from '../../persistence/test-type-store.ts';
import type { VersionStore } from '../../persistence/version-store.ts';
import type { FinalResult } from '../../results/follow-protocol.ts';
import type { SummaryFormat } from '../../results/summaries/summary-run.ts';
import { sliceWidthMs, type AnalysisWindow } from '../../runs/analysis-window.ts';
import { resultFileName } from '../../runs/result-name.ts';
import { FILES_FOLDER } from './import-intake.ts';
import { keepFile, partName } from '../analysis/kept-result.ts';
import {
  analysisOf,
  mostThreads,
  plannedSeconds,
  rampUpOf,
  spanSeconds,
  startOf,
  timesOf,
  windowOf,
} from './import-facts.ts';
import type { ImportReading } from './import-task.ts';
import { verdictOf, type JudgeDeps } from '../history/judge-ended-run.ts';
import { sizeOf } from '../runs/run-files.ts';
import { readSummaryFile } from '../analysis/summary-file.ts';

/** One run that was asked for: everything that it refers to is there. */
export interface AcceptedRun {
  readonly indexes: readonly number[];
  readonly scenarioId: number;
  readonly testTypeId: number;
  readonly versionId: number;
  readonly environmentId: number;
  readonly startedAtMs: number | null;
  readonly read: ReadOptions;
  /** Part of the history at once. */
  readonly isAccepted: boolean;
  readonly acceptedBy: string;
  /** Begun with the run's end, as for one that was carried out here. */
  readonly makesReport: boolean;
}

export interface ImportRunsDeps extends JudgeDeps {
  imports: ImportStore;
  results: ResultStore;
  decisions: DecisionStore;
  scripts: ScriptStore;
  testTypes: TestTypeStore;
  versions: VersionStore;
  files: DataDirectory;
  reading: ImportReading;
  /** A run was made that gets a report. */
  onReportDue: (runId: number) => void;
}

/** What was read of a run's files. */
interface ReadRun {
  readonly format: ResultFormat;
  readonly result: FinalResult;
  readonly window: AnalysisWindow | null;
  readonly durationSeconds: number;
}

const NO_COUNTS = { rowCount: null, transactionCount: null, interruptedCount: null, rejectedCount: null };
const GENERATOR = 'imported';

/** Makes runs of what was uploaded; each is there with its result and its verdict, or not at all. */
export class ImportRuns {
  constructor(private readonly deps: ImportRunsDeps) {}

  /**
   * Reads the files, keeps them with the run, and judges it as any other.
   *
   * @throws AppError RESULT_UNREADABLE when its files cannot be read as they were asked to be
   */
  async make(record: ImportRecord, accepted: AcceptedRun, signal: AbortSignal): Promise<void> {
    const candidates = accepted.indexes.map((index) => candidateOf(record, index));
    const read = await this.read(record, candidates, { accepted, signal });
    const directory = await this.keepFiles(record, candidates, { accepted, read });
    signal.throwIfAborted();
    const { imports, runs } = this.deps;
    const runId = imports.addRun(record.id, accepted.indexes, () =>
      this.store({ candidates, accepted, read, directory })
    );
    await this.judge(runs.get(runId), read.result, accepted);
    if (accepted.makesReport) {
      this.deps.onReportDue(runId);
    }
  }

  /** What an import was at when the sidecar ended: nothing of it is left, and it is made anew. */
  removeHalfMade(record: ImportRecord): void {
    const { runs, imports } = this.deps;
    const halfMade = record.runIds.filter((runId) => runs.find(runId)?.status === 'analyzing');
    for (const runId of halfMade) {
      imports.removeRun(record.id, runId, () => runs.delete(runId));
    }
  }

  private async read(
    record: ImportRecord,
    candidates: readonly StoredCandidate[],
    { accepted, signal }: { accepted: AcceptedRun; signal: AbortSignal }
  ): Promise<ReadRun> {
    const [first] = candidates;
    if (first === undefined) {
      throw new AppError('REQUEST_INVALID', 'a run needs at least one candidate');
    }
    if (first.format !== null && first.format !== 'jtl csv' && first.format !== 'jtl xml') {
      return this.readSummary(record, first, first.format);
    }
    return this.readSamples(record, candidates, { accepted, signal });
  }

  private async readSummary(
    record: ImportRecord,
    { fileNames, section, sizeBytes }: StoredCandidate,
    format: SummaryFormat
  ): Promise<ReadRun> {
    const reading = await readSummaryFile(this.pathOf(record, fileNames[0] ?? ''), format);
    const run = reading.runs[section];
    if (run === undefined) {
      throw new AppError('RESULT_UNREADABLE', 'the file has changed since it was looked at');
    }
    const { total } = run.table;
    const result = { ...NO_SAMPLES, whole: run.table, notes: [...reading.notes], bytesRead: sizeBytes };
    return {
      format,
      result: { ...result, counts: { ...result.counts, rows: total.count, samples: total.count } },
      window: null,
      durationSeconds:
        total.throughputPerSec === null || total.throughputPerSec === 0
          ? 0
          : Math.round(total.count / total.throughputPerSec),
    };
  }

  private async readSamples(
    record: ImportRecord,
    candidates: readonly StoredCandidate[],
    { accepted, signal }: { accepted: AcceptedRun; signal: AbortSignal }
  ): Promise<ReadRun> {
    const scenario = this.deps.scenarios.get(accepted.scenarioId);
    const names = candidates.flatMap(({ fileNames }) => fileNames);
    const offsets = accepted.read.clockOffsetsMs ?? [];
    const parts = names.map((name, index) => ({
      path: this.pathOf(record, name),
      name,
      clockOffsetMs: offsets[index] ?? 0,
    }));
    const rules = {
      ...analysisOf(scenario),
      setupGroups: this.setupGroups(scenario),
      sliceMs: sliceWidthMs(plannedSeconds(candidates)),
    };
    const first = await this.deps.reading.analyse({ parts, read: accepted.read, rules }, { signal });
    const window = windowOf(first.result, scenario, accepted.testTypeId);
    if (window === null) {
      return { ...first, window, durationSeconds: spanSeconds(first.result) };
    }
    const analysed = await this.deps.reading.analyse(
      { parts, read: accepted.read, rules: { ...rules, window } },
      { signal }
    );
    return { ...analysed, window, durationSeconds: spanSeconds(analysed.result) };
  }

  /** The scenario's script says which thread groups make ready and clear up; a run made elsewhere may have had another. */
  private setupGroups(scenario: Scenario): string[] {
    if (scenario.scriptId === null) {
      return [];
    }
    const { threadGroups } = this.deps.scripts.revision(scenario.scriptId);
    return threadGroups.filter(({ kind }) => /setup|postthread/i.test(kind)).map(({ name }) => name);
  }

  /** The run's own directory, complete before the run is there: whatever happens in between, no run lacks its file. */
  private async keepFiles(
    record: ImportRecord,
    candidates: readonly StoredCandidate[],
    { accepted, read }: { accepted: AcceptedRun; read: ReadRun }
  ): Promise<string> {
    const directory = this.directoryOf(record.id, accepted.indexes[0] ?? 0);
    const folder = this.deps.files.absolute(directory);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const sent = candidates.flatMap(({ fileNames }) => fileNames);
    for (const [index, name] of sent.entries()) {
      await keepFile(
        this.pathOf(record, name),
        join(folder, this.nameOf(accepted, read, sent.length > 1 ? index : null))
      );
    }
    return directory;
  }

  private nameOf(accepted: AcceptedRun, read: ReadRun, part: number | null): string {
    const { scenarios, testTypes, versions, clock } = this.deps;
    const name = resultFileName({
      scenarioName: scenarios.get(accepted.scenarioId).name,
      testTypeName: testTypes.get(accepted.testTypeId).name,
      versionName: versions.get(accepted.versionId).version,
      startedAtMs: startOf(read.result) ?? accepted.startedAtMs ?? clock(),
    });
    return partName(name.replace(/csv$/, ENDINGS[read.format]), part);
  }

  private directoryOf(importId: string, index: number): string {
    return join('results', `import-${importId}-${index}`);
  }

  private pathOf(record: ImportRecord, name: string): string {
    return join(this.deps.files.absolute(record.directory), FILES_FOLDER, name);
  }

  /** One write: the run, its figures and where its file is. */
  private store(input: StoredInput): number {
    const { runs, results } = this.deps;
    const { read } = input;
    const { id } = runs.create(this.newRun(input));
    results.save(id, read.result, read.window);
    if (!hasSamples(read.format)) {
      // The rows of a summary are labels, not samples.
      runs.change(id, NO_COUNTS);
    }
    return id;
  }

  private newRun(input: StoredInput): NewRun {
    const { candidates, accepted, read, directory } = input;
    const { clock, scenarios } = this.deps;
    const scenario = scenarios.get(accepted.scenarioId);
    const name = this.nameOf(accepted, read, candidates.flatMap(({ fileNames }) => fileNames).length > 1 ? 0 : null);
    return {
      scenarioId: accepted.scenarioId,
      testTypeId: accepted.testTypeId,
      versionId: accepted.versionId,
      environmentId: accepted.environmentId,
      scriptId: null,
      revisionId: null,
      runnerType: 'imported',
      importedFrom: {
        fileNames: candidates.flatMap(({ fileNames }) => fileNames),
        format: read.format,
        read: accepted.read,
        checksumSha256: candidates.map(({ checksumSha256 }) => checksumSha256).join(' '),
      },
      generator: GENERATOR,
      userCount: mostThreads(read.result),
      durationSeconds: read.durationSeconds,
      rampUpSeconds: rampUpOf(scenario, accepted.testTypeId),
      cooldownSeconds: 0,
      appliesLoad: false,
      properties: {},
      analysis: analysisOf(scenario),
      status: 'analyzing',
      ...timesOf(read, accepted.startedAtMs, clock()),
      directory,
      resultFile: join(directory, `${name}.gz`),
      sliceMs: hasSamples(read.format) ? sliceWidthMs(plannedSeconds(candidates)) : null,
      warnings: [],
      createdBy: accepted.acceptedBy,
      createdAtMs: clock(),
    };
  }

  /** As any other run; its end lies in the past, so that later runs find it in its place of the history. */
  private async judge(run: RunRecord, result: FinalResult, accepted: AcceptedRun): Promise<void> {
    const { runs, decisions, imports, clock } = this.deps;
    const { resultFile, completedAtMs, id } = run;
    const sizeBytes = resultFile === null ? null : await sizeOf(this.deps.files.absolute(resultFile));
    runs.change(id, { resultSizeBytes: sizeBytes });
    const verdict = await verdictOf(run, result, this.deps);
    imports.together(() => {
      runs.complete(id, { verdict, worstChange: worstChange(verdict.comparisons) }, completedAtMs ?? clock());
      if (accepted.makesReport) {
        runs.beginStage(id, 'report', clock());
      }
      if (accepted.isAccepted) {
        decisions.add(id, {
          decision: 'accepted',
          reason: 'Accepted when it was imported',
          by: accepted.acceptedBy,
          atMs: clock(),
        });
      }
    });
  }
}

interface StoredInput {
  readonly candidates: readonly StoredCandidate[];
  readonly accepted: AcceptedRun;
  readonly read: ReadRun;
  readonly directory: string;
}

const ENDINGS: Record<ResultFormat, string> = {
  'jtl csv': 'csv',
  'jtl xml': 'xml',
  'aggregate report': 'csv',
  'summary report': 'csv',
  'comparison csv': 'csv',
  'statistics.json': 'json',
};

const NO_SAMPLES: Omit<FinalResult, 'whole' | 'notes' | 'bytesRead'> = {
  counts: { rows: 0, samples: 0, transactions: 0, interrupted: 0, rejected: 0 },
  window: null,
  errors: [],
  rejected: [],
  rejectedByReason: {},
  timeline: [],
  distributions: [],
  slices: [],
  transactions: { parts: [], unmatchedCount: 0 },
};

function hasSamples(format: ResultFormat): boolean {
  return format === 'jtl csv' || format === 'jtl xml';
}

function candidateOf(record: ImportRecord, index: number): StoredCandidate {
  const candidate = record.candidates.find((one) => one.index === index);
  if (candidate === undefined) {
    throw new AppError('REQUEST_INVALID', `there is no candidate ${index}`);
  }
  return candidate;
}
