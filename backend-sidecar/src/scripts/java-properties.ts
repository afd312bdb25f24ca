/**
 * Reads Java's .properties text as `java.util.Properties.load` does: comments, lines continued by a backslash, keys that
 * end at the first `=`, `:` or white space, and escapes. Of a key that stands there twice the last one counts.
 */
export function readJavaProperties(text: string): Record<string, string> {
  return Object.fromEntries(logicalLines(text).map(toEntry));
}

/** Without comments and empty lines, continued lines joined. */
function logicalLines(text: string): string[] {
  const lines: string[] = [];
  let begun: string | null = null;
  for (const natural of text.split(/\r\n|\r|\n/)) {
    const line = natural.replace(/^[ \t\f]+/, '');
    if (begun === null && /^(?:$|[#!])/.test(line)) {
      continue;
    }
    const whole: string = (begun ?? '') + line;
    begun = isContinued(whole) ? whole.slice(0, -1) : null;
    lines.push(...(begun === null ? [whole] : []));
  }
  return [...lines, begun ?? ''].filter((line) => line !== '');
}

/** A backslash that is itself escaped continues nothing. */
function isContinued(line: string): boolean {
  return (/\\+$/.exec(line)?.[0].length ?? 0) % 2 === 1;
}

function toEntry(line: string): [string, string] {
  const key = /^(?:\\.|[^\\=: \t\f])*/su.exec(line)?.[0] ?? '';
  const value = line.slice(key.length).replace(/^[ \t\f]*[=:]?[ \t\f]*/, '');
  return [unescape(key), unescape(value)];
}

const CONTROL_CHARACTERS: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f' };

function unescape(text: string): string {
  return text.replace(
    /\\(?:u([0-9a-fA-F]{4})|(.))/gsu,
    (_whole, hex: string | undefined, character: string | undefined) =>
      hex === undefined
        ? (CONTROL_CHARACTERS[character ?? ''] ?? character ?? '')
        : String.fromCharCode(Number.parseInt(hex, 16))
  );
}
