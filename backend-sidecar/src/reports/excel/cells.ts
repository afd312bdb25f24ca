import type { CellValue, Fill, Font } from 'exceljs';

import type { RunStatus } from '../../contract/runs.ts';
import type { VerdictOutcome } from '../../contract/verdict.ts';
import type { FigureFormat } from '../model/figures.ts';
import { outcomeMark, type Tone } from '../model/outcome-mark.ts';

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
/** Hours do not begin anew after a day. */
export const DURATION_FORMAT = '[h]:mm:ss';
const DAY_MS = 86_400_000;

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

/** Without the control characters and halves of characters that XML forbids. */
export function cleanText(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
}

/**
 * Text as text, never longer than a cell. A leading = + - @ stays what it is, for exceljs writes strings as shared strings,
 * never as formulas. `_x0041_` would be read as an A, so its first _ is written as such a number itself.
 */
export function textCell(text: string): string {
  return cleanText(text)
    .slice(0, MAX_TEXT_LENGTH)
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_');
}

export function momentCell(atMs: number | null): Date | null {
  return atMs === null ? null : new Date(atMs);
}

/** A length of time as a spreadsheet counts it, in days. */
export function durationCell(durationMs: number | null): number | null {
  return durationMs === null ? null : durationMs / DAY_MS;
}

export function linkCell(text: string, target: string | null): CellValue {
  return target === null ? textCell(text) : { text: textCell(text), hyperlink: target };
}

/** Named in full: a font without a name is a serif one in some programs. */
export function fontOf(look: Partial<Font> = {}): Partial<Font> {
  return { name: 'Calibri', family: 2, size: 11, ...look };
}

export const HEADER_FONT = fontOf({ bold: true, color: { argb: 'FFFFFFFF' } });
export const HEADER_FILL = solid('FF37474F');
export const LINK_FONT = fontOf({ color: { argb: 'FF1F5FBF' }, underline: true });
export const QUIET_FONT = fontOf({ color: { argb: 'FF5A6472' } });
export const BOLD_FONT = fontOf({ bold: true });

/** Text and fill of each tone, as in the HTML report; they differ in lightness of the text, and a word is always beside. */
export const TONE_COLORS: Record<Tone, { text: string; fill: string }> = {
  good: { text: 'FF14693C', fill: 'FFE5F4EB' },
  bad: { text: 'FFB3151D', fill: 'FFFDEAEA' },
  unsure: { text: 'FF8A5300', fill: 'FFFDF1DC' },
  neutral: { text: 'FF5A6472', fill: 'FFECEFF3' },
};

interface Look {
  fill: Fill;
  font: Partial<Font>;
}

export function toneLook(tone: Tone): Look {
  const { text, fill } = TONE_COLORS[tone];
  return { fill: solid(fill), font: fontOf({ bold: true, color: { argb: text } }) };
}

export function outcomeText(outcome: VerdictOutcome | null, status?: RunStatus): string {
  const { icon, word } = outcomeMark(outcome, status);
  return `${icon} ${word}`;
}

/** Colour beside the word, never instead of it. */
export function outcomeLook(outcome: VerdictOutcome | null): Look {
  return toneLook(outcomeMark(outcome).tone);
}

function solid(argb: string): Fill {
  return { type: 'pattern', pattern: 'solid', fgColor: { argb } };
}
