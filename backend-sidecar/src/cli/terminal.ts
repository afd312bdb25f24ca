import type { Paint } from './paint.ts';
import { cutToWidth, textWidth } from './text-width.ts';

/** Where the answer goes. */
export interface Terminal {
  write(text: string): void;
  readonly width: number;
  readonly paint: Paint;
  /** In lines of its width, cut between words. */
  readonly wrapped: (text: string) => string[];
  readonly nowMs: () => number;
}

export const USUAL_WIDTH = 80;
const NARROWEST = 40;

export function widthOf(columns: number | undefined): number {
  return Math.max(NARROWEST, columns ?? USUAL_WIDTH);
}

/** Words that are longer than a line are cut. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((one) => cut(one, width))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (textWidth(longer) > width && line !== '') {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}

function cut(word: string, width: number): string[] {
  const pieces: string[] = [];
  for (let rest = word; rest !== '';) {
    const piece = cutToWidth(rest, width);
    pieces.push(piece);
    rest = rest.slice(piece.length);
  }
  return pieces.length === 0 ? [''] : pieces;
}
