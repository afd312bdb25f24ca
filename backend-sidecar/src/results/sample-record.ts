/**
 * One readable row of a result file. Values that the file does not have are null. Valid only while it is visited: a reader
 * has one record that it fills again for each row.
 */
export interface SampleRecord {
  readonly kind: 'record';
  readonly startMs: number;
  readonly elapsedMs: number;
  readonly label: string;
  /** Equal labels mostly have the same one: who keeps something by label may look there first. */
  readonly labelSlot?: number;
  readonly isSuccess: boolean;
  /** Written by a Transaction Controller. */
  readonly isTransaction: boolean;
  /** A transaction in which nothing ran. */
  readonly isEmptyTransaction?: boolean;
  /** Within the transaction that is its parent, which XML alone tells. */
  readonly isNested?: boolean;
  readonly threadName: string;
  /** `threadName` up to its last space: `Users 1-7` belongs to `Users`. */
  readonly groupName: string;
  /** Empty for rows that did not fail. */
  readonly responseCode: string;
  /** The failed assertion, else the response message; empty for rows that did not fail. */
  readonly failureText: string;
  readonly receivedBytes: number | null;
  readonly sentBytes: number | null;
  readonly activeThreads: number | null;
  /** From the start to the first byte of the answer, connecting included. */
  readonly latencyMs: number | null;
  readonly connectMs: number | null;
  readonly idleMs: number | null;
  /** More than 1: the row stands for several samples, and `elapsedMs` is their sum (JMeter's statistical sample mode). */
  readonly sampleCount: number;
  readonly errorCount: number;
  /** Where its numbers lie side by side in memory, if they do: as FIGURE says, from `figuresAt` on. */
  readonly figures?: Float64Array;
  readonly figuresAt?: number;
}

export const RECORD_REJECTIONS = {
  columns: 'wrong number of columns',
  timeStamp: 'timeStamp is not in epoch milliseconds',
  datedTimeStamp: 'timeStamp is not in the format of the file',
  elapsed: 'elapsed is not a whole number',
  success: 'success is neither true nor false',
  bytes: 'bytes is not a whole number',
  sentBytes: 'sentBytes is not a whole number',
  allThreads: 'allThreads is not a whole number',
  latency: 'Latency is not a whole number',
  connect: 'Connect is not a whole number',
  idle: 'IdleTime is not a whole number',
  sampleCount: 'SampleCount is not a whole number',
  errorCount: 'ErrorCount is not a whole number',
} as const;

export type RecordRejection = (typeof RECORD_REJECTIONS)[keyof typeof RECORD_REJECTIONS];

/** TransactionController writes `Number of samples in transaction : N, number of failing samples : M`; JMeter itself tells transactions by this prefix. */
export const TRANSACTION_PREFIX = 'Number of samples in transaction';
/** JMeter's dashboard leaves out what begins so. */
export const EMPTY_TRANSACTION_PREFIX = `${TRANSACTION_PREFIX} : 0`;

/** A thread name without a space is its own group. */
export function groupNameOfThread(threadName: string): string {
  const lastSpace = threadName.lastIndexOf(' ');
  return lastSpace > 0 ? threadName.slice(0, lastSpace) : threadName;
}
