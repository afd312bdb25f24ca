import { AppError } from '../kernel/errors.ts';
import { CSV_REJECTIONS, MAX_RECORD_BYTES } from './csv-records.ts';
import { TextCapture } from './failures/text-capture.ts';
import { attributesOf, unescapeXml } from './failures/xml-text.ts';
import type { JtlVisitor, ReadPlace } from './jtl-reader.ts';
import {
  EMPTY_TRANSACTION_PREFIX,
  groupNameOfThread,
  RECORD_REJECTIONS,
  TRANSACTION_PREFIX,
  type SampleRecord,
} from './sample-record.ts';

const LESS = 0x3c;
const GREATER = 0x3e;
const LINE_FEED = 0x0a;
const TEXT_BYTES = 64 * 1024;
const MAX_SHOWN_CHARS = 300;
/** Transactions within transactions; no plan comes near. */
const MAX_DEPTH = 1_000;
const REQUIRED = { ts: 'ts (timeStamp)', t: 't (elapsed)', lb: 'lb (label)', s: 's (success)' } as const;
const ASSERTION_TEXTS = ['failure', 'error', 'failureMessage'];

type Attributes = ReadonlyMap<string, string>;

/** A sample whose end has not been read yet. */
interface OpenSample {
  readonly attributes: Attributes;
  /** Of an ordinary sample: an embedded resource, a redirect. It is in its parent's figures already. */
  readonly isPart: boolean;
  readonly isTransaction: boolean;
  readonly depth: number;
  readonly recordNumber: number;
  readonly lineNumber: number;
  readonly tag: string;
  readonly isTooLong: boolean;
  failureMessage: string | null;
  assertion: Map<string, string>;
}

/**
 * Reads the samples of an XML result file, streamed. It is no XML parser: JMeter writes control characters as `&#x0;`,
 * which no parser takes, and the end of the file may be missing. What holds in all of that: a raw `<` is always markup,
 * and a sample that is no part of another begins in column 0, where JMeter indents a nested one. So such a beginning is a
 * new start, whatever stood before.
 *
 * A sample within a transaction is a sample like any other; one within an ordinary sample is part of it and not counted.
 */
export class XmlReader {
  private readonly tag = new TextCapture(MAX_RECORD_BYTES);
  private readonly text = new TextCapture(TEXT_BYTES);
  private isInTag = false;
  private tagColumn0 = false;
  private tagLine = 1;
  private line = 1;
  private lastByte = LINE_FEED;
  private isCapturing = false;
  private isEnded = false;
  private readonly names: string[] = [];
  private readonly samples: OpenSample[] = [];
  private recordNumber = 0;
  private parts = 0;

  constructor(
    private readonly visitor: JtlVisitor,
    private readonly place: ReadPlace
  ) {}

  get hasRecords(): boolean {
    return this.recordNumber > 0;
  }

  get notes(): readonly string[] {
    const parts = `${this.parts} records are parts of other samples (embedded resources, redirects) and not counted again.`;
    const end = 'It has no end: JMeter could not finish it.';
    return [...(this.parts > 0 ? [parts] : []), ...(this.isEnded ? [] : [end])];
  }

  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      at = this.isInTag ? this.readTag(chunk, at) : this.readText(chunk, at);
    }
    this.lastByte = chunk.at(-1) ?? this.lastByte;
  }

  /** The writer is gone: samples without an end are no records. */
  finish(): void {
    if (this.isInTag && /^(?:httpS|s)ample\b/.test(this.tag.text())) {
      this.openSample(this.tag.text(), this.names.length);
    }
    this.rejectOpenSamples();
  }

  private readText(bytes: Buffer, from: number): number {
    const found = bytes.indexOf(LESS, from);
    const end = found === -1 ? bytes.length : found;
    if (this.isCapturing) {
      this.text.add(bytes.subarray(from, end));
    }
    this.line += lineFeeds(bytes, from, end);
    if (found === -1) {
      return end;
    }
    this.tagColumn0 = (found === 0 ? this.lastByte : bytes[found - 1]) === LINE_FEED;
    this.tagLine = this.line;
    this.isInTag = true;
    this.tag.clear();
    return found + 1;
  }

  private readTag(bytes: Buffer, from: number): number {
    const found = bytes.indexOf(GREATER, from);
    const end = found === -1 ? bytes.length : found;
    this.tag.add(bytes.subarray(from, end));
    this.line += lineFeeds(bytes, from, end);
    if (found === -1) {
      return end;
    }
    this.isInTag = false;
    this.takeTag(this.tag.text());
    return found + 1;
  }

  private takeTag(tag: string): void {
    if (/^!doctype/i.test(tag)) {
      throw new AppError('RESULT_UNREADABLE', 'it has a DOCTYPE; JMeter writes none');
    }
    if (tag.startsWith('?') || tag.startsWith('!')) {
      return;
    }
    if (tag.startsWith('/')) {
      this.closeElement();
      return;
    }
    this.openElement(tag);
    // Of a tag that was cut the end is not known; a sample that large has something in it.
    if (tag.endsWith('/') && !this.tag.isCut) {
      this.closeElement();
    }
  }

  private openElement(tag: string): void {
    const name = /^[^\s/]+/.exec(tag)?.[0] ?? '';
    const isSample = name === 'httpSample' || name === 'sample';
    if (isSample && this.tagColumn0) {
      this.startAnew();
    }
    if (this.names.length >= MAX_DEPTH) {
      throw new AppError('RESULT_UNREADABLE', `it nests more than ${MAX_DEPTH} elements`);
    }
    if (isSample) {
      this.openSample(tag, this.names.length);
    }
    this.names.push(name);
    this.isCapturing = this.isAssertionText(name);
    this.text.clear();
  }

  /** Whatever is still open lost its end. */
  private startAnew(): void {
    this.rejectOpenSamples();
    this.names.length = Math.min(this.names.length, 1);
  }

  private openSample(tag: string, depth: number): void {
    const parent = this.samples.at(-1);
    const isPart = parent !== undefined && (parent.isPart || !parent.isTransaction);
    const attributes = attributesOf(tag);
    if (isPart) {
      this.parts++;
    } else {
      this.checkFirst(attributes);
      this.recordNumber++;
    }
    this.samples.push({
      ...{ attributes, isPart, depth },
      isTransaction: (attributes.get('rm') ?? '').startsWith(TRANSACTION_PREFIX),
      recordNumber: this.recordNumber,
      lineNumber: this.tagLine,
      tag: tag.slice(0, MAX_SHOWN_CHARS),
      isTooLong: this.tag.isCut,
      failureMessage: null,
      assertion: new Map(),
    });
  }

  /** What the first sample has, all have: JMeter's configuration decides. */
  private checkFirst(attributes: Attributes): void {
    if (this.hasRecords || this.isInTag) {
      return;
    }
    const missing = Object.entries(REQUIRED).flatMap(([name, shown]) => (attributes.has(name) ? [] : [shown]));
    if (missing.length > 0) {
      const detail = `required attributes are missing from its first sample: ${missing.join(', ')}`;
      throw new AppError('RESULT_UNREADABLE', `${detail} (found: ${[...attributes.keys()].join(', ')})`);
    }
  }

  /** Only the texts of a failed sample's own assertions are read. */
  private isAssertionText(name: string): boolean {
    const sample = this.samples.at(-1);
    if (sample === undefined || sample.isPart || sample.attributes.get('s') !== 'false') {
      return false;
    }
    const isWithin = this.names[sample.depth + 1] === 'assertionResult' && this.names.length === sample.depth + 3;
    return isWithin && ASSERTION_TEXTS.includes(name);
  }

  private closeElement(): void {
    const name = this.names.pop();
    const sample = this.samples.at(-1);
    if (name === undefined || sample === undefined) {
      this.isEnded ||= name === 'testResults';
      return;
    }
    if (this.isCapturing) {
      sample.assertion.set(name, unescapeXml(this.text.text(), this.text.isCut));
      this.isCapturing = false;
    } else if (name === 'assertionResult' && this.names.length === sample.depth + 1) {
      takeAssertion(sample);
    } else if (this.names.length === sample.depth) {
      this.samples.pop();
      this.emit(sample);
    }
  }

  private emit(sample: OpenSample): void {
    if (sample.isPart) {
      return;
    }
    const record = sample.isTooLong ? CSV_REJECTIONS.tooLong : toRecord(sample, this.place.clockOffsetMs);
    if (typeof record === 'string') {
      this.reject(sample, record);
      return;
    }
    this.visitor.sample(record, this.place.part);
  }

  private rejectOpenSamples(): void {
    for (const sample of this.samples.splice(0)) {
      if (!sample.isPart) {
        this.reject(sample, CSV_REJECTIONS.incomplete);
      }
    }
  }

  private reject({ recordNumber, lineNumber, tag }: OpenSample, reason: string): void {
    this.visitor.rejected({
      recordNumber,
      lineNumber,
      fileName: this.place.fileName,
      reason,
      text: `<${tag}`.slice(0, MAX_SHOWN_CHARS),
    });
  }
}

/** Of several assertions the first that failed is the one that a CSV file names, too. */
function takeAssertion(sample: OpenSample): void {
  const { assertion } = sample;
  if (assertion.get('failure') === 'true' || assertion.get('error') === 'true') {
    sample.failureMessage ??= assertion.get('failureMessage') ?? null;
  }
  sample.assertion = new Map();
}

/** The record, or why there is none. */
function toRecord(
  { attributes, isTransaction, depth, failureMessage }: OpenSample,
  clockOffsetMs: number
): SampleRecord | string {
  const numbers = numbersOf(attributes);
  if (typeof numbers === 'string') {
    return numbers;
  }
  const success = attributes.get('s');
  if (success !== 'true' && success !== 'false') {
    return RECORD_REJECTIONS.success;
  }
  const isSuccess = success === 'true';
  const threadName = attributes.get('tn') ?? '';
  return {
    ...numbers,
    kind: 'record',
    startMs: numbers.startMs + clockOffsetMs,
    label: attributes.get('lb') ?? '',
    isSuccess,
    isTransaction,
    isEmptyTransaction: isTransaction && (attributes.get('rm') ?? '').startsWith(EMPTY_TRANSACTION_PREFIX),
    isNested: depth > 1,
    threadName,
    groupName: groupNameOfThread(threadName),
    responseCode: isSuccess ? '' : (attributes.get('rc') ?? ''),
    failureText: isSuccess ? '' : failureMessage || (attributes.get('rm') ?? ''),
    sampleCount: numbers.sampleCount ?? 1,
    errorCount: numbers.errorCount ?? (isSuccess ? 0 : 1),
  };
}

const OPTIONAL_NUMBERS = [
  ['receivedBytes', 'by', RECORD_REJECTIONS.bytes],
  ['sentBytes', 'sby', RECORD_REJECTIONS.sentBytes],
  ['activeThreads', 'na', RECORD_REJECTIONS.allThreads],
  ['latencyMs', 'lt', RECORD_REJECTIONS.latency],
  ['connectMs', 'ct', RECORD_REJECTIONS.connect],
  ['idleMs', 'it', RECORD_REJECTIONS.idle],
  ['sampleCount', 'sc', RECORD_REJECTIONS.sampleCount],
  ['errorCount', 'ec', RECORD_REJECTIONS.errorCount],
] as const;

type OptionalNumbers = Record<(typeof OPTIONAL_NUMBERS)[number][0], number | null>;

function numbersOf(attributes: Attributes): (OptionalNumbers & { startMs: number; elapsedMs: number }) | string {
  const startMs = /^\d{13}$/.test(attributes.get('ts') ?? '') ? Number(attributes.get('ts')) : null;
  if (startMs === null) {
    return RECORD_REJECTIONS.timeStamp;
  }
  const elapsedMs = wholeNumber(attributes.get('t') ?? '');
  if (elapsedMs === null) {
    return RECORD_REJECTIONS.elapsed;
  }
  const numbers: OptionalNumbers = {
    ...{ receivedBytes: null, sentBytes: null, activeThreads: null, latencyMs: null },
    ...{ connectMs: null, idleMs: null, sampleCount: null, errorCount: null },
  };
  for (const [field, attribute, rejection] of OPTIONAL_NUMBERS) {
    const text = attributes.get(attribute) ?? '';
    numbers[field] = wholeNumber(text);
    if (text !== '' && numbers[field] === null) {
      return rejection;
    }
  }
  return { ...numbers, startMs, elapsedMs };
}

function wholeNumber(text: string): number | null {
  return /^\d{1,12}$/.test(text) ? Number(text) : null;
}

function lineFeeds(bytes: Buffer, from: number, end: number): number {
  let count = 0;
  for (let at = from; at < end; at++) {
    count += bytes[at] === LINE_FEED ? 1 : 0;
  }
  return count;
}
