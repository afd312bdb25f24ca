const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });
const EMOJI = /\p{Emoji_Presentation}|\uFE0F/u;
/** Marks and characters without a shape: a grapheme of these alone takes no column. */
const SHAPELESS = /^[\p{M}\p{Cf}]+$/u;
/** Unicode's East Asian Width W and F; emoji are found by their own property. */
const WIDE =
  /^[\u1100-\u115F\u2E80-\u303E\u3041-\u3247\u3250-\u4DBF\u4E00-\uA4C6\uA960-\uA97C\uAC00-\uD7A3\uF900-\uFAFF\uFE10-\uFE19\uFE30-\uFE6B\uFF01-\uFF60\uFFE0-\uFFE6\u{16FE0}-\u{18CFF}\u{1AFF0}-\u{1B2FB}\u{1F200}-\u{1F265}\u{20000}-\u{3FFFD}]/u;

/** What a reader takes for one character each: an accent or a family of emoji is never torn from its base. */
export function graphemes(text: string): string[] {
  return /^[\u0020-\u007e]*$/.test(text)
    ? text.split('')
    : Array.from(GRAPHEMES.segment(text), ({ segment }) => segment);
}

/** Columns that a text takes in a terminal: Chinese, Japanese, Korean and emoji take two each. */
export function textWidth(text: string): number {
  return graphemes(text).reduce((sum, one) => sum + graphemeWidth(one), 0);
}

export function graphemeWidth(grapheme: string): number {
  if (SHAPELESS.test(grapheme)) {
    return 0;
  }
  return EMOJI.test(grapheme) || WIDE.test(grapheme) ? 2 : 1;
}

/** As much of the beginning of a text as `width` columns take. */
export function cutToWidth(text: string, width: number): string {
  return fittingOf(graphemes(text), width).join('');
}

/** As much of the end of a text as `width` columns take. */
export function endOfWidth(text: string, width: number): string {
  return fittingOf(graphemes(text).reverse(), width).reverse().join('');
}

function fittingOf(all: readonly string[], width: number): string[] {
  let left = width;
  const end = all.findIndex((one) => (left -= graphemeWidth(one)) < 0);
  return end < 0 ? [...all] : all.slice(0, end);
}
