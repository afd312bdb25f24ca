import type { Clock } from '../clock.ts';

/** How far the reading of some files has come, by their bytes. */
export class ImportProgress {
  private readonly startedAtMs: number;
  private finishedBytes = 0;
  private currentBytes = 0;

  constructor(
    private readonly totalBytes: number,
    private readonly clock: Clock
  ) {
    this.startedAtMs = clock();
  }

  /** @param bytes of the present file; of a compressed one more than it has on the disk */
  within(bytes: number): void {
    this.currentBytes = bytes;
  }

  finish(bytes: number): void {
    this.finishedBytes += bytes;
    this.currentBytes = 0;
  }

  /** `secondsLeft`: as fast as until now; null as long as that is nobody's guess. */
  state(): { ratio: number; secondsLeft: number | null } {
    const readBytes = this.finishedBytes + this.currentBytes;
    const ratio = this.totalBytes === 0 ? 1 : Math.min(0.99, readBytes / this.totalBytes);
    const elapsedSeconds = (this.clock() - this.startedAtMs) / 1000;
    return { ratio, secondsLeft: ratio < 0.02 ? null : (elapsedSeconds * (1 - ratio)) / ratio };
  }
}
