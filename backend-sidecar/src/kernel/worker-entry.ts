/**
 * The program of a worker thread. Built, it lies beside the bundle; from the sources it is started through tsx, by a
 * `<name>.source.mjs` beside the module.
 *
 * @param moduleUrl `import.meta.url` of the module that starts the worker
 */
export function workerEntry(name: string, moduleUrl: string): URL {
  return new URL(moduleUrl.endsWith('.ts') ? `./${name}.source.mjs` : `./${name}.js`, moduleUrl);
}
