/**
 * `npm test`: sets up what is missing, then runs everything and prints one line of totals. `-- unit lint` runs only the
 * steps of these names, `-- --long` only the proofs that take hours. Plain Node: nothing is installed when it starts.
 */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import {
  checkNode,
  ensureBeside,
  ensureBuilds,
  ensureCompiler,
  ensureJMeter,
  ensurePackages,
  ROOT,
  say,
} from './setup.mjs';

const OUTPUT = join(ROOT, '.cache', 'test');
/** A step that hangs is ended, so that the others can still speak. */
const STEP_LIMIT_MINUTES = 15;
const PRINTED_LINES = 300;

const STEPS = [
  { name: 'types-plugin', command: ['tsc', '--noEmit'] },
  { name: 'types-sidecar', command: ['tsc', '--noEmit', '-p', 'backend-sidecar'] },
  { name: 'types-tests', command: ['tsc', '--noEmit', '-p', 'tests'] },
  { name: 'types-preview', command: ['tsc', '--noEmit', '-p', 'tests/preview-host'] },
  { name: 'eslint', command: ['eslint', '--cache', '--cache-location', '.cache/eslint', '--max-warnings', '0', '.'] },
  { name: 'prettier', command: ['prettier', '--check', '--log-level', 'warn', '.'] },
  vitest('unit', 'sidecar'),
  { name: 'plugin', command: ['jest', '--json', '--outputFile', countsPath('plugin')], counts: countsPath('plugin') },
  vitest('contract'),
  vitest('system'),
  vitest('browser'),
];
/** What holds of a run wherever it is made. */
const RUNNER_CONTRACT = ['runner-contract', 'stopping', 'takeover', 'secrets', 'live', 'companions', 'failures'];
const LONG_STEPS = [
  { ...vitest('long'), limitMinutes: Infinity },
  { ...vitest('long-ssh', 'long', ['takeover']), variables: { RUNNER: 'ssh' }, limitMinutes: Infinity },
  { ...vitest('system-ssh', 'system', RUNNER_CONTRACT), variables: { RUNNER: 'ssh' }, limitMinutes: Infinity },
];
/** Two steps go at a time, those that last longest first. */
const LANES = 2;
const LONGEST_FIRST = ['unit', 'plugin', 'eslint'];
/** They mostly wait for runs of JMeter: beside each other, and beside nothing that takes a core for itself. */
const WAITING = ['system', 'browser', 'long', 'long-ssh', 'system-ssh'];

function vitest(name, project = name, files = []) {
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${countsPath(name)}`];
  return { name, command: ['vitest', 'run', '--project', project, ...files, ...reporters], counts: countsPath(name) };
}

function countsPath(name) {
  return join(OUTPUT, `${name}.json`);
}

checkNode();
const chosen = chosenSteps(process.argv.slice(2));
// The tests speak of one JMeter: the one that this project assembles, whatever else the machine has.
delete process.env.JMETER_HOME;
delete process.env.JMETER_PATH;
ensureCompiler();
const programs = ensureBeside([
  ...['chromium', 'font', 'python', 'influxdb', 'sshd'],
  ...['xmllint', 'openpyxl', 'libreoffice'],
]);
ensurePackages();
ensureBuilds();
await programs;
const jmeterHome = await ensureJMeter();
mkdirSync(OUTPUT, { recursive: true });

const environment = { ...process.env, NO_COLOR: '1', JMETER_HOME: jmeterHome };
const isWaiting = ({ name }) => WAITING.includes(name);
const isLong = ({ name }) => LONGEST_FIRST.includes(name);
const inOrder = [
  ...LONGEST_FIRST.flatMap((wanted) => chosen.filter(({ name }) => name === wanted)),
  ...chosen.filter((step) => !isLong(step) && !isWaiting(step)),
];
const results = [...(await runInLanes(inOrder)), ...(await runInLanes(chosen.filter(isWaiting)))];
console.log(totalsOf(results));
process.exitCode = results.some(({ failed }) => failed > 0) ? 1 : 0;

function chosenSteps(args) {
  const names = args.filter((arg) => !arg.startsWith('--'));
  const steps = args.includes('--long') ? LONG_STEPS : STEPS;
  const unknown = names.filter((name) => !steps.some((step) => step.name === name));
  if (unknown.length > 0) {
    console.error(`✗ There is no step ${unknown.join(', ')}; there are ${steps.map(({ name }) => name).join(', ')}`);
    process.exit(1);
  }
  return names.length === 0 ? steps : steps.filter(({ name }) => names.includes(name));
}

async function runInLanes(steps) {
  const lanes = await Promise.all(Array.from({ length: LANES }, () => runNext(steps)));
  return lanes.flat();
}

/** Takes one step after another from those that are left, and runs it. */
async function runNext(left) {
  const results = [];
  for (let step = left.shift(); step !== undefined; step = left.shift()) {
    results.push(await runStep(step));
  }
  return results;
}

/** Runs one step to its end; what it printed is shown only if it failed. */
async function runStep(step) {
  say(`${step.name} …`);
  const startedAtMs = Date.now();
  const logPath = join(OUTPUT, `${step.name}.log`);
  rmSync(countsPath(step.name), { force: true });
  const isOk = await runCommand(step, logPath);
  const result = countsOf(step, isOk);
  const seconds = ((Date.now() - startedAtMs) / 1000).toFixed(1);
  if (result.failed > 0) {
    printEnd(logPath);
  }
  const figures = step.counts === undefined ? '' : `: ${totalsOf([result])}`;
  console.log(`${result.failed > 0 ? '✗' : '✓'} ${step.name}${figures} (${seconds} s)`);
  return result;
}

/** Each step is a process group of its own, so that nothing of it is left when it is ended from outside. */
function runCommand({ command: [program, ...args], variables = {}, limitMinutes = STEP_LIMIT_MINUTES }, logPath) {
  const log = openSync(logPath, 'w');
  const child = spawn(join(ROOT, 'node_modules', '.bin', program), args, {
    cwd: ROOT,
    env: { ...environment, ...variables },
    stdio: ['ignore', log, log],
    detached: true,
  });
  closeSync(log);
  const limit = Number.isFinite(limitMinutes)
    ? setTimeout(() => endGroup(child, `longer than ${limitMinutes} minutes`), limitMinutes * 60_000)
    : undefined;
  const onSignal = (signal) => {
    endGroup(child, signal);
    process.exit(130);
  };
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  return new Promise((resolve) => {
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  }).finally(() => {
    clearTimeout(limit);
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  });
}

function endGroup(child, why) {
  console.log(`✗ ended: ${why}`);
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has just ended by itself.
  }
}

/** From the reporter's file (vitest writes the same fields as jest). A step that fails counts as one failed at least. */
function countsOf({ counts }, isOk) {
  const report = counts === undefined ? {} : readReport(counts);
  const { numPassedTests: passed = 0, numFailedTests = 0, numPendingTests = 0, numTodoTests = 0 } = report;
  return { passed, failed: Math.max(numFailedTests, isOk ? 0 : 1), skipped: numPendingTests + numTodoTests };
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return {};
  }
}

function printEnd(logPath) {
  const lines = readFileSync(logPath, 'utf8').trimEnd().split('\n');
  if (lines.length > PRINTED_LINES) {
    console.log(`… ${lines.length - PRINTED_LINES} lines more in ${logPath}`);
  }
  console.log(lines.slice(-PRINTED_LINES).join('\n'));
}

function totalsOf(results) {
  const sum = (field) => results.reduce((total, result) => total + result[field], 0);
  const skipped = sum('skipped');
  return `${sum('passed')} passed, ${sum('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
