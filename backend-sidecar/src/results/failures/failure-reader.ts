import type { KeptFailure } from '../../contract/statistics.ts';
import { cutText, TextCapture } from './text-capture.ts';
import { KEPT_TEXT_BYTES, MARGIN_BYTES } from './text-limits.ts';
import { attributesOf, unescapeXml } from './xml-text.ts';

/** As JMeter wrote it, with everything in clear, and no text longer than READ_TEXT_BYTES. */
export type RawFailure = Omit<KeptFailure, 'isTruncated'> & { readonly isCut: boolean };

/** More than is kept of a text: a secret may cross the end of what is kept. */
export const READ_TEXT_BYTES = KEPT_TEXT_BYTES + MARGIN_BYTES;
const TAG_BYTES = 64 * 1024;
/** Deeper elements are counted only. */
const NAMED_DEPTH = 64;

const LESS = 0x3c;
const GREATER = 0x3e;
const LINE_FEED = 0x0a;
const TRANSACTION_PREFIX = 'Number of samples in transaction';
/** Children of a sample whose text is read. */
const SAMPLE_TEXTS = [
  'responseHeader',
  'requestHeader',
  'responseData',
  'cookies',
  'method',
  'queryString',
  'samplerData',
  'java.net.URL',
];
const ASSERTION_TEXTS = ['failure', 'error', 'failureMessage'];

export interface FailureReaderOptions {
  /** Asked when a failed sample begins: the texts of one that nobody wants are not decoded. */
  readonly isWanted: (label: string) => boolean;
  readonly onFailure: (failure: RawFailure) => void;
  /** Bytes are missing: a failure may have stood in them. */
  readonly onLost: () => void;
}

/** The failed sample that is being read. */
interface OpenSample {
  readonly attributes: ReadonlyMap<string, string>;
  readonly texts: Map<string, string>;
  failureMessage: string | null;
  assertion: Map<string, string>;
  isCut: boolean;
}

/**
 * Reads the failed samples of an XML result file of JMeter while it grows. It is no XML parser: JMeter writes control
 * characters as `&#x0;`, which no parser takes, and the file may be cut, truncated or have holes of zero bytes. What
 * holds in all of that: a raw `<` is always markup, and a sample that is no part of another begins in column 0, where a
 * nested one is indented. So each such beginning is a new start, whatever stood before.
 *
 * Memory is bounded by the limits above, however large a response is.
 */
export class FailureReader {
  private isInTag = false;
  private tagColumn0 = false;
  private readonly tag = new TextCapture(TAG_BYTES);
  private readonly text = new TextCapture(READ_TEXT_BYTES * 6);
  private isCapturing = false;
  private lastByte = LINE_FEED;
  private depth = 0;
  private names: string[] = [];
  private sample: OpenSample | null = null;

  constructor(private readonly options: FailureReaderOptions) {}

  /** Whether nothing is open: what was read so far is not needed any more. */
  get isBetweenSamples(): boolean {
    return !this.isInTag && this.depth <= 1;
  }

  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      const hole = chunk.indexOf(0, at);
      const end = hole === -1 ? chunk.length : hole;
      this.pushText(chunk.subarray(at, end));
      at = end;
      if (hole !== -1) {
        this.lose();
        at = endOfHole(chunk, hole);
      }
    }
  }

  /** What comes next does not follow what was read: the sample that was being read is given up. */
  lose(): void {
    this.reset();
    // Only after a line break is it sure that a sample is no part of another.
    this.lastByte = 0;
    this.options.onLost();
  }

  private reset(): void {
    this.isInTag = false;
    this.isCapturing = false;
    this.depth = 0;
    this.names = [];
    this.sample = null;
  }

  private pushText(bytes: Buffer): void {
    let at = 0;
    while (at < bytes.length) {
      at = this.isInTag ? this.readTag(bytes, at) : this.readText(bytes, at);
    }
    this.lastByte = bytes.at(-1) ?? this.lastByte;
  }

  private readText(bytes: Buffer, from: number): number {
    const found = bytes.indexOf(LESS, from);
    const end = found === -1 ? bytes.length : found;
    if (this.isCapturing) {
      this.text.add(bytes.subarray(from, end));
    }
    if (found === -1) {
      return end;
    }
    this.tagColumn0 = (found === 0 ? this.lastByte : bytes[found - 1]) === LINE_FEED;
    this.isInTag = true;
    this.tag.clear();
    return found + 1;
  }

  private readTag(bytes: Buffer, from: number): number {
    const found = bytes.indexOf(GREATER, from);
    const end = found === -1 ? bytes.length : found;
    this.tag.add(bytes.subarray(from, end));
    if (found === -1) {
      return end;
    }
    this.isInTag = false;
    this.takeTag(this.tag.text());
    return found + 1;
  }

  private takeTag(tag: string): void {
    if (tag.startsWith('?') || tag.startsWith('!')) {
      return;
    }
    if (tag.startsWith('/')) {
      this.closeElement();
      return;
    }
    const name = /^[^\s/]+/.exec(tag)?.[0] ?? '';
    if (this.tagColumn0 && isSample(name)) {
      this.beginSample(tag);
    }
    this.openElement(name);
    if (tag.endsWith('/')) {
      this.closeElement();
    }
  }

  private beginSample(tag: string): void {
    const wasCut = this.sample !== null || this.depth > 1;
    this.reset();
    // As if the root had been seen, which a hole may have swallowed.
    this.depth = 1;
    this.names = ['testResults'];
    if (wasCut) {
      this.options.onLost();
    }
    const attributes = attributesOf(tag);
    const isTransaction = (attributes.get('rm') ?? '').startsWith(TRANSACTION_PREFIX);
    if (attributes.get('s') === 'false' && !isTransaction && this.options.isWanted(attributes.get('lb') ?? '')) {
      this.sample = { attributes, texts: new Map(), failureMessage: null, assertion: new Map(), isCut: false };
    }
  }

  private openElement(name: string): void {
    this.depth++;
    if (this.depth <= NAMED_DEPTH) {
      this.names.push(name);
    }
    this.isCapturing = this.sample !== null && this.isText(name);
    this.text.clear();
  }

  private isText(name: string): boolean {
    if (this.depth === 3) {
      return SAMPLE_TEXTS.includes(name);
    }
    return this.depth === 4 && this.names[2] === 'assertionResult' && ASSERTION_TEXTS.includes(name);
  }

  private closeElement(): void {
    const { sample, depth } = this;
    const name = depth <= NAMED_DEPTH ? this.names.pop() : undefined;
    this.depth = Math.max(0, depth - 1);
    if (sample !== null && name !== undefined) {
      this.endElement(sample, name);
    }
    this.isCapturing = false;
  }

  private endElement(sample: OpenSample, name: string): void {
    if (this.isCapturing) {
      this.takeText(sample, name);
    } else if (this.depth === 2 && name === 'assertionResult') {
      takeAssertion(sample);
    } else if (this.depth === 1) {
      this.sample = null;
      this.options.onFailure(toRawFailure(sample));
    }
  }

  private takeText(sample: OpenSample, name: string): void {
    const whole = unescapeXml(this.text.text(), this.text.isCut);
    const text = cutText(whole, READ_TEXT_BYTES);
    sample.isCut ||= this.text.isCut || text.length < whole.length;
    (this.depth === 2 ? sample.texts : sample.assertion).set(name, text);
  }
}

function isSample(name: string): boolean {
  return name === 'httpSample' || name === 'sample';
}

/** Of several assertions the first that failed is the one that the result file names, too. */
function takeAssertion(sample: OpenSample): void {
  const { assertion } = sample;
  const hasFailed = assertion.get('failure') === 'true' || assertion.get('error') === 'true';
  if (hasFailed) {
    sample.failureMessage ??= assertion.get('failureMessage') ?? null;
  }
  sample.assertion = new Map();
}

function toRawFailure({ attributes, texts, failureMessage, isCut }: OpenSample): RawFailure {
  const text = (name: string) => texts.get(name) ?? '';
  const attribute = (name: string) => attributes.get(name) ?? '';
  return {
    label: attribute('lb'),
    startMs: wholeNumber(attribute('ts')),
    elapsedMs: wholeNumber(attribute('t')),
    threadName: attribute('tn'),
    responseCode: attribute('rc'),
    responseMessage: attribute('rm'),
    failureMessage,
    method: texts.get('method') ?? null,
    url: texts.get('java.net.URL') ?? null,
    requestHeaders: withCookies(text('requestHeader'), text('cookies')),
    requestBody: text('queryString') === '' ? text('samplerData') : text('queryString'),
    responseHeaders: text('responseHeader'),
    responseBody: text('responseData'),
    isCut,
  };
}

/** JMeter tells cookies apart from the other headers of a request. */
function withCookies(headers: string, cookies: string): string {
  return cookies === '' ? headers : `${headers}Cookie: ${cookies}\n`;
}

function wholeNumber(text: string): number {
  return /^\d{1,15}$/.test(text) ? Number(text) : 0;
}

function endOfHole(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] === 0) {
    at++;
  }
  return at;
}
