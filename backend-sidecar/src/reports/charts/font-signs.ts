/** How wide a sign of a font is, in parts of the font's size; undefined: the font has no such sign. */
export type SignWidth = (codePoint: number) => number | undefined;

/** Signs that follow each other, with what finds their glyphs. */
interface Range {
  readonly first: number;
  readonly last: number;
  readonly glyphOf: (codePoint: number) => number;
}

const TABLE_RECORD_BYTES = 16;
const GROUP_BYTES = 12;
const METRIC_BYTES = 4;
const SEGMENTS = 4;
const GROUPS = 12;
const NO_GLYPH = 0;

/** Reads `cmap` (formats 4 and 12) and `hmtx` of a TrueType font (OpenType 1.9). @throws Error where it has none */
export function readSigns(font: Buffer): SignWidth {
  const at = tableAt(font, 'cmap');
  const count = font.readUInt16BE(at + 2);
  const subtables = Array.from({ length: count }, (_, index) => at + font.readUInt32BE(at + 4 + index * 8 + 4));
  const ranges = subtables.flatMap((subtable) => rangesOf(font, subtable));
  const widthOf = readWidths(font);
  return (codePoint) => {
    const found = ranges.filter(({ first, last }) => first <= codePoint && codePoint <= last);
    const glyph = found.map(({ glyphOf }) => glyphOf(codePoint)).find((one) => one !== NO_GLYPH);
    return glyph === undefined ? undefined : widthOf(glyph);
  };
}

/** Glyphs beyond the last metric are as wide as that. */
function readWidths(font: Buffer): (glyph: number) => number {
  const unitsPerEm = font.readUInt16BE(tableAt(font, 'head') + 18);
  const metrics = font.readUInt16BE(tableAt(font, 'hhea') + 34);
  const at = tableAt(font, 'hmtx');
  return (glyph) => font.readUInt16BE(at + Math.min(glyph, metrics - 1) * METRIC_BYTES) / unitsPerEm;
}

function tableAt(font: Buffer, name: string): number {
  const count = font.readUInt16BE(4);
  for (let index = 0; index < count; index++) {
    const record = 12 + index * TABLE_RECORD_BYTES;
    if (font.toString('latin1', record, record + 4) === name) {
      return font.readUInt32BE(record + 8);
    }
  }
  throw new Error(`The font has no table ${name}`);
}

function rangesOf(font: Buffer, at: number): Range[] {
  switch (font.readUInt16BE(at)) {
    case SEGMENTS:
      return segments(font, at);
    case GROUPS:
      return groups(font, at);
    default:
      return [];
  }
}

function groups(font: Buffer, at: number): Range[] {
  const count = font.readUInt32BE(at + 12);
  return Array.from({ length: count }, (_, index) => {
    const group = at + 16 + index * GROUP_BYTES;
    const [first, last, firstGlyph] = [0, 4, 8].map((part) => font.readUInt32BE(group + part)) as [
      number,
      number,
      number,
    ];
    return { first, last, glyphOf: (codePoint) => firstGlyph + codePoint - first };
  });
}

function segments(font: Buffer, at: number): Range[] {
  const bytes = font.readUInt16BE(at + 6);
  const starts = at + 16 + bytes;
  return Array.from({ length: bytes / 2 }, (_, index) => {
    const first = font.readUInt16BE(starts + index * 2);
    const delta = font.readUInt16BE(starts + bytes + index * 2);
    const offsetAt = starts + 2 * bytes + index * 2;
    const offset = font.readUInt16BE(offsetAt);
    const stored = (codePoint: number) => font.readUInt16BE(offsetAt + offset + (codePoint - first) * 2);
    const glyphOf = (codePoint: number) => {
      const glyph = offset === 0 ? codePoint : stored(codePoint);
      return offset !== 0 && glyph === NO_GLYPH ? NO_GLYPH : (glyph + delta) % 0x10000;
    };
    return { first, last: font.readUInt16BE(at + 14 + index * 2), glyphOf };
  });
}
