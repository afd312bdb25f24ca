import { decodeField } from './csv-records.ts';

const SLOTS = 16_384;
/** Of a text that is too long to be remembered. */
const NO_SLOT = SLOTS;
/** How many slots there are in all. */
export const TEXT_SLOTS = SLOTS + 1;
const MAX_KEPT_BYTES = 512;
const WORD_BYTES = 4;
const FNV_PRIME = 16_777_619;
const FNV_OFFSET = 0x811c9dc5;
/** Then all texts are forgotten, and those that still come are remembered anew. */
const MOST_BYTES = 1024 * 1024;

/**
 * Decodes a field and remembers it by its bytes: a run has millions of rows and a few dozen labels, and decoding each
 * would cost more than all the rest. A slot keeps the text that came last, so memory is bounded whatever the file holds.
 */
export class TextInterner {
  private readonly texts = new Array<string>(TEXT_SLOTS).fill('');
  /** The bytes of all texts, one behind another: memory that lies together is read several times as fast. */
  private readonly kept = viewOf(Buffer.alloc(MOST_BYTES));
  private keptBytes = 0;
  /** Of each slot, in `kept`. */
  private readonly starts = new Int32Array(SLOTS);
  private readonly lengths = new Int32Array(SLOTS);
  private viewed: Buffer = Buffer.alloc(0);
  /** Of what was `viewed`: it reads four bytes at once. */
  private view = viewOf(this.viewed);

  text(bytes: Buffer, start: number, end: number): string {
    return this.textIn(this.slotOf(bytes, start, end));
  }

  /** To be asked before another text is looked for. */
  textIn(slot: number): string {
    return this.texts[slot] ?? '';
  }

  /** Where the text is kept. */
  slotOf(bytes: Buffer, start: number, end: number): number {
    const length = end - start;
    if (length > MAX_KEPT_BYTES) {
      this.texts[NO_SLOT] = decodeField(bytes, start, end);
      return NO_SLOT;
    }
    if (bytes !== this.viewed) {
      this.viewed = bytes;
      this.view = viewOf(bytes);
    }
    const slot = hashOf(this.view, start, end) & (SLOTS - 1);
    if (this.lengths[slot] !== length || !isSame(this.kept, this.starts[slot] ?? 0, this.view, start, length)) {
      this.keep(slot, bytes, start, end);
    }
    return slot;
  }

  private keep(slot: number, bytes: Buffer, start: number, end: number): void {
    const length = end - start;
    if (this.keptBytes + length > MOST_BYTES) {
      this.lengths.fill(0);
      this.texts.fill('');
      this.keptBytes = 0;
    }
    for (let index = 0; index < length; index++) {
      this.kept.setUint8(this.keptBytes + index, bytes[start + index] ?? 0);
    }
    this.starts[slot] = this.keptBytes;
    this.lengths[slot] = length;
    this.keptBytes += length;
    this.texts[slot] = decodeField(bytes, start, end);
  }
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** FNV-1a, four bytes a step; the last four may be some of those before. */
function hashOf(view: DataView, start: number, end: number): number {
  let hash = FNV_OFFSET ^ (end - start);
  let at = start;
  for (; at + WORD_BYTES < end; at += WORD_BYTES) {
    hash = mixed(hash, view.getInt32(at, true));
  }
  const last = end - WORD_BYTES;
  if (last >= start) {
    return mixed(hash, view.getInt32(last, true));
  }
  for (; at < end; at++) {
    hash = mixed(hash, view.getUint8(at));
  }
  return hash;
}

/** The product's low bits know only the low bits of its factors; the slot is taken from these. */
function mixed(hash: number, word: number): number {
  const product = Math.imul(hash ^ word, FNV_PRIME);
  return product ^ (product >>> 15);
}

function isSame(kept: DataView, keptStart: number, view: DataView, start: number, length: number): boolean {
  let at = 0;
  for (; at + WORD_BYTES < length; at += WORD_BYTES) {
    if (kept.getInt32(keptStart + at, true) !== view.getInt32(start + at, true)) {
      return false;
    }
  }
  const last = length - WORD_BYTES;
  if (last >= 0) {
    return kept.getInt32(keptStart + last, true) === view.getInt32(start + last, true);
  }
  for (; at < length; at++) {
    if (kept.getUint8(keptStart + at) !== view.getUint8(start + at)) {
      return false;
    }
  }
  return true;
}
