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

/** A group's message may be shortened, which its last character says. */
function isExampleOf(failure: KeptFailure, { kind, label, responseCode, message }: ErrorGroup): boolean {
  const text = failure.failureMessage || failure.responseMessage;
  const isSameText = message.endsWith('…') ? text.startsWith(message.slice(0, -1)) : text === message;
  return kind === 'sample' && failure.label === label && failure.responseCode === responseCode && isSameText;
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
