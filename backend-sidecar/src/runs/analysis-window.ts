/** Samples that start in `[fromMs, toMs)` are analysed. */
export interface AnalysisWindow {
  fromMs: number;
  toMs: number;
}

interface PlannedLoad {
  durationSeconds: number;
  rampUpSeconds: number;
}

/** The run without ramp-up and ramp-down; null where the ramp-up leaves nothing. */
export function analysisWindow(loadStartedAtMs: number, load: PlannedLoad): AnalysisWindow | null {
  if (load.rampUpSeconds >= load.durationSeconds) {
    return null;
  }
  return {
    fromMs: loadStartedAtMs + load.rampUpSeconds * 1000,
    toMs: loadStartedAtMs + load.durationSeconds * 1000,
  };
}

const SLICE_SECONDS = [1, 2, 5, 10, 15, 30, 60, 120, 300];
const MOST_SLICES = 900;

/** Width of a time slice: the finest that cuts the planned duration into at most 900 (one hour: 5 s). */
export function sliceWidthMs(durationSeconds: number): number {
  const seconds = SLICE_SECONDS.find((width) => durationSeconds / width <= MOST_SLICES) ?? 600;
  return seconds * 1000;
}
