import { parseXml, XmlElement, XmlError } from '@rgrove/parse-xml';

import { AppError } from '../kernel/errors.ts';

/** UTF-16 units. The plans that JMeter's recorder writes stay below a third of it. */
export const MAX_PLAN_LENGTH = 32 * 1024 * 1024;
/** Nested elements. JMeter's tree costs one level for each level in its window, and few plans have more than twenty. */
export const MAX_PLAN_DEPTH = 400;

/** What may hide a `<`, with its end. */
const OPAQUE_MARKUP = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
] as const;

/**
 * The root element of a JMX file, every node with its offsets in `xml`.
 * @throws AppError SCRIPT_TOO_DEEP, SCRIPT_DOCTYPE or SCRIPT_NOT_JMX, with a detail that names what is wrong and where
 */
export function parseJmx(xml: string): XmlElement {
  if (xml.length > MAX_PLAN_LENGTH) {
    throw new AppError('SCRIPT_TOO_DEEP', `it has ${xml.length} characters, the limit is ${MAX_PLAN_LENGTH}`);
  }
  refuseDoctypeAndDepth(xml);
  const root = parseRoot(xml);
  if (root?.name !== 'jmeterTestPlan') {
    throw new AppError('SCRIPT_NOT_JMX', `its root element is <${root?.name ?? ''}> instead of <jmeterTestPlan>`);
  }
  return root;
}

/** The lines of offsets, counted from 1; the offsets have to ascend, so that the text is read once. */
export function linesAt(text: string, ascendingOffsets: readonly number[]): number[] {
  const lineEnds = text.matchAll(/\r\n|\r|\n/g);
  let next = lineEnds.next();
  let line = 1;
  return ascendingOffsets.map((offset) => {
    while (next.done !== true && next.value.index < offset) {
      line += 1;
      next = lineEnds.next();
    }
    return line;
  });
}

function lineAt(text: string, offset: number): number {
  return linesAt(text, [offset])[0] ?? 1;
}

/**
 * Goes before the parser, which is recursive: a nesting deep enough would end in a stack overflow.
 * Markup that never ends closes the scan; the parser says what is wrong with it.
 */
function refuseDoctypeAndDepth(xml: string): void {
  let depth = 0;
  let end = 0;
  for (let start = xml.indexOf('<'); start !== -1 && end !== -1; start = xml.indexOf('<', end)) {
    if (xml.startsWith('<!DOCTYPE', start)) {
      throw new AppError('SCRIPT_DOCTYPE', `in line ${lineAt(xml, start)}`);
    }
    end = endOfMarkup(xml, start);
    depth += depthChange(xml, start, end);
    if (depth > MAX_PLAN_DEPTH) {
      throw tooDeep(`in line ${lineAt(xml, start)}`);
    }
  }
}

/** The offset behind the markup that begins at `start`, or -1 when it never ends. */
function endOfMarkup(xml: string, start: number): number {
  const opaque = OPAQUE_MARKUP.find(([opening]) => xml.startsWith(opening, start));
  if (opaque === undefined) {
    return endOfTag(xml, start);
  }
  const closing = xml.indexOf(opaque[1], start);
  return closing === -1 ? -1 : closing + opaque[1].length;
}

/** The offset behind the `>` of a tag, or -1; attribute values may contain that character. */
export function endOfTag(xml: string, start: number): number {
  let quote = '';
  for (let index = start; index < xml.length; index += 1) {
    const character = xml.charAt(index);
    if (quote !== '') {
      quote = character === quote ? '' : quote;
    } else if (character === '>') {
      return index + 1;
    } else if (character === '"' || character === "'") {
      quote = character;
    }
  }
  return -1;
}

function depthChange(xml: string, start: number, end: number): -1 | 0 | 1 {
  if (xml.startsWith('</', start)) {
    return -1;
  }
  const isOpening = !xml.startsWith('<!', start) && !xml.startsWith('<?', start) && xml.charAt(end - 2) !== '/';
  return isOpening ? 1 : 0;
}

function tooDeep(where: string): AppError {
  return new AppError('SCRIPT_TOO_DEEP', `elements nest deeper than ${MAX_PLAN_DEPTH} ${where}`);
}

function parseRoot(xml: string): XmlElement | null {
  try {
    return parseXml(xml, { includeOffsets: true }).root;
  } catch (error) {
    throw translateParseError(error);
  }
}

function translateParseError(error: unknown): unknown {
  if (error instanceof RangeError) {
    return tooDeep('somewhere');
  }
  if (!(error instanceof XmlError)) {
    return error;
  }
  const reason = error.message.split('\n')[0]?.replace(/ \(line \d+, column \d+\)/, '') ?? '';
  return new AppError('SCRIPT_NOT_JMX', `line ${error.line}, column ${error.column}: ${reason}`, { cause: error });
}
