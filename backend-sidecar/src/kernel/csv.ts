export type CsvValue = string | number | null;

/** A table program takes a cell that begins so as a formula; a tab or line end before it is no protection. */
const FORMULA = /^[\s]*[=+\-@]/;

/** CSV as RFC 4180 has it. Texts that a table program would take as formulas get an apostrophe before them. */
export function csvText(lines: ReadonlyArray<readonly CsvValue[]>): string {
  return lines.map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('');
}

function csvCell(value: CsvValue): string {
  if (value === null || typeof value === 'number') {
    return value === null ? '' : String(value);
  }
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
