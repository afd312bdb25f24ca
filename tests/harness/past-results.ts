/**
 * The vector of the time rule in the specification of the verdict, computed there independently and twice: p90 of four
 * accepted runs, oldest first, then of the run that is judged.
 */
export const P90_MS = {
  Login: [412, 425, 405, 418, 560],
  Search: [880, 910, 850, 895, 905],
  Cart: [230, 230, 230, 230, 252],
  Checkout: [1510, 1450, 1530, 1490, 1500],
  Report: [2950, 3300, 2900, 3150, 3600],
} as const;
export type PastLabel = keyof typeof P90_MS;
export const PAST_LABELS = Object.keys(P90_MS) as PastLabel[];

export const PAST_FIRST_START_MS = Date.UTC(2026, 2, 2, 9);
export const PAST_STEP_MS = 86_400_000;

const SAMPLES_A_LABEL = 200;
const HEADER =
  'timeStamp,elapsed,label,responseCode,responseMessage,threadName,dataType,success,failureMessage,bytes,sentBytes,' +
  'grpThreads,allThreads,URL,Latency,IdleTime,Connect';

/** The p90 of 200 samples is the 180th in order: 170 are below it, 15 are it, 15 are above. */
function elapsedMs(p90Ms: number, index: number): number {
  if (index < 170) {
    return p90Ms - 1 - (index % 20);
  }
  return index < 185 ? p90Ms : p90Ms + 10;
}

/** The result file of a past run as JMeter writes it; one sample of each label in turn. Runs 0 to 3 are the history. */
export function pastResult(runIndex: number): string {
  const startMs = PAST_FIRST_START_MS + runIndex * PAST_STEP_MS;
  const rows = Array.from({ length: SAMPLES_A_LABEL }, (_, index) =>
    PAST_LABELS.map((label, place) => {
      const atMs = startMs + index * 100 + place;
      // Not in the order of their length.
      const elapsed = elapsedMs(P90_MS[label][Math.min(runIndex, 4)] ?? 0, (index * 37) % SAMPLES_A_LABEL);
      return `${atMs},${elapsed},${label},200,OK,Users 1-1,text,true,,100,50,1,1,http://shop.example/,5,0,1`;
    })
  );
  return [HEADER, ...rows.flat(), ''].join('\n');
}

/** As the product names its own result files: each run is of a version of its own. */
export function pastResultName(scenarioName: string, runIndex: number): string {
  const stamp = new Date(PAST_FIRST_START_MS + runIndex * PAST_STEP_MS).toISOString().replace(/[-:]|\.\d+Z/g, '');
  return `${scenarioName}_load_1.${runIndex}.0_${stamp}.csv`;
}
