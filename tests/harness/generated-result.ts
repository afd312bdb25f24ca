/** Writes result files that have everything in which reports differ, always the same ones. */

/** JMeter's default columns. */
export const HEADER =
  'timeStamp,elapsed,label,responseCode,responseMessage,threadName,dataType,success,failureMessage,bytes,sentBytes,grpThreads,allThreads,URL,Latency,IdleTime,Connect';
const START_MS = 1_700_000_000_000;
/** 250 s, so that the whole lasts some 260 s with what is still under way. */
const STEP_MS = 10;

/** When a person stopped the run that this could be of; some failures end behind it. */
export const STOP_SENT_MS = START_MS + 25_000 * STEP_MS - 5000;
export const SETUP_GROUP = 'Prepare users';

/** Park and Miller's, which anybody can repeat. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

interface Row {
  startMs: number;
  elapsedMs: number;
  label: string;
  thread: string;
  isSuccess?: boolean;
  message?: string;
  bytes: number;
}

function line({ startMs, elapsedMs, label, thread, isSuccess = true, message, bytes }: Row): string {
  const text = message ?? (isSuccess ? 'OK' : 'Internal Server Error');
  const quoted = (value: string) => (/[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  return [
    ...[startMs, elapsedMs, quoted(label), isSuccess ? 200 : 500, quoted(text), thread, 'text', isSuccess, ''],
    ...[bytes, Math.round(bytes / 7), 10, 12, 'null', Math.round(elapsedMs / 2), 0, 1],
  ].join(',');
}

function transaction(count: number): string {
  return `Number of samples in transaction : ${count}, number of failing samples : 0`;
}

/**
 * 25 000 searches that become slower (the last 20 000 are not the whole), failures, transactions, empty ones, a
 * transaction and a sample of one name, a label that needs quotes, samples of a setUp group, and rows whose order is
 * that of their end.
 */
export function generatedResult(searches = 25_000): string {
  const random = randomFrom(20_261_123);
  const rows: Row[] = Array.from({ length: 5 }, (_, index) => ({
    ...{ startMs: START_MS - 5000 + index * 100, elapsedMs: 900 + index, bytes: 100 },
    ...{ label: 'Create user', thread: `${SETUP_GROUP} 1-1` },
  }));
  for (let index = 0; index < searches; index += 1) {
    const startMs = START_MS + index * STEP_MS;
    const elapsedMs = 20 + Math.floor(300 * random() * random() + index / 100);
    const thread = `Users 1-${(index % 10) + 1}`;
    rows.push({ startMs, elapsedMs, label: 'Search', thread, isSuccess: random() > 0.03, bytes: 2000 + (index % 500) });
    rows.push(...besides({ index, startMs, elapsedMs, thread }));
  }
  const inOrder = rows.sort((one, other) => one.startMs + one.elapsedMs - other.startMs - other.elapsedMs);
  return `${[HEADER, ...inOrder.map(line)].join('\n')}\n`;
}

function besides({ index, startMs, elapsedMs, thread }: Omit<Row, 'label' | 'bytes'> & { index: number }): Row[] {
  const later = { startMs: startMs + 3, thread };
  return [
    ...(index % 7 === 0 ? [{ ...later, elapsedMs: elapsedMs + 600, label: 'Buy', bytes: 900 }] : []),
    ...(index % 9 === 0
      ? [{ ...later, elapsedMs: elapsedMs + 900, label: 'Buy', bytes: 900, message: transaction(2) }]
      : []),
    ...(index % 5 === 0
      ? [{ ...later, elapsedMs: elapsedMs + 50, label: 'Order, "all"', bytes: 3000, message: transaction(3) }]
      : []),
    ...(index % 500 === 0
      ? [{ ...later, elapsedMs: 0, label: 'Order, "all"', bytes: 0, message: transaction(0) }]
      : []),
    ...(index % 1000 === 0 ? [{ ...later, elapsedMs: 0, label: 'Idle', bytes: 0, message: transaction(0) }] : []),
    ...(index % 4000 === 0 ? [{ ...later, elapsedMs: 7, label: 'Once, "quoted"', bytes: 10 }] : []),
  ];
}
