/** A sign in the font that has it. */
export interface Sign {
  readonly family: string;
  /** In parts of the font's size. */
  readonly width: number;
}

export type Signs = ReadonlyMap<string, Sign>;

interface SignRun {
  readonly family: string;
  text: string;
  /** In parts of the font's size. */
  width: number;
}

/** Of text that is drawn before its fonts are known. */
const USUAL: Sign = { family: 'Inter', width: 0.56 };

/** What one font draws of a text, one after another: one text of several fonts is drawn as boxes. */
export function signRuns(text: string, signs: Signs | undefined): SignRun[] {
  const runs: SignRun[] = [];
  for (const sign of text) {
    const { family, width } = signs === undefined ? USUAL : (signs.get(sign) ?? USUAL);
    const last = runs.at(-1);
    if (last?.family === family) {
      last.text += sign;
      last.width += width;
    } else {
      runs.push({ family, text: sign, width });
    }
  }
  return runs;
}

/** The text with its signs that no font has as their numbers: `U+0E01`. */
export function inKnownSigns(text: string, signs: Signs): string {
  return [...text].map((sign) => (signs.has(sign) ? sign : written(sign))).join('');
}

/** Marks that only change the sign before them need none of their own. */
function written(sign: string): string {
  const code = sign.codePointAt(0) ?? 0;
  return /^[\p{Mark}\p{Control}\p{Format}]$/u.test(sign)
    ? ''
    : `U+${code.toString(16).toUpperCase().padStart(4, '0')} `;
}
