import type { ErrorGroup, KeptFailure } from 'perftest-automation-sidecar/contract/statistics';

export interface FailureGroup {
  /** Undefined: failures of which no group of errors tells. */
  readonly group: ErrorGroup | undefined;
  readonly failures: readonly KeptFailure[];
}

/** The examples of each group of errors, in the order of the groups; groups without one are left out. */
export function groupFailures(failures: readonly KeptFailure[], groups: readonly ErrorGroup[]): FailureGroup[] {
  const found = groups.map((group) => ({ group, failures: failures.filter((one) => isExampleOf(one, group)) }));
  const known = new Set(found.flatMap((one) => one.failures));
  const others = { group: undefined, failures: failures.filter((failure) => !known.has(failure)) };
  return [...found, others].filter((one) => one.failures.length > 0);
}

/** One of the group's failures: same label, code and message, but for numbers and ids. */
function isExampleOf(failure: KeptFailure, { kind, label, responseCode, message }: ErrorGroup): boolean {
  const text = failure.failureMessage || failure.responseMessage;
  return (
    kind === 'sample' && failure.label === label && failure.responseCode === responseCode && fitsFolded(text, message)
  );
}

/**
 * Whether a text is one that was folded to `message`: each `#` stands for a number or an id. A message may be shortened,
 * which its last character says.
 */
export function fitsFolded(text: string, message: string): boolean {
  if (text === message) {
    return true;
  }
  const isShortened = message.endsWith('…');
  const [first = '', ...others] = (isShortened ? message.slice(0, -1) : message).split('#');
  if (!text.startsWith(first)) {
    return false;
  }
  const last = isShortened ? undefined : others.pop();
  const endOfMiddle = skipPieces({ text, pieces: others, from: first.length });
  return (
    endOfMiddle !== undefined && (last === undefined ? isShortened : endsWithFolded({ text, last, from: endOfMiddle }))
  );
}

/** Each piece with at least one character before it, as early as can be; undefined = one is missing. */
function skipPieces({ text, pieces, from }: { text: string; pieces: readonly string[]; from: number }) {
  let at = from;
  for (const piece of pieces) {
    const found = text.indexOf(piece, at + 1);
    if (found === -1) {
      return undefined;
    }
    at = found + piece.length;
  }
  return at;
}

function endsWithFolded({ text, last, from }: { text: string; last: string; from: number }): boolean {
  return text.endsWith(last) && text.length - last.length > from;
}

/** The place on a page where a group's failed requests stand. */
export function failureGroupId({ kind, label, responseCode, message }: ErrorGroup): string {
  return `failures-${encodeURIComponent([kind, label, responseCode, message].join('-'))}`;
}

/** JSON with line breaks; any other text as it is. */
export function readableBody(text: string): string {
  const trimmed = text.trim();
  if (!/^[[{]/.test(trimmed)) {
    return trimmed;
  }
  try {
    return JSON.stringify(JSON.parse(trimmed), null, 2);
  } catch {
    return trimmed;
  }
}

/** A failure to paste elsewhere. */
export function plainText(failure: KeptFailure): string {
  const { label, responseCode, responseMessage, failureMessage, startMs, elapsedMs, threadName } = failure;
  const parts = [
    `${label}: ${[responseCode, responseMessage].filter(Boolean).join(' ')}`,
    `${new Date(startMs).toISOString()}, ${elapsedMs} ms, ${threadName}`,
    failureMessage ? `Assertion: ${failureMessage}` : '',
    ['--- Request', requestLine(failure), failure.requestHeaders.trim(), '', failure.requestBody].join('\n'),
    ['--- Response', failure.responseHeaders.trim(), '', failure.responseBody].join('\n'),
  ];
  return parts.filter(Boolean).join('\n');
}

export function requestLine({ method, url }: Pick<KeptFailure, 'method' | 'url'>): string {
  return [method, url].filter(Boolean).join(' ');
}
