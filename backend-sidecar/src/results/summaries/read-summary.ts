import { assertNever } from '../../kernel/assert-never.ts';
import { isComparisonHeader, readComparisonCsv } from './comparison-csv.ts';
import { headerCells } from './csv-table.ts';
import { jmeterTableFormat, readJMeterTable } from './jmeter-table.ts';
import { readStatisticsJson } from './statistics-json.ts';
import type { SummaryFormat, SummaryReading } from './summary-run.ts';

/** Of a file's beginning, so that a result is not read whole to know it; a longer first line is no table's. */
export const HEAD_BYTES = 64 * 1024;
/** A summary has a row per label: what is larger is none. */
export const LARGEST_SUMMARY_BYTES = 64 * 1024 * 1024;

/** What kind of summary a file is, told by its content; null: none, so it should be a result with samples. */
export function summaryFormat(head: string): SummaryFormat | null {
  if (/^\uFEFF?\s*\{/.test(head)) {
    return 'statistics.json';
  }
  const header = headerCells(head);
  return jmeterTableFormat(header) ?? (isComparisonHeader(header) ? 'comparison csv' : null);
}

/** @throws AppError RESULT_UNREADABLE that names what is wrong, and where */
export function readSummary(text: string, format: SummaryFormat): SummaryReading {
  switch (format) {
    case 'aggregate report':
    case 'summary report':
      return readJMeterTable(text, format);
    case 'statistics.json':
      return readStatisticsJson(text);
    case 'comparison csv':
      return readComparisonCsv(text);
    default:
      return assertNever(format);
  }
}
