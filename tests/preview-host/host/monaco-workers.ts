/** CodeEditor's monaco starts its workers from files of this host: the page allows no inline ones. */
export function provideMonacoWorkers(): void {
  window.MonacoEnvironment = {
    getWorker: (_, label) => new Worker(`/public/preview/${label === 'json' ? 'json' : 'editor'}.worker.js`),
  };
}
