import type { CellValue, Fill, Font } from 'exceljs';

import type { LabelState, VerdictOutcome } from '../../contract/verdict.ts';
import type { FigureFormat } from '../model/figures.ts';

const NUMBER_FORMATS: Record<FigureFormat, string> = {
  count: '#,##0',
  ms: '#,##0',
  msFraction: '#,##0.0',
  rate: '0.00%',
  perSec: '#,##0.00',
  kbPerSec: '#,##0.0',
};

export const CHANGE_RATIO_FORMAT = '+#,##0.0%;-#,##0.0%;0.0%';
export const MOMENT_FORMAT = 'yyyy-mm-dd hh:mm:ss';

export function numberFormat(format: FigureFormat): string {
  return NUMBER_FORMATS[format];
}

/** The same digits with a sign. */
export function changeFormat(format: FigureFormat): string {
  const digits = NUMBER_FORMATS[format];
  return `+${digits};-${digits};${digits}`;
}

/** The most that a cell holds. */
const MAX_TEXT_LENGTH = 32_767;

/**
 * Text as text: without the control characters and halves of characters that XML forbids, and never longer than a cell.
 * A leading = + - @ stays what it is, for exceljs writes strings as shared strings, never as formulas.
 */
export function textCell(text: string): string {
  return text

    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')
    .slice(0, MAX_TEXT_LENGTH);
}

export function momentCell(atMs: number | null): Date | null {
  return atMs === null ? null : new Date(atMs);
}

export function linkCell(text: string, target: string | null): CellValue {
  return target === null ? textCell(text) : { text: textCell(text), hyperlink: target };
}

export const HEADER_FONT: Partial<Font> = { bold: true, color: { argb: 'FFFFFFFF' } };
export const HEADER_FILL = solid('FF37474F');
export const LINK_FONT: Partial<Font> = { color: { argb: 'FF1F5FBF' }, underline: true };

interface Look {
  fill: Fill;
  font: Partial<Font>;
}

const GOOD: Look = { fill: solid('FFE5F4EB'), font: { bold: true, color: { argb: 'FF14693C' } } };
const BAD: Look = { fill: solid('FFFDEAEA'), font: { bold: true, color: { argb: 'FFB3151D' } } };
const UNSURE: Look = { fill: solid('FFFDF1DC'), font: { bold: true, color: { argb: 'FF8A5300' } } };

const OUTCOME_LOOKS: Record<VerdictOutcome, Look> = { passed: GOOD, failed: BAD, inconclusive: UNSURE };
const STATE_LOOKS: Partial<Record<LabelState, Look>> = {
  regressed: BAD,
  missing: BAD,
  suspected: UNSURE,
  inconclusive: UNSURE,
  'no data': UNSURE,
  improved: GOOD,
};

/** Colour beside the word, never instead of it. */
export function outcomeLook(outcome: VerdictOutcome | null): Look | undefined {
  return outcome === null ? undefined : OUTCOME_LOOKS[outcome];
}

export function stateLook(state: LabelState): Look | undefined {
  return STATE_LOOKS[state];
}

function solid(argb: string): Fill {
  return { type: 'pattern', pattern: 'solid', fgColor: { argb } };
}
