import type { Worksheet } from 'exceljs';

import { durationText } from '../model/figures.ts';
import type { ReportModel, ReportRun } from '../model/report-model.ts';
import { timelineSlices, type TimelineSlice } from '../model/timeline-slices.ts';
import { DURATION_FORMAT, durationCell, MOMENT_FORMAT, momentCell, numberFormat, textCell } from './cells.ts';
import { FIRST_ROW, writeHead, writeTable, type SheetColumn } from './table.ts';

/** Over all runs: the courses of ten runs of eight hours would take more memory than all the rest. */
const ROW_LIMIT = 20_000;

interface SliceLine {
  runName: string;
  sliceMs: number;
  slice: TimelineSlice;
}

const times = (header: string, value: (slice: TimelineSlice) => number | null): SheetColumn<SliceLine> => ({
  ...{ header, width: 10, value: ({ slice }) => value(slice), numberFormat: numberFormat('ms') },
});
const rate = (header: string, value: (slice: TimelineSlice) => number | null): SheetColumn<SliceLine> => ({
  ...{ header, width: 12, value: ({ slice }) => value(slice), numberFormat: numberFormat('perSec') },
});
const count = (header: string, value: (slice: TimelineSlice) => number | null): SheetColumn<SliceLine> => ({
  ...{ header, width: 10, value: ({ slice }) => value(slice), numberFormat: numberFormat('count') },
});

const COLUMNS: ReadonlyArray<SheetColumn<SliceLine>> = [
  { header: 'Run', width: 30, value: ({ runName }) => textCell(runName) },
  {
    header: 'Since start h:mm:ss',
    width: 12,
    value: ({ slice }) => durationCell(slice.sinceStartMs),
    numberFormat: DURATION_FORMAT,
  },
  { header: 'From (UTC)', width: 20, value: ({ slice }) => momentCell(slice.startMs), numberFormat: MOMENT_FORMAT },
  times('p50 ms', ({ medianMs }) => medianMs),
  times('p90 ms', ({ p90Ms }) => p90Ms),
  times('p95 ms', ({ p95Ms }) => p95Ms),
  { ...times('Mean ms', ({ meanMs }) => meanMs), numberFormat: numberFormat('msFraction') },
  times('Max ms', ({ maxMs }) => maxMs),
  rate('Samples /s', ({ samplesPerSec }) => samplesPerSec),
  rate('Errors /s', ({ errorsPerSec }) => errorsPerSec),
  count('Samples', (slice) => slice.count),
  count('Errors', ({ errors }) => errors),
  count('Threads', ({ activeThreads }) => activeThreads),
];

/** Where the course of a run stands, for charts that show it. */
export interface TimelineRows {
  runId: number;
  slices: TimelineSlice[];
  firstRow: number;
  sliceMs: number;
}

export const TIMELINE_COLUMNS = { sinceStart: 2, p50: 4, p90: 5, p95: 6, samplesPerSec: 9, errorsPerSec: 10 } as const;

/** The course of all samples of each run, slice by slice. */
export function writeTimeline(sheet: Worksheet, { runs }: ReportModel): TimelineRows[] {
  const courses = runs.flatMap(courseOf);
  const step = Math.max(1, Math.ceil(courses.reduce((sum, { slices }) => sum + slices.length, 0) / ROW_LIMIT));
  const shown = courses.map((course) => ({
    ...course,
    slices: course.slices.filter((_, index) => index % step === 0),
  }));
  const lines = shown.flatMap(({ runName, sliceMs, slices }) => slices.map((slice) => ({ runName, sliceMs, slice })));
  writeHead(sheet, { title: 'Timeline', note: noteOf(courses, step) });
  writeTable({ sheet, columns: COLUMNS, rows: lines, frozenColumns: 2 });
  let firstRow = FIRST_ROW;
  return shown.map(({ runId, slices, sliceMs }) => {
    const place = { runId, slices, firstRow, sliceMs };
    firstRow += slices.length;
    return place;
  });
}

function courseOf({ run, timeline }: ReportRun) {
  return timeline === null || timeline.points.length === 0
    ? []
    : [{ runId: run.id, runName: run.name, sliceMs: timeline.sliceMs, slices: timelineSlices(timeline) }];
}

function noteOf(courses: ReadonlyArray<{ sliceMs: number }>, step: number): string {
  const [first] = courses;
  if (first === undefined) {
    return 'No run of this report has a course over time.';
  }
  const length = durationText(first.sliceMs);
  const thinned = step === 1 ? '' : ` One slice of ${step}, as it is.`;
  return `All samples by their start, in slices of ${length}.${thinned} The last slice is cut off by the end of the run and has no rates.`;
}
