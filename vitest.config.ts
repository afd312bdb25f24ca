import { fileURLToPath } from 'node:url';

import { defineConfig } from 'vitest/config';

const BUNDLED_WORKERS = fileURLToPath(new URL('./tests/harness/bundled-worker-entry.ts', import.meta.url));

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias: [{ find: /^.*\/kernel\/worker-entry\.ts$/, replacement: BUNDLED_WORKERS }] },
        test: {
          name: 'sidecar',
          globalSetup: 'tests/harness/bundle-workers.ts',
          include: [
            'backend-sidecar/src/**/*.test.{ts,tsx}',
            'tests/unit/**/*.test.ts',
            'tests/preview-host/**/*.test.ts',
          ],
          environment: 'node',
          // Many wait for a process or a clock: two files at a time, also where that leaves the plugin's tests no core.
          maxWorkers: 2,
          // Many begin a thread or a whole sidecar, which takes its time on a machine that is busy.
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          // Also against a real Grafana: E2E_GRAFANA_URL=… npx vitest run --project contract
          name: 'contract',
          include: ['tests/contract/**/*.test.ts'],
          environment: 'node',
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'system',
          include: ['tests/system/**/*.test.ts'],
          environment: 'node',
          globalSetup: 'tests/harness/build-sidecar.ts',
          // Most of the time a JMeter runs for as long as it was told; two of them leave two cores enough.
          maxWorkers: 2,
          testTimeout: 180_000,
          hookTimeout: 240_000,
        },
      },
      {
        test: {
          name: 'long',
          include: ['tests/long/**/*.test.ts'],
          environment: 'node',
          fileParallelism: false,
          testTimeout: 3_600_000,
          hookTimeout: 240_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['tests/browser/**/*.test.ts'],
          environment: 'node',
          fileParallelism: false,
          testTimeout: 240_000,
          // A page of a real Grafana takes seconds to open.
          expect: { poll: { timeout: 10_000 } },
          hookTimeout: 240_000,
        },
      },
    ],
  },
});
