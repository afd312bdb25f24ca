import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

import { readSigns, type SignWidth } from './font-signs.ts';
import type { Sign, Signs } from './signs.ts';

interface ShippedFont {
  readonly name: string;
  /** Of its package, and of its folder beside the bundle. */
  readonly folder: string;
  readonly file: string;
}

/** Looked at in this order; the second is 10 MB and is read only where the first has not all signs. */
const FONTS: readonly ShippedFont[] = [
  { name: 'Inter', folder: 'inter', file: 'Inter_400Regular.ttf' },
  { name: 'Noto Sans SC', folder: 'noto-sans-sc', file: 'NotoSansSC_400Regular.ttf' },
  { name: 'Noto Emoji', folder: 'noto-emoji', file: 'NotoEmoji_400Regular.ttf' },
];

const known = new Map<string, Promise<SignWidth>>();

export interface FontChoice {
  readonly fontFiles: readonly string[];
  /** Those that none of the fonts has are not among them. */
  readonly signs: Signs;
}

/**
 * The fonts that a drawing needs, and no others: what draws it would leave out, in silence, every sign of a font that is
 * missing.
 *
 * @throws Error that names a font that is not installed
 */
export async function chooseFonts(text: string): Promise<FontChoice> {
  const fontFiles: string[] = [];
  const signs = new Map<string, Sign>();
  for (const font of FONTS) {
    const left = [...new Set(text)].filter((sign) => !signs.has(sign));
    if (left.length === 0) {
      break;
    }
    const path = pathOf(font);
    const widthOf = await signsOf(path);
    const found = left.flatMap((sign) => {
      const width = widthOf(sign.codePointAt(0) ?? 0);
      return width === undefined ? [] : [[sign, { family: font.name, width }] as const];
    });
    found.forEach(([sign, one]) => signs.set(sign, one));
    fontFiles.push(...(found.length > 0 ? [path] : []));
  }
  return { fontFiles, signs };
}

/**
 * Built, they lie beside the bundle; to the sources they are packages.
 *
 * @throws Error that names a font that is missing
 */
export function pathOf({ name, folder, file }: ShippedFont, moduleUrl = import.meta.url): string {
  const { resolve } = createRequire(moduleUrl);
  try {
    return resolve(`./fonts/${folder}/${file}`);
  } catch {
    // It is no bundle.
  }
  try {
    return resolve(`@expo-google-fonts/${folder}/400Regular/${file}`);
  } catch (cause) {
    throw new Error(`The font ${name} is missing (${file}): charts would have no text. Install the sidecar anew.`, {
      cause,
    });
  }
}

function signsOf(path: string): Promise<SignWidth> {
  const reading = known.get(path) ?? readFile(path).then(readSigns);
  known.set(path, reading);
  return reading;
}
