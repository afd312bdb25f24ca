/** Samples that start in `[fromMs, toMs)` are analysed. */
export interface AnalysisWindow {
  fromMs: number;
  toMs: number;
}

interface PlannedLoad {
  durationSeconds: number;
  rampUpSeconds: number;
}

/** What is left out at both ends; without a choice for the begin it is the ramp-up. */
interface WindowTrim {
  windowTrimStartSeconds: number | null;
  windowTrimEndSeconds: number;
}

/** The run without ramp-up and ramp-down, or without what the scenario trims; null where that leaves nothing. */
export function analysisWindow(
  loadStartedAtMs: number,
  load: PlannedLoad,
  trim: WindowTrim = { windowTrimStartSeconds: null, windowTrimEndSeconds: 0 }
): AnalysisWindow | null {
  const fromSeconds = trim.windowTrimStartSeconds ?? load.rampUpSeconds;
  const toSeconds = load.durationSeconds - trim.windowTrimEndSeconds;
  if (fromSeconds >= toSeconds) {
    return null;
  }
  return { fromMs: loadStartedAtMs + fromSeconds * 1000, toMs: loadStartedAtMs + toSeconds * 1000 };
}

const SLICE_SECONDS = [1, 2, 5, 10, 15, 30, 60, 120, 300];
const MOST_SLICES = 900;

/** Width of a time slice: the finest that cuts the planned duration into at most 900 (one hour: 5 s). */
export function sliceWidthMs(durationSeconds: number): number {
  const seconds = SLICE_SECONDS.find((width) => durationSeconds / width <= MOST_SLICES) ?? 600;
  return seconds * 1000;
}
