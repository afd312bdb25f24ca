import { decodeField } from './csv-records.ts';

const SLOTS = 16_384;
const MAX_KEPT_BYTES = 512;
const FNV_PRIME = 16_777_619;
const FNV_OFFSET = 0x811c9dc5;

interface KeptText {
  readonly bytes: Buffer;
  readonly text: string;
}

/**
 * Decodes a field and remembers it by its bytes: a run has millions of rows and a few dozen labels, and decoding each
 * would cost more than all the rest. A slot keeps the text that came last, so memory is bounded whatever the file holds.
 */
export class TextInterner {
  private readonly slots: Array<KeptText | undefined> = new Array(SLOTS).fill(undefined);

  text(bytes: Buffer, start: number, end: number): string {
    if (start === end) {
      return '';
    }
    if (end - start > MAX_KEPT_BYTES) {
      return decodeField(bytes, start, end);
    }
    const slot = hashOf(bytes, start, end) & (SLOTS - 1);
    const kept = this.slots[slot];
    if (kept !== undefined && isSame(kept.bytes, bytes, start, end)) {
      return kept.text;
    }
    const text = decodeField(bytes, start, end);
    this.slots[slot] = { bytes: Buffer.from(bytes.subarray(start, end)), text };
    return text;
  }
}

function hashOf(bytes: Buffer, start: number, end: number): number {
  let hash = FNV_OFFSET;
  for (let at = start; at < end; at++) {
    hash = Math.imul(hash ^ (bytes[at] ?? 0), FNV_PRIME);
  }
  return hash ^ (hash >>> 15);
}

function isSame(kept: Buffer, bytes: Buffer, start: number, end: number): boolean {
  if (kept.length !== end - start) {
    return false;
  }
  for (let index = 0; index < kept.length; index++) {
    if (kept[index] !== bytes[start + index]) {
      return false;
    }
  }
  return true;
}
