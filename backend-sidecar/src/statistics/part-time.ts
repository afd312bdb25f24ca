import type { VarintReader, VarintWriter } from './byte-codec.ts';

/** A part of the elapsed time (latency, connect, idle) over many samples; a file without its column has no values. */
export class PartTime {
  private sumMs = 0;
  private count = 0;
  private largestMs = 0;

  add(valueMs: number | null): void {
    if (valueMs === null) {
      return;
    }
    this.sumMs += valueMs;
    this.count++;
    if (valueMs > this.largestMs) {
      this.largestMs = valueMs;
    }
  }

  merge({ count, sumMs, largestMs }: PartTime): void {
    this.addSum(count, sumMs, largestMs);
  }

  /** Of so many values. */
  addSum(count: number, sumMs: number, largestMs: number): void {
    this.count += count;
    this.sumMs += sumMs;
    this.largestMs = Math.max(this.largestMs, largestMs);
  }

  get meanMs(): number | null {
    return this.count === 0 ? null : this.sumMs / this.count;
  }

  get maxMs(): number | null {
    return this.count === 0 ? null : this.largestMs;
  }

  writeTo(writer: VarintWriter): void {
    writer.write(this.count);
    if (this.count > 0) {
      writer.write(this.sumMs);
      writer.write(this.largestMs);
    }
  }

  /** Passes over what was written. */
  static skip(reader: VarintReader): void {
    reader.skip(reader.read() > 0 ? 2 : 0);
  }

  static readFrom(reader: VarintReader): PartTime {
    const part = new PartTime();
    part.count = reader.read();
    if (part.count > 0) {
      part.sumMs = reader.read();
      part.largestMs = reader.read();
    }
    return part;
  }
}
