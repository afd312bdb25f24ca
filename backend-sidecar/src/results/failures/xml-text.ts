const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const ENTITY = /&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(lt|gt|amp|quot|apos));/g;

/**
 * The text that was escaped. Control characters are taken, too: JMeter writes them as `&#x0;`, which XML forbids. An
 * entity that is none stays as it stands.
 *
 * @param isCut the text lacks its end: a half entity or character there goes, too
 */
export function unescapeXml(text: string, isCut = false): string {
  const whole = isCut ? text.replace(/(?:&[#\w]{0,9}|\ufffd{1,3})$/, '') : text;
  return whole.replace(ENTITY, (entity, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) {
      return NAMED[name] ?? entity;
    }
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : entity;
  });
}

/** Of a tag's text, `httpSample t="1" lb="a &lt; b"`. */
export function attributesOf(tag: string): Map<string, string> {
  // The look behind makes a long word without a value cost its length once, not once for each of its letters.
  const found = tag.matchAll(/(?<![\w.:-])([\w.:-]+)="([^"]*)"/g);
  return new Map(Array.from(found, ([, name = '', value = '']) => [name, unescapeXml(value)]));
}
