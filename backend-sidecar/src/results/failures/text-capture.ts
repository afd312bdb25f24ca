/** Collects bytes up to a limit and forgets what comes after it. */
export class TextCapture {
  private parts: Buffer[] = [];
  private size = 0;
  isCut = false;

  constructor(private readonly maxBytes: number) {}

  clear(): void {
    this.parts = [];
    this.size = 0;
    this.isCut = false;
  }

  /** The bytes are copied: their buffer may be used again. */
  add(bytes: Buffer): void {
    const room = this.maxBytes - this.size;
    const taken = bytes.subarray(0, room);
    this.isCut ||= taken.length < bytes.length;
    if (taken.length > 0) {
      this.parts.push(Buffer.from(taken));
      this.size += taken.length;
    }
  }

  text(): string {
    return Buffer.concat(this.parts).toString('utf8');
  }
}

/** The beginning of a text that takes at most so many bytes in UTF-8, without half a character at its end. */
export function cutText(text: string, maxBytes: number): string {
  // No character takes less than a byte, so most texts need not be encoded to know that they fit.
  if (text.length * 3 <= maxBytes) {
    return text;
  }
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length <= maxBytes) {
    return text;
  }
  let end = maxBytes;
  while (end > 0 && isContinuation(bytes[end])) {
    end--;
  }
  return bytes.toString('utf8', 0, end);
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}
