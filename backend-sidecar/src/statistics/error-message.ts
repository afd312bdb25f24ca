/** Longer words of hexadecimal digits with at least one digit in them: hashes, object ids. */
const UUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi;
const HEX_ID = /\b(?:0x[0-9a-f]+|(?=[a-f]*\d)[0-9a-f]{8,})\b/gi;
const NUMBER = /\d+(?:[.,:]\d+)*/g;
/** Past this a message is cut before it is looked at: an answer of megabytes may stand in one. */
const MOST_CHARACTERS = 1000;

/** A failure's message with numbers and ids replaced by `#`: `Order 4711 not found` and `Order 12 not found` are one. */
export function foldMessage(message: string): string {
  const folded = shortened(message).replace(UUID, '#').replace(HEX_ID, '#').replace(NUMBER, '#');
  return folded;
}

export function shortened(text: string): string {
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
}
