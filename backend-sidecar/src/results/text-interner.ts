import { decodeField } from './csv-records.ts';

const SLOTS = 16_384;
const MAX_KEPT_BYTES = 512;
const WORD_BYTES = 4;
const FNV_PRIME = 16_777_619;
const FNV_OFFSET = 0x811c9dc5;

interface KeptText {
  readonly bytes: DataView;
  readonly text: string;
}

/**
 * Decodes a field and remembers it by its bytes: a run has millions of rows and a few dozen labels, and decoding each
 * would cost more than all the rest. A slot keeps the text that came last, so memory is bounded whatever the file holds.
 */
export class TextInterner {
  private readonly slots: Array<KeptText | undefined> = new Array(SLOTS).fill(undefined);
  private viewed: Buffer = Buffer.alloc(0);
  /** Of what was `viewed`: it reads four bytes at once. */
  private view = viewOf(this.viewed);

  text(bytes: Buffer, start: number, end: number): string {
    if (start === end) {
      return '';
    }
    if (end - start > MAX_KEPT_BYTES) {
      return decodeField(bytes, start, end);
    }
    if (bytes !== this.viewed) {
      this.viewed = bytes;
      this.view = viewOf(bytes);
    }
    const slot = hashOf(this.view, start, end) & (SLOTS - 1);
    const kept = this.slots[slot];
    if (kept !== undefined && kept.bytes.byteLength === end - start && isSame(kept.bytes, this.view, start)) {
      return kept.text;
    }
    const text = decodeField(bytes, start, end);
    this.slots[slot] = { bytes: viewOf(Buffer.from(bytes.subarray(start, end))), text };
    return text;
  }
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** FNV-1a, four bytes a step. */
function hashOf(view: DataView, start: number, end: number): number {
  let hash = FNV_OFFSET;
  let at = start;
  for (; at + WORD_BYTES <= end; at += WORD_BYTES) {
    hash = Math.imul(hash ^ view.getInt32(at, true), FNV_PRIME);
    // The product's low bits know only the low bits of its factors; the slot is taken from these.
    hash ^= hash >>> 15;
  }
  for (; at < end; at++) {
    hash = Math.imul(hash ^ view.getUint8(at), FNV_PRIME);
  }
  return hash ^ (hash >>> 15);
}

function isSame(kept: DataView, view: DataView, start: number): boolean {
  const length = kept.byteLength;
  let at = 0;
  for (; at + WORD_BYTES <= length; at += WORD_BYTES) {
    if (kept.getInt32(at, true) !== view.getInt32(start + at, true)) {
      return false;
    }
  }
  for (; at < length; at++) {
    if (kept.getUint8(at) !== view.getUint8(start + at)) {
      return false;
    }
  }
  return true;
}
