import type { CellValue, Worksheet } from 'exceljs';

import type { Verdict } from '../../contract/verdict.ts';
import type { ReportModel, ReportRun } from '../model/report-model.ts';
import {
  DURATION_FORMAT,
  durationCell,
  linkCell,
  LINK_FONT,
  MOMENT_FORMAT,
  momentCell,
  numberFormat,
  outcomeText,
  textCell,
} from './cells.ts';
import { writeHead, writeTable, type SheetColumn } from './table.ts';

interface DataLine {
  runName: string;
  group: string;
  name: string;
  value: CellValue;
  numberFormat?: string;
}

type Line = Omit<DataLine, 'runName'>;

const COLUMNS: ReadonlyArray<SheetColumn<DataLine>> = [
  { header: 'Run', width: 30, value: ({ runName }) => textCell(runName), isWrapped: true },
  { header: 'Group', width: 16, value: ({ group }) => group },
  { header: 'Name', width: 34, value: ({ name }) => textCell(name), isWrapped: true },
  {
    header: 'Value',
    width: 90,
    value: ({ value }) => value,
    isWrapped: true,
    style: (cell, { numberFormat: format }) => {
      cell.alignment = { horizontal: 'left', vertical: 'top', wrapText: true };
      cell.numFmt = format ?? 'General';
      if (cell.hyperlink) {
        cell.font = LINK_FONT;
      }
    },
  },
];

/** How each run was made and what is known about it. */
export function writeRunData(sheet: Worksheet, { runs }: ReportModel): void {
  writeHead(sheet, { title: 'Run data', note: 'How each run was made, what was run, and what is known about it.' });
  writeTable({ sheet, columns: COLUMNS, rows: runs.flatMap(dataLines), frozenColumns: 1 });
}

function dataLines(reportRun: ReportRun): DataLine[] {
  const lines = [
    ...runLines(reportRun),
    ...parameterLines(reportRun),
    ...timeLines(reportRun),
    ...verdictLines(reportRun),
    ...generatorLines(reportRun),
    ...countLines(reportRun),
    ...noteLines(reportRun),
  ];
  return lines.map((line) => ({ ...line, runName: reportRun.run.name }));
}

function runLines({ run, link, role }: ReportRun): Line[] {
  return [
    { group: 'Run', name: 'Number', value: run.id, numberFormat: '0' },
    { group: 'Run', name: 'State', value: run.status },
    { group: 'Run', name: 'In this report', value: role === 'judged' ? 'judged' : 'to be compared with' },
    { group: 'Run', name: 'In Grafana', value: linkCell(link.url ?? link.path, link.url) },
    ...(run.error === null
      ? []
      : [text('Run', 'Error', [run.error.title, run.error.detail].filter(Boolean).join(': '))]),
    ...run.warnings.map((warning) => text('Run', 'Warning', warning)),
  ];
}

function parameterLines({ parameters }: ReportRun): Line[] {
  return parameters.map(({ name, value }) =>
    typeof value === 'number' ? figure('Parameter', name, value, numberFormat('count')) : text('Parameter', name, value)
  );
}

function timeLines({ run, durationMs }: ReportRun): Line[] {
  const moments: Array<[string, number | null]> = [
    ['Started (UTC)', run.startedAtMs],
    ['Completed (UTC)', run.completedAtMs],
    ['Analysis window from (UTC)', run.windowFromMs],
    ['Analysis window to (UTC)', run.windowToMs],
  ];
  const lines = moments.map(([name, atMs]) => ({
    ...{ group: 'Time', name, value: momentCell(atMs), numberFormat: MOMENT_FORMAT },
  }));
  return [
    ...lines,
    figure('Time', 'First to last sample, ms', durationMs, numberFormat('count')),
    figure('Time', 'First to last sample, h:mm:ss', durationCell(durationMs), DURATION_FORMAT),
  ];
}

function verdictLines({ run, ownVerdict }: ReportRun): Line[] {
  const { verdict } = run;
  const own = ownVerdict === null ? [] : [text('Verdict', 'Its own, outside of this report', ownVerdict.sentence)];
  return verdict === null
    ? [text('Verdict', 'Why there is none', run.error?.title ?? `The run is ${run.status}`), ...own]
    : [...linesOfVerdict(verdict), ...own];
}

function linesOfVerdict(verdict: Verdict): Line[] {
  const { reference } = verdict;
  const compared = reference === null ? 'nothing' : `${reference.name} (${reference.source})`;
  return [
    text('Verdict', 'Outcome', outcomeText(verdict.outcome)),
    ...verdict.reasons.map(({ code, text: why }) => text('Verdict', code, why)),
    ...verdict.slos.map(({ state, why }) => text('SLO', state, why)),
    text('Validity', 'Valid', verdict.validity.isValid ? 'yes' : `no: ${verdict.validity.findings.join('; ')}`),
    text('Reference', 'Compared with', compared),
    ...(reference === null ? [] : [text('Reference', 'Confidence', reference.confidence)]),
    text('Reference', 'Rules', verdict.rules),
  ];
}

/** The most that was seen while the test ran: whether the load generator itself was at its end. */
function generatorLines({ generator }: ReportRun): Line[] {
  if (generator === null) {
    return [];
  }
  const ratios: Array<[string, number | null]> = [
    ['Processor, most', generator.cpuRatio],
    ['Processor, JMeter alone, most', generator.jmeterCpuRatio],
    ['Memory, most', generator.memoryRatio],
    ['JMeter’s heap, most', generator.heapRatio],
    ['JMeter’s garbage collection, most', generator.gcRatio],
  ];
  const counts: Array<[string, number | null]> = [
    ['Jump of its clock, ms', generator.clockJumpMs],
    ['Threads planned', generator.threadsPlanned],
    ['Threads started', generator.threadsStarted],
  ];
  return [
    ...ratios.map(([name, ratio]) => figure('Load generator', name, ratio, numberFormat('rate'))),
    ...counts.map(([name, count]) => figure('Load generator', name, count, numberFormat('count'))),
  ];
}

/** rows = samples + transactions + interrupted + rejected */
function countLines({ counts, statistics }: ReportRun): Line[] {
  if (counts === null) {
    return [];
  }
  const names = ['rows', 'samples', 'transactions', 'interrupted', 'rejected'] as const;
  const lines = names.map((name) =>
    figure('Rows', name === 'rows' ? 'rows (= the sum of the next four)' : name, counts[name], numberFormat('count'))
  );
  const rejected = Object.entries(statistics.run?.rejectedByReason ?? {}).map(([reason, count]) =>
    figure('Rows', `rejected: ${reason}`, count, numberFormat('count'))
  );
  return [...lines, ...rejected];
}

function noteLines({ statistics }: ReportRun): Line[] {
  return (statistics.run?.notes ?? []).map((note) => text('Note', 'How the file was read', note));
}

function text(group: string, name: string, value: string): Line {
  return { group, name, value: textCell(value) };
}

function figure(group: string, name: string, value: number | null, format: string): Line {
  return { group, name, value, numberFormat: format };
}
