import type { Cell, ConditionalFormattingRule, Worksheet } from 'exceljs';

import type { LabelState, Severity } from '../../contract/verdict.ts';
import type { Tone } from '../model/outcome-mark.ts';
import { TONE_COLORS, toneLook } from './cells.ts';
import { columnLetter } from './sheet-names.ts';

const STATE_TONES: Partial<Record<LabelState, Tone>> = {
  regressed: 'bad',
  missing: 'bad',
  suspected: 'unsure',
  inconclusive: 'unsure',
  'no data': 'unsure',
  improved: 'good',
};

export function stateTone(state: LabelState | undefined): Tone | undefined {
  return state === undefined ? undefined : STATE_TONES[state];
}

const LEGEND: ReadonlyArray<[tone: Tone, words: string]> = [
  ['bad', 'worse: regressed, missing'],
  ['unsure', 'unsure: suspected, inconclusive, no data'],
  ['good', 'better: improved'],
];

/** The cells of a column, from the first row of a table to its last. */
interface ColumnRange {
  sheet: Worksheet;
  column: number;
  fromRow: number;
  toRow: number;
}

/** Colours each cell by the state that stands in `stateColumn` of its row, so that it follows when somebody changes it. */
export function colourByState(range: ColumnRange, stateColumn: number): void {
  const state = `$${columnLetter(stateColumn)}${range.fromRow}`;
  const tones = Object.entries(STATE_TONES);
  addRules(
    range,
    tones.map(([word, tone]) => rule(`${state}="${word}"`, tone))
  );
}

const SEVERITY_TONES: Partial<Record<Severity, Tone>> = { critical: 'bad', major: 'unsure' };

export function colourSeverity(range: ColumnRange): void {
  const cell = `${columnLetter(range.column)}${range.fromRow}`;
  addRules(
    range,
    Object.entries(SEVERITY_TONES).map(([word, tone]) => rule(`${cell}="${word}"`, tone))
  );
}

/** Failed samples stand out from zeros; text and blank cells stay as they are. */
export function colourAboveZero(range: ColumnRange): void {
  const cell = `${columnLetter(range.column)}${range.fromRow}`;
  addRules(range, [rule(`AND(ISNUMBER(${cell}),${cell}>0)`, 'unsure')]);
}

/** What the colours mean, in cells that have them. @param columns of each of the three, from and to */
export function writeLegend(sheet: Worksheet, row: number, columns: ReadonlyArray<[from: number, to: number]>): void {
  LEGEND.forEach(([tone, words], index) => {
    const [from, to] = columns[index] ?? [index + 1, index + 1];
    writeLegendCell(sheet.getCell(row, from), tone, words);
    if (to > from) {
      sheet.mergeCells(row, from, row, to);
    }
  });
}

export function writeLegendCell(cell: Cell, tone: Tone, words: string): void {
  cell.value = words;
  Object.assign(cell, toneLook(tone));
  cell.alignment = { vertical: 'middle' };
}

function addRules({ sheet, column, fromRow, toRow }: ColumnRange, rules: ConditionalFormattingRule[]): void {
  if (toRow < fromRow) {
    return;
  }
  const letter = columnLetter(column);
  sheet.addConditionalFormatting({ ref: `${letter}${fromRow}:${letter}${toRow}`, rules });
}

function rule(formula: string, tone: Tone): ConditionalFormattingRule {
  const { text, fill } = TONE_COLORS[tone];
  return {
    type: 'expression',
    formulae: [formula],
    // exceljs gives each rule without one a priority of its own.
    priority: 0,
    style: {
      font: { color: { argb: text }, bold: true },
      fill: { type: 'pattern', pattern: 'solid', bgColor: { argb: fill } },
    },
  };
}
