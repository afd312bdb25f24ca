import { setTimeout as wait } from 'node:timers/promises';

import { ConnectionLost } from './connection-lost.ts';

const LONGEST_RETRY_MS = 15_000;

/**
 * Tries until it works, as long as it is only the connection that fails. What is tried must be safe to repeat.
 *
 * @throws what failed last, once the patience is over; at once what is no matter of the connection
 */
export async function persistently<T>(
  work: () => Promise<T>,
  { patienceMs, isClosed }: { patienceMs: number; isClosed: () => boolean }
): Promise<T> {
  const givesUpAtMs = Date.now() + patienceMs;
  for (let tries = 0; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ConnectionLost) || isClosed() || Date.now() > givesUpAtMs) {
        throw error;
      }
      await wait(Math.min(LONGEST_RETRY_MS, 500 * 2 ** tries), undefined, { ref: false });
    }
  }
}
