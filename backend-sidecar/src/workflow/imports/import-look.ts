import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

import type { ResultFormat } from '../../contract/imports.ts';
import type { RowCounts } from '../../contract/statistics.ts';
import { AppError } from '../../kernel/errors.ts';
import { summaryFormat } from '../../results/summaries/read-summary.ts';
import type { SummaryFormat, SummaryReading, SummaryRun } from '../../results/summaries/summary-run.ts';
import { analyseFiles } from '../analysis/analyse-files.ts';
import { headOf, readSummaryFile } from '../analysis/summary-file.ts';

/** One run that files hold, as far as they tell it themselves. */
export interface LookedAt {
  readonly fileNames: string[];
  readonly sizeBytes: number;
  readonly checksumSha256: string;
  /** Which of the runs that the file holds. */
  readonly section: number;
  readonly format: ResultFormat | null;
  readonly scenarioName: string | null;
  readonly testTypeName: string | null;
  readonly versionName: string | null;
  readonly startedAtMs: number | null;
  readonly durationMs: number | null;
  readonly counts: RowCounts | null;
  readonly labels: string[];
  readonly labelCount: number;
  readonly notes: string[];
  readonly problem: string | null;
}

const SHOWN_LABELS = 20;
/** Nothing of a preview is drawn over time. */
const COARSE_SLICE_MS = 600_000;

/** What is in files that are one run, or one file with several. Whatever is wrong with them is told, not thrown. */
export async function lookAtFiles(
  folder: string,
  fileNames: string[],
  onBytes: (bytes: number) => void
): Promise<LookedAt[]> {
  const paths = fileNames.map((name) => join(folder, name));
  const known = {
    fileNames,
    sizeBytes: await sizeOfAll(paths),
    checksumSha256: await checksumOf(paths),
  };
  try {
    return await understood(folder, known, onBytes);
  } catch (error) {
    if (!(error instanceof AppError)) {
      throw error;
    }
    return [{ ...known, ...UNKNOWN, section: 0, problem: `${error.message}` }];
  }
}

type Known = Pick<LookedAt, 'fileNames' | 'sizeBytes' | 'checksumSha256'>;

const UNKNOWN = {
  format: null,
  scenarioName: null,
  testTypeName: null,
  versionName: null,
  startedAtMs: null,
  durationMs: null,
  counts: null,
  labels: [],
  labelCount: 0,
  notes: [],
};

async function understood(folder: string, known: Known, onBytes: (bytes: number) => void): Promise<LookedAt[]> {
  const parts = known.fileNames.map((name) => ({ path: join(folder, name), name, clockOffsetMs: 0 }));
  const format = await formatOfAll(parts.map(({ path }) => path));
  if (format !== null) {
    const reading = await readSummaryFile(parts[0]?.path ?? '', format);
    return reading.runs.map((run, section) => ofSummary({ known, reading, run, section }));
  }
  const rules = { sliceMs: COARSE_SLICE_MS, setupGroups: [] };
  const { format: samples, result } = await analyseFiles({ parts, read: {}, rules, isToBeStored: false }, onBytes);
  const { counts, whole, notes } = result;
  const startedAtMs = earliest(whole.rows.map(({ firstStartMs }) => firstStartMs));
  const endedAtMs = latest(whole.rows.map(({ lastEndMs }) => lastEndMs));
  const labels = [...new Set(whole.rows.map(({ label }) => label))];
  const hasTimes = startedAtMs !== null && endedAtMs !== null;
  return [
    {
      ...known,
      ...UNKNOWN,
      section: 0,
      format: samples,
      startedAtMs,
      durationMs: hasTimes ? endedAtMs - startedAtMs : null,
      counts,
      labels: labels.slice(0, SHOWN_LABELS),
      labelCount: labels.length,
      notes,
      problem: null,
    },
  ];
}

interface SummaryToShow {
  known: Known;
  reading: SummaryReading;
  run: SummaryRun;
  section: number;
}

function ofSummary({ known, reading, run, section }: SummaryToShow): LookedAt {
  const { table, ...told } = run;
  const labels = table.rows.map(({ label }) => label);
  const { checksumSha256 } = known;
  return {
    ...known,
    ...UNKNOWN,
    ...told,
    section,
    checksumSha256: reading.runs.length === 1 ? checksumSha256 : `${checksumSha256}#${section}`,
    format: reading.format,
    labels: labels.slice(0, SHOWN_LABELS),
    labelCount: labels.length,
    notes: [...reading.notes],
    problem: null,
  };
}

/** null: they hold samples, or nothing that is known here. */
async function formatOfAll(paths: readonly string[]): Promise<SummaryFormat | null> {
  const formats = await Promise.all(paths.map(async (path) => summaryFormat(await headOf(path))));
  const [format = null] = formats;
  if (paths.length > 1 && formats.some((one) => one !== null)) {
    throw new AppError('RESULT_UNREADABLE', 'parts of one run can only be merged where they hold its samples');
  }
  return format;
}

async function sizeOfAll(paths: readonly string[]): Promise<number> {
  const sizes = await Promise.all(paths.map(async (path) => (await stat(path)).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Of several files: of their checksums, whatever their order. */
async function checksumOf(paths: readonly string[]): Promise<string> {
  const sums: string[] = [];
  for (const path of paths) {
    const hash = createHash('sha256');
    await pipeline(createReadStream(path), hash);
    sums.push(hash.digest('hex'));
  }
  const [only = '', ...others] = sums;
  return others.length === 0 ? only : createHash('sha256').update(sums.sort().join(' ')).digest('hex');
}

function earliest(times: ReadonlyArray<number | null>): number | null {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : Math.min(...known);
}

function latest(times: ReadonlyArray<number | null>): number | null {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : Math.max(...known);
}
