import type { KeptFailure } from '../../contract/statistics.ts';
import type { RawFailure } from './failure-reader.ts';
import { cutText } from './text-capture.ts';
import { KEPT_TEXT_BYTES, MARGIN_BYTES } from './text-limits.ts';

export const MASK = '•••';

/** Shorter secrets are masked only where they stand alone: "a" would be a hole in every word. */
const SHORT_SECRET = 4;
/** Of a secret that is shorter, too little is left in base64 to be told from chance. */
const BASE64_SECRET_BYTES = 6;

/** Headers whose value says who somebody is, by what their names contain. */
const SECRET_HEADER =
  /^([\w-]*(?:authorization|authentication|cookie|api-?key|token|secret|passw|credential|session)[\w-]*[ \t]*:)[^\n]*(?:\n[ \t][^\n]*)*/gim;

const NAMED_ENTITIES: Readonly<Record<string, string>> = {
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
  '"': '&quot;',
  "'": '&apos;',
};
const BACKSLASHED: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '/': '\\/',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

export interface MaskRules {
  /** Values; they are masked as they are, percent-encoded, escaped as in JSON or XML, and within base64. */
  readonly secrets: readonly string[];
  /** Regular expressions; what they match is masked as a whole. */
  readonly patterns: readonly string[];
}

type Masking = (text: string) => string;

/**
 * Makes of a failure as JMeter wrote it the one that is kept. All texts are masked but the label and the thread's name,
 * which the result file and the statistics hold as well; then they are cut to 64 KB.
 */
export function createMask({ secrets, patterns }: MaskRules): (failure: RawFailure) => KeptFailure {
  const maskText = maskingOf(secrets, patterns);
  return (failure) => {
    const { isCut, ...texts } = failure;
    const long = { isAny: isCut };
    const masked = (text: string) => {
      const { kept, isTruncated } = cutMasked(text, maskText(text));
      long.isAny ||= isTruncated;
      return kept;
    };
    const maskedOrNull = (text: string | null) => (text === null ? null : masked(text));
    return {
      ...texts,
      responseCode: masked(texts.responseCode),
      responseMessage: masked(texts.responseMessage),
      failureMessage: maskedOrNull(texts.failureMessage),
      method: maskedOrNull(texts.method),
      url: maskedOrNull(texts.url),
      requestHeaders: masked(maskHeaders(texts.requestHeaders)),
      requestBody: masked(texts.requestBody),
      responseHeaders: masked(maskHeaders(texts.responseHeaders)),
      responseBody: masked(texts.responseBody),
      isTruncated: long.isAny,
    };
  };
}

/**
 * What was read of a long text may end within a secret, which is not found then. So its last bytes go, before what is
 * left is cut to what is kept.
 */
function cutMasked(read: string, masked: string): { kept: string; isTruncated: boolean } {
  if (cutText(read, KEPT_TEXT_BYTES).length === read.length) {
    return { kept: cutText(masked, KEPT_TEXT_BYTES), isTruncated: false };
  }
  const withoutEnd = Math.max(0, Buffer.byteLength(masked) - MARGIN_BYTES);
  return { kept: cutText(masked, Math.min(KEPT_TEXT_BYTES, withoutEnd)), isTruncated: true };
}

export function maskHeaders(headers: string): string {
  return headers.replace(SECRET_HEADER, (_, name: string) => `${name} ${MASK}`);
}

function maskingOf(secrets: readonly string[], patterns: readonly string[]): Masking {
  // The longest first: of two secrets the shorter may be the beginning of the other.
  const known = [...new Set(secrets)].filter((secret) => secret !== '').sort((a, b) => b.length - a.length);
  const maskings = [
    ...known.flatMap((secret) => [maskingInBase64(secret), maskingBy(patternOfSecret(secret))]),
    ...patterns.map((pattern) => maskingBy(new RegExp(pattern, 'gm'))),
  ];
  return (text) => maskings.reduce((masked, masking) => masking(masked), text);
}

/** A pattern may match nothing at all, and that everywhere. */
function maskingBy(pattern: RegExp): Masking {
  return (text) => text.replace(pattern, (match) => (match === '' ? '' : MASK));
}

/** Each character in every form it may have; encoders differ in which of them they escape. */
function patternOfSecret(secret: string): RegExp {
  const forms = Array.from(secret, (character) => `(?:${formsOf(character).join('|')})`).join('');
  const isShort = secret.length < SHORT_SECRET;
  return new RegExp(isShort ? `(?<![\\p{L}\\p{N}_])${forms}(?![\\p{L}\\p{N}_])` : forms, 'gu');
}

function formsOf(character: string): string[] {
  const bytes = Buffer.from(character, 'utf8');
  const percent = Array.from(bytes, (byte) => `%${hexPattern(byte, 2)}`).join('');
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  const unicode = units.map((unit) => `\\\\u${hexPattern(unit, 4)}`).join('');
  const code = character.codePointAt(0) ?? 0;
  const numeric = `&#(?:[xX]0*${hexPattern(code, 1)}|0*${code});`;
  const escaped = [NAMED_ENTITIES[character], BACKSLASHED[character], character === ' ' ? '+' : undefined];
  const literal = escaped.flatMap((form) => (form === undefined ? [] : [escapePattern(form)]));
  // What is not ASCII: JMeter may have sent "?", and a server may have read the bytes as another encoding.
  const misread = code < 0x80 ? [] : ['\\?{1,2}', escapePattern(bytes.toString('latin1'))];
  return [percent, unicode, numeric, ...literal, ...misread, escapePattern(character)];
}

function hexPattern(value: number, digits: number): string {
  const hex = value.toString(16).padStart(digits, '0');
  return hex.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}

function escapePattern(text: string): string {
  return text
    .replace(/[$()*+./?[\\\]^{|}]/g, '\\$&')
    .replace(/\n/g, '\\n')
    .replace(/\r/g, '\\r');
}

/**
 * Masks every run of base64 characters in which the secret stands, e.g. behind a user's name as in basic authentication:
 * a text's base64 depends on its place within three bytes only.
 */
function maskingInBase64(secret: string): Masking {
  const bytes = Buffer.from(secret, 'utf8');
  if (bytes.length < BASE64_SECRET_BYTES) {
    return (text) => text;
  }
  const cores = [0, 1, 2].map((offset) => base64Core(bytes, offset));
  const all = [...cores, ...cores.map((core) => core.replace(/\+/g, '-').replace(/\//g, '_'))];
  return (text) => [...new Set(all)].reduce(maskRunsWith, text);
}

/** The characters that only the secret decides. */
function base64Core(secret: Buffer, offset: number): string {
  const encoded = Buffer.concat([Buffer.alloc(offset), secret]).toString('base64');
  const from = Math.ceil((offset * 8) / 6);
  return encoded.slice(from, Math.floor(((offset + secret.length) * 8) / 6));
}

function maskRunsWith(text: string, core: string): string {
  let masked = '';
  let from = 0;
  for (let found = text.indexOf(core); found !== -1; found = text.indexOf(core, from)) {
    let start = found;
    while (start > from && isBase64(text[start - 1])) {
      start--;
    }
    let end = found + core.length;
    while (isBase64(text[end])) {
      end++;
    }
    masked += `${text.slice(from, start)}${MASK}`;
    from = end;
  }
  return masked + text.slice(from);
}

function isBase64(character: string | undefined): boolean {
  return character !== undefined && /^[\w+/=-]$/.test(character);
}
