import { harmless } from './paint.ts';
import { cutToWidth, endOfWidth, textWidth } from './text-width.ts';

/** A column of a table in a terminal. */
export interface TextColumn {
  readonly header: string;
  readonly align: 'left' | 'right';
  /** The higher, the sooner it is left out where the width does not suffice; 0: never. */
  readonly spare: number;
}

const GAP = '  ';
/** A label that is cut to less says nothing. */
const NARROWEST_LABEL = 14;
const ELLIPSIS = '…';

/**
 * Lines of at most `width` columns: the first column gives way by shortening its texts in the middle, where labels
 * differ least, then columns of figures that can be spared are left out.
 */
export function textTable(
  columns: readonly TextColumn[],
  rows: ReadonlyArray<readonly string[]>,
  width: number
): string[] {
  const kept = fitting(columns, rows, width);
  const all = [columns.map(({ header }) => header), ...rows];
  const widths = kept.map((index) => widthOf(all, index));
  const others = widths.slice(1).reduce((sum, one) => sum + one + GAP.length, 0);
  widths[0] = Math.min(widths[0] ?? 0, Math.max(NARROWEST_LABEL, width - others));
  return all.map((cells) =>
    kept
      .map((index, place) => padded(cells[index] ?? '', columns[index], widths[place] ?? 0))
      .join(GAP)
      .trimEnd()
  );
}

/** `a long label` → `a lo…bel`. */
export function shortened(text: string, width: number): string {
  const shown = harmless(text);
  if (textWidth(shown) <= width) {
    return shown;
  }
  const kept = Math.max(0, width - 1);
  const front = Math.ceil(kept * 0.6);
  return cutToWidth(shown, front) + ELLIPSIS + endOfWidth(shown, kept - front);
}

function fitting(columns: readonly TextColumn[], rows: ReadonlyArray<readonly string[]>, width: number): number[] {
  let kept = columns.map((_, index) => index);
  const all = [columns.map(({ header }) => header), ...rows];
  const narrowest = () =>
    Math.min(NARROWEST_LABEL, widthOf(all, 0)) +
    kept.slice(1).reduce((sum, index) => sum + widthOf(all, index) + GAP.length, 0);
  while (narrowest() > width) {
    const spared = sparest(columns, kept);
    if (spared === undefined) {
      break;
    }
    kept = kept.filter((index) => index !== spared);
  }
  return kept;
}

function sparest(columns: readonly TextColumn[], kept: readonly number[]): number | undefined {
  const spareOf = (index: number) => columns[index]?.spare ?? 0;
  const candidates = kept.filter((index) => spareOf(index) > 0);
  return candidates.sort((one, other) => spareOf(other) - spareOf(one))[0];
}

function widthOf(rows: ReadonlyArray<readonly string[]>, index: number): number {
  return rows.reduce((widest, cells) => Math.max(widest, textWidth(harmless(cells[index] ?? ''))), 0);
}

function padded(text: string, column: TextColumn | undefined, width: number): string {
  const cell = shortened(text, width);
  const space = ' '.repeat(Math.max(0, width - textWidth(cell)));
  return column?.align === 'right' ? space + cell : cell + space;
}
