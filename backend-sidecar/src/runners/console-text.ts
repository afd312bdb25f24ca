/** What JMeter's console says about a run; see reference of the format in docs/ARCHITECTURE.md. */
export interface ConsoleFacts {
  /** Epoch ms of "Starting standalone test @ … (1704638404000)". */
  readonly loadStartedMs: number | null;
  /** Epoch ms of "Tidying up ...    @ … (1704638404000)". */
  readonly loadEndedMs: number | null;
  /** JMeter's own last cumulative count of samples, transactions left out. */
  readonly countedSamples: number | null;
  readonly hasEnded: boolean;
  readonly hasFailedToLoad: boolean;
  readonly ranOutOfMemory: boolean;
  /** The lines that say why it could not start. */
  readonly complaint: string | null;
}

export function readConsole(text: string): ConsoleFacts {
  return {
    loadStartedMs: lastNumber(/^Starting standalone test @ .*\((\d+)\)\s*$/gm, text),
    loadEndedMs: lastNumber(/^Tidying up .*\((\d+)\)\s*$/gm, text),
    countedSamples: lastNumber(/^summary =\s+(\d+) in /gm, text),
    hasEnded: /^\.\.\. end of run\s*$/m.test(text),
    hasFailedToLoad: /Problem loading XML from|An error occurred: |Error in NonGUIDriver/.test(text),
    ranOutOfMemory: /java\.lang\.OutOfMemoryError/.test(text),
    complaint: complaintOf(text),
  };
}

function lastNumber(pattern: RegExp, text: string): number | null {
  const last = [...text.matchAll(pattern)].at(-1)?.[1];
  return last === undefined ? null : Number(last);
}

function complaintOf(text: string): string | null {
  const lines = text
    .split('\n')
    .filter((line) => /Problem loading XML|^Cause|CannotResolveClass|An error occurred|^Error|Exception:/.test(line));
  return lines.length === 0 ? null : lines.slice(0, 4).join(' ').slice(0, 1000);
}
