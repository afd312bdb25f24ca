import { relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { inject } from 'vitest';

/** In place of the sidecar's own in unit tests: what `bundle-workers.ts` has bundled. */
export function workerEntry(name: string, moduleUrl: string): URL {
  const { sources, bundles } = inject('workers');
  const folder = relative(sources, fileURLToPath(new URL('.', moduleUrl)));
  return new URL(`${folder}/${name}.mjs`, pathToFileURL(`${bundles}/`));
}
