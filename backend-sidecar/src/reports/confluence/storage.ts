/**
 * Confluence's storage format: XHTML with elements of its own for macros, links and pictures.
 * https://confluence.atlassian.com/doc/confluence-storage-format-790796544.html
 */

/** Characters that XML 1.0 cannot say at all, halves of pairs among them. */
const IMPOSSIBLE =
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** As text and as the value of an attribute. */
export function escapeXml(text: string): string {
  return text.replace(IMPOSSIBLE, '\uFFFD').replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** Content that is storage format already. */
export type Storage = string;

export function element(name: string, content: Storage, attributes: Readonly<Record<string, string>> = {}): Storage {
  const given = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(value)}"`);
  return content === '' ? `<${name}${given.join('')} />` : `<${name}${given.join('')}>${content}</${name}>`;
}

export function paragraph(content: Storage): Storage {
  return element('p', content);
}

interface Macro {
  readonly name: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly body?: Storage;
}

export function macro({ name, parameters = {}, body }: Macro): Storage {
  const given = Object.entries(parameters).map(([key, value]) =>
    element('ac:parameter', escapeXml(value), { 'ac:name': key })
  );
  const content = given.join('') + (body === undefined ? '' : element('ac:rich-text-body', body));
  return element('ac:structured-macro', content, { 'ac:name': name, 'ac:schema-version': '1' });
}

export type LozengeColour = 'Grey' | 'Red' | 'Yellow' | 'Green' | 'Blue';

/** https://confluence.atlassian.com/doc/status-macro-223222355.html */
export function lozenge(title: string, colour: LozengeColour): Storage {
  return macro({ name: 'status', parameters: { colour, title } });
}

export function expandable(title: string, body: Storage): Storage {
  return macro({ name: 'expand', parameters: { title }, body });
}

export function webLink(url: string | null, text: string): Storage {
  return url === null ? escapeXml(text) : element('a', escapeXml(text), { href: url });
}

/** A link to a file of the page. The words go as CDATA, whose end they must not hold. */
export function fileLink(fileName: string, text: string): Storage {
  const words = text.replace(IMPOSSIBLE, '\uFFFD').replaceAll(']]>', ']]]]><![CDATA[>');
  const file = element('ri:attachment', '', { 'ri:filename': fileName });
  return element('ac:link', `${file}<ac:plain-text-link-body><![CDATA[${words}]]></ac:plain-text-link-body>`);
}

/** A picture that the page has as a file. */
export function picture({ fileName, title, widthPixels }: { fileName: string; title: string; widthPixels: number }) {
  return element('ac:image', element('ri:attachment', '', { 'ri:filename': fileName }), {
    'ac:width': String(widthPixels),
    'ac:alt': title,
    'ac:title': title,
  });
}

export function table(head: readonly Storage[], rows: ReadonlyArray<readonly Storage[]>): Storage {
  const headRow = element('tr', head.map((cell) => element('th', cell)).join(''));
  const bodyRows = rows.map((cells) => element('tr', cells.map((cell) => element('td', cell)).join('')));
  return element('table', element('tbody', headRow + bodyRows.join('')));
}

export function list(items: readonly Storage[]): Storage {
  return items.length === 0 ? '' : element('ul', items.map((item) => element('li', item)).join(''));
}
