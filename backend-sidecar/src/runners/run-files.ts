/** What every way to run JMeter leaves in a run's directory. */
export const RUN_FILES = {
  console: 'console.log',
  consoleErrors: 'console.err',
  log: 'jmeter.log',
} as const;

/**
 * What a run's process leaves in its directory, so that a restarted sidecar can find it again:
 *
 * - `process.pid`   written by the launcher itself, before it starts java: process id and group
 * - `process.port`  the UDP port that takes JMeter's stop commands, written before the start
 * - `process.exit`  java's exit code, written by the launcher when java has ended
 * - `console.log`, `console.err`, `jmeter.log`
 */
export const PROCESS_FILES = {
  pid: 'process.pid',
  port: 'process.port',
  exit: 'process.exit',
  ...RUN_FILES,
  properties: 'run.properties',
} as const;
