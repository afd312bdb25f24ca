/** Colours a terminal may show; none where nobody looks, or nobody wants them (https://no-color.org). */
export type Paint = (text: string, colour: keyof typeof CODES) => string;

const CODES = { green: 32, red: 31, yellow: 33, bold: 1, dim: 2 } as const;

export function painter({ isTerminal, env }: { isTerminal: boolean; env: NodeJS.ProcessEnv }): Paint {
  const isPlain = !isTerminal || (env.NO_COLOR ?? '') !== '' || env.TERM === 'dumb';
  return isPlain ? (text) => text : (text, colour) => `\u001b[${CODES[colour]}m${text}\u001b[0m`;
}

/**
 * What files say must not reach the terminal as commands to it, nor turn the line around: controls, line separators and
 * the marks of writing direction become spaces.
 */
export function harmless(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, ' ');
}
