import type { Page } from 'playwright-core';

interface LayoutShift extends PerformanceEntry {
  readonly value: number;
  readonly hadRecentInput: boolean;
}

/** Shifts that came before an observer are handed to it at once; it hears nothing where there was none. */
const HEARD_WITHIN_MS = 500;

/** How much moved by itself since then (0 = the page was opened), as browsers reckon cumulative layout shift. */
export async function shiftsSince(page: Page, sinceMs: number): Promise<number> {
  const shifts = await page.evaluate((patienceMs) => {
    return new Promise<Array<{ atMs: number; value: number }>>((resolve) => {
      const observer = new PerformanceObserver((list) => {
        const entries = list.getEntries() as LayoutShift[];
        const unasked = entries.filter(({ hadRecentInput }) => !hadRecentInput);
        resolve(unasked.map(({ startTime, value }) => ({ atMs: startTime, value })));
      });
      observer.observe({ type: 'layout-shift', buffered: true });
      setTimeout(() => resolve([]), patienceMs);
    });
  }, HEARD_WITHIN_MS);
  return shifts.filter(({ atMs }) => atMs >= sinceMs).reduce((sum, { value }) => sum + value, 0);
}
