import { access, constants, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';

import type { ResultFormat } from '../contract/imports.ts';
import { AppError } from '../kernel/errors.ts';
import type { FinalResult, StatisticsTable } from '../results/follow-protocol.ts';
import { summaryFormat } from '../results/summaries/read-summary.ts';
import type { SummaryFormat, SummaryRun } from '../results/summaries/summary-run.ts';
import { sliceWidthMs, type AnalysisWindow } from '../runs/analysis-window.ts';
import { analyseFiles } from '../workflow/analysis/analyse-files.ts';
import { headOf, readSummaryFile } from '../workflow/analysis/summary-file.ts';
import type { ReadingArguments } from './cli-arguments.ts';
import { windowOf } from './window-text.ts';

/** One run as its files tell it. */
export interface ReadRun {
  readonly name: string;
  readonly files: readonly string[];
  readonly format: ResultFormat;
  /** null: a saved report, which has statistics alone. */
  readonly result: FinalResult | null;
  /** Of everything. */
  readonly whole: StatisticsTable;
  /** What is judged: the window, or everything. */
  readonly judged: StatisticsTable;
  readonly window: AnalysisWindow | null;
  readonly sliceMs: number;
  readonly startedAtMs: number | null;
  readonly endedAtMs: number | null;
  readonly notes: readonly string[];
}

/** Until the span of a run is known. */
const FIRST_SLICE_MS = 60_000;

export interface HowToRead extends ReadingArguments {
  /** For charts: time slices as fine as the run allows, which costs a second reading. */
  readonly needsTimeline?: boolean;
}

/** A run of one or several files. @throws AppError RESULT_UNREADABLE that names the file */
export async function readRun(files: readonly string[], how: HowToRead): Promise<ReadRun> {
  for (const file of files) {
    await refuseUnreadable(file);
  }
  const formats = await Promise.all(files.map(async (file) => summaryFormat(await headOf(file))));
  const [format = null] = formats;
  const [file = ''] = files;
  if (format !== null && files.length === 1) {
    return readSaved(file, format, how);
  }
  if (formats.some((one) => one !== null)) {
    throw new AppError('RESULT_UNREADABLE', 'a saved report cannot be merged with other files');
  }
  return readSamples(files, how);
}

async function readSaved(file: string, format: SummaryFormat, how: ReadingArguments): Promise<ReadRun> {
  if (how.window !== null) {
    throw new AppError('RESULT_UNREADABLE', `${file} is a saved report (${format}): it has no times for a window`);
  }
  const { runs, notes } = await named([file], () => readSummaryFile(file, format));
  const [run, ...others] = runs;
  if (run === undefined || others.length > 0) {
    throw new AppError(
      'RESULT_UNREADABLE',
      `${file} holds ${runs.length} runs (${runs.map(nameOf).join('; ')}); give one`
    );
  }
  const { table, startedAtMs } = run;
  const times = { window: null, sliceMs: FIRST_SLICE_MS, startedAtMs, endedAtMs: null };
  return { name: basename(file), files: [file], format, result: null, whole: table, judged: table, ...times, notes };
}

function nameOf({ scenarioName, testTypeName, versionName }: SummaryRun): string {
  return [scenarioName, testTypeName, versionName].filter((part) => part !== null).join(' ');
}

async function readSamples(files: readonly string[], how: HowToRead): Promise<ReadRun> {
  const [file = ''] = files;
  const first = await analysed(files, how, { sliceMs: FIRST_SLICE_MS, window: null });
  const span = spanOf(first.result.whole);
  const finest = sliceWidthMs(Math.ceil((span.endMs - span.startMs) / 1000));
  const sliceMs = how.needsTimeline === true ? finest : FIRST_SLICE_MS;
  const window = how.window === null ? null : (windowOf(how.window, span) ?? refuseWindow(file, span));
  // The first reading found out from when to when; the second one counts with that.
  const isDone = window === null && sliceMs === FIRST_SLICE_MS;
  const { format, result } = isDone ? first : await analysed(files, how, { sliceMs, window });
  if (result.window?.total.count === 0) {
    throw new AppError('RESULT_UNREADABLE', `“${file}” has no sample in that window`);
  }
  return {
    name: files.length === 1 ? basename(file) : `${basename(file)} and ${files.length - 1} more`,
    files,
    format,
    result,
    whole: result.whole,
    judged: result.window ?? result.whole,
    window,
    sliceMs,
    startedAtMs: span.startMs,
    endedAtMs: span.endMs,
    notes: result.notes,
  };
}

function analysed(
  files: readonly string[],
  { read, setupGroups, excludedLabels }: ReadingArguments,
  rules: { sliceMs: number; window: AnalysisWindow | null }
) {
  const offsets = read.clockOffsetsMs ?? [];
  const parts = files.map((path, index) => ({ path, name: path, clockOffsetMs: offsets[index] ?? 0 }));
  const threads = availableParallelism();
  const input = { parts, read, rules: { ...rules, setupGroups, excludedLabels }, threads, isToBeStored: false };
  return named(files, () => analyseFiles(input, () => undefined));
}

/** Of every row: a run may consist of transactions alone. */
function spanOf({ rows }: StatisticsTable): { startMs: number; endMs: number } {
  const startMs = Math.min(...rows.flatMap(({ firstStartMs }) => firstStartMs ?? []));
  const endMs = Math.max(...rows.flatMap(({ lastEndMs }) => lastEndMs ?? []));
  return { startMs, endMs };
}

function refuseWindow(file: string, { startMs, endMs }: { startMs: number; endMs: number }): never {
  const span = `${new Date(startMs).toISOString()} to ${new Date(endMs).toISOString()}`;
  throw new AppError('RESULT_UNREADABLE', `“${file}”: nothing is left in that window of a run from ${span}`);
}

async function refuseUnreadable(file: string): Promise<void> {
  try {
    await access(file, constants.R_OK);
  } catch (error) {
    throw new AppError('RESULT_UNREADABLE', `“${file}” does not exist or may not be read`, { cause: error });
  }
  // It is read more than once, and what is no file cannot be.
  if (!(await stat(file)).isFile()) {
    throw new AppError('RESULT_UNREADABLE', `“${file}” is no regular file (a folder, a pipe or a device)`);
  }
}

/** A refusal says which file is meant. */
async function named<T>(files: readonly string[], work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AppError)) {
      throw error;
    }
    const detail = error.detail ?? '';
    const isNamed = files.some((file) => detail.includes(file));
    throw isNamed ? error : new AppError(error.code, `“${files.join('”, “')}”: ${detail}`, { cause: error });
  }
}
