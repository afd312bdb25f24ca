import { setTimeout as wait } from 'node:timers/promises';

interface WaitUntil<T> {
  /** Completes "It did not come about that …". */
  what: string;
  timeoutMs: number;
  read: () => Promise<T>;
  isDone: (value: T) => boolean;
}

const PAUSE_MS = 200;

/** Asks until the condition holds. */
export async function waitUntil<T>({ what, timeoutMs, read, isDone }: WaitUntil<T>): Promise<T> {
  const deadlineMs = Date.now() + timeoutMs;
  for (;;) {
    const value = await read();
    if (isDone(value)) {
      return value;
    }
    if (Date.now() > deadlineMs) {
      throw new Error(`It did not come about that ${what}: ${JSON.stringify(value).slice(0, 2000)}`);
    }
    await wait(PAUSE_MS);
  }
}
