import { constants as zlib, crc32, deflateRawSync, inflateRawSync } from 'node:zlib';

const FORMAT_VERSION = 1;
const CHECKSUM_AT = 2;
const HEADER_BYTES = 6;
const PLAIN = 0;
const DEFLATED = 1;
const MAX_INT_32 = 0x7fffffff;
/** A stored summary never comes near; a damaged one must not ask for all memory. */
const MAX_PAYLOAD_BYTES = 512 * 1024 * 1024;

/** Growing buffer of unsigned variable-length integers (7 bits a byte, low ones first), exact up to 2^53 − 1. */
export class VarintWriter {
  private bytes = new Uint8Array(256);
  private length = 0;

  write(value: number): void {
    if (this.length + 8 > this.bytes.length) {
      this.grow();
    }
    let rest = value;
    // As integers of 32 bits as soon as it fits: nearly all values do, and that is several times as fast.
    while (rest > MAX_INT_32) {
      this.bytes[this.length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    while (rest >= 0x80) {
      this.bytes[this.length++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.bytes[this.length++] = rest;
  }

  /** What another writer wrote. */
  append(bytes: Uint8Array): void {
    if (this.length + bytes.length > this.bytes.length) {
      this.grow(bytes.length);
    }
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  finish(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  private grow(atLeast = 0): void {
    const larger = new Uint8Array(Math.max(this.bytes.length * 2, this.length + atLeast));
    larger.set(this.bytes);
    this.bytes = larger;
  }
}

/** Reads what {@link VarintWriter} wrote; everything else is an error that says so. */
export class VarintReader {
  private at = 0;
  constructor(private readonly bytes: Uint8Array) {}

  get position(): number {
    return this.at;
  }

  get isAtEnd(): boolean {
    return this.at === this.bytes.length;
  }

  read(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.bytes[this.at++];
      if (byte === undefined) {
        throw new Error('The stored statistics are damaged: they end too early');
      }
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) {
        return checkedSafe(value);
      }
      scale *= 0x80;
    }
  }

  /** Passes over so many numbers. */
  skip(numbers: number): void {
    for (let left = numbers; left > 0; this.at++) {
      const byte = this.bytes[this.at];
      if (byte === undefined) {
        throw new Error('The stored statistics are damaged: they end too early');
      }
      left -= byte < 0x80 ? 1 : 0;
    }
  }

  expectEnd(): void {
    if (this.at !== this.bytes.length) {
      throw new Error('The stored statistics are damaged: something follows their end');
    }
  }
}

function checkedSafe(value: number): number {
  if (!Number.isSafeInteger(value)) {
    throw new Error('The stored statistics are damaged: a number is too large');
  }
  return value;
}

/**
 * version, compression, CRC-32 of these two and the body (little endian), body; deflated only where that is shorter, and
 * quickly: the slowest level makes statistics three per cent smaller in twice the time.
 */
export function seal(payload: Uint8Array): Uint8Array {
  const deflated = deflateRawSync(payload, { level: zlib.Z_BEST_SPEED });
  const isShorter = deflated.length < payload.length;
  const body = isShorter ? deflated : payload;
  const sealed = new Uint8Array(HEADER_BYTES + body.length);
  sealed[0] = FORMAT_VERSION;
  sealed[1] = isShorter ? DEFLATED : PLAIN;
  sealed.set(body, HEADER_BYTES);
  new DataView(sealed.buffer).setUint32(CHECKSUM_AT, checksumOf(sealed), true);
  return sealed;
}

/** The payload of {@link seal}; throws when a single bit of what was stored differs. */
export function unseal(sealed: Uint8Array): Uint8Array {
  if (sealed.length < HEADER_BYTES) {
    throw new Error('The stored statistics are damaged: they are too short');
  }
  if (sealed[0] !== FORMAT_VERSION) {
    throw new Error(`The stored statistics have the unknown format version ${sealed[0]}`);
  }
  const expected = new DataView(sealed.buffer, sealed.byteOffset).getUint32(CHECKSUM_AT, true);
  if (checksumOf(sealed) !== expected) {
    throw new Error('The stored statistics are damaged: their checksum differs');
  }
  const body = sealed.subarray(HEADER_BYTES);
  return sealed[1] === DEFLATED ? inflateRawSync(body, { maxOutputLength: MAX_PAYLOAD_BYTES }) : body;
}

function checksumOf(sealed: Uint8Array): number {
  return crc32(sealed.subarray(HEADER_BYTES), crc32(sealed.subarray(0, CHECKSUM_AT)));
}
