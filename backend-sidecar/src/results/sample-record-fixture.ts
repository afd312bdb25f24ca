import type { SampleRecord } from './sample-record.ts';

/** A reader fills one record again and again: who looks at several takes copies. */
export function copyOf(record: SampleRecord): SampleRecord {
  return {
    kind: 'record',
    startMs: record.startMs,
    elapsedMs: record.elapsedMs,
    label: record.label,
    isSuccess: record.isSuccess,
    isTransaction: record.isTransaction,
    threadName: record.threadName,
    groupName: record.groupName,
    responseCode: record.responseCode,
    failureText: record.failureText,
    receivedBytes: record.receivedBytes,
    sentBytes: record.sentBytes,
    activeThreads: record.activeThreads,
    latencyMs: record.latencyMs,
    connectMs: record.connectMs,
    idleMs: record.idleMs,
    sampleCount: record.sampleCount,
    errorCount: record.errorCount,
  };
}
