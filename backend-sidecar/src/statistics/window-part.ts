import type { AnalysisWindow } from '../runs/analysis-window.ts';
import { Summary } from './summary.ts';
import type { TimeSlice } from './time-slices.ts';

/**
 * How a window lies over the slices: those that are wholly within it count as they are; of the two that it cuts, the
 * samples within it must be counted apart while the rows are read.
 */
export class WindowPart {
  private readonly wholeFromMs: number;
  private readonly wholeToMs: number;

  constructor(
    private readonly window: AnalysisWindow,
    sliceMs: number
  ) {
    this.wholeFromMs = Math.ceil(window.fromMs / sliceMs) * sliceMs;
    this.wholeToMs = Math.floor(window.toMs / sliceMs) * sliceMs;
  }

  /** Whether a sample is within the window, but in a slice that the window cuts. */
  isAtEdge(startMs: number): boolean {
    const { window } = this;
    return startMs >= window.fromMs && startMs < window.toMs && !this.isInWholeSlice(startMs);
  }

  /** True when the window begins and ends with a slice. */
  get cutsNone(): boolean {
    return this.window.fromMs === this.wholeFromMs && this.window.toMs === this.wholeToMs;
  }

  summaryOf(slices: readonly TimeSlice[], edge: Summary): Summary {
    const summary = new Summary();
    summary.merge(edge);
    for (const slice of slices) {
      if (this.isInWholeSlice(slice.startMs)) {
        summary.merge(slice.summary);
      }
    }
    return summary;
  }

  private isInWholeSlice(startMs: number): boolean {
    return startMs >= this.wholeFromMs && startMs < this.wholeToMs;
  }
}
