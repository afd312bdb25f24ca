/** What every way to run JMeter leaves in a run's directory. */
export const RUN_FILES = {
  console: 'console.log',
  consoleErrors: 'console.err',
  log: 'jmeter.log',
} as const;
