import { AppError } from '../kernel/errors.ts';

export type ResultFormat = 'jtl csv' | 'jtl xml';

/** So much of a file's beginning tells what it is. */
export const KIND_BYTES = 4096;

const UTF16_MARKS = [Buffer.from([0xff, 0xfe]), Buffer.from([0xfe, 0xff])];
const ARCHIVE_MARKS = [Buffer.from([0x1f, 0x8b]), Buffer.from('PK\x03\x04', 'latin1')];
const PROLOG = /^(?:\s+|<\?[\s\S]*?\?>|<!--[\s\S]*?-->)*/;
const MAX_NAME_CHARS = 60;

/**
 * What a file is, by its first bytes and not by its name.
 *
 * @throws AppError RESULT_UNREADABLE for what is no result file of JMeter, and says what it is instead
 */
export function resultFormatOf(head: Buffer): ResultFormat {
  checkBytes(head);
  const text = head.toString('utf8').replace(/^\uFEFF/, '');
  const trimmed = text.trimStart();
  if (trimmed === '') {
    throw noResult('it is empty');
  }
  if (trimmed.startsWith('<')) {
    return xmlFormatOf(trimmed.replace(PROLOG, ''));
  }
  if (/^[[{]\s*["{[\]}]/.test(trimmed)) {
    throw noResult('it is JSON, not a result file of JMeter');
  }
  return 'jtl csv';
}

function checkBytes(head: Buffer): void {
  if (UTF16_MARKS.some((mark) => startsWith(head, mark))) {
    throw noResult('it is encoded in UTF-16; JMeter writes UTF-8');
  }
  if (ARCHIVE_MARKS.some((mark) => startsWith(head, mark))) {
    throw noResult('it is an archive within an archive');
  }
  if (head.includes(0)) {
    throw noResult('it is not text, so it is no result file of JMeter');
  }
}

function xmlFormatOf(document: string): ResultFormat {
  if (/^<!doctype\s+html/i.test(document) || /^<html\b/i.test(document)) {
    throw noResult('it is an HTML page, not a result file of JMeter');
  }
  if (/^<!/.test(document)) {
    throw noResult('it has a DOCTYPE; JMeter writes none');
  }
  const root = /^<([\w:.-]+)/.exec(document)?.[1] ?? '';
  if (root === 'testResults') {
    return 'jtl xml';
  }
  throw noResult(
    root === 'jmeterTestPlan'
      ? 'it is a test plan, not the result of one'
      : `it is XML, but no result file of JMeter (<${root.slice(0, MAX_NAME_CHARS)}>)`
  );
}

function startsWith(bytes: Buffer, mark: Buffer): boolean {
  return bytes.subarray(0, mark.length).equals(mark);
}

function noResult(detail: string): AppError {
  return new AppError('RESULT_UNREADABLE', detail);
}
