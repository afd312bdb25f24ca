import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { prepareCopy, type CopyRequest } from '../../backend-sidecar/src/scripts/prepare-copy.ts';
import { startDemoTarget, type DemoTarget } from '../../scripts/demo/target.mjs';
import { assembleJMeter } from '../../scripts/jmeter/assemble-jmeter.mjs';
import { pause, plan, request, sleeping } from '../harness/plans.ts';

const run = promisify(execFile);
const script = readFileSync(new URL('../../scripts/demo/jmeter-scripts/prod-rev-trans.jmx', import.meta.url), 'utf8');
const scheduler = /\s*<boolProp name="ThreadGroup.scheduler">true<\/boolProp>/g;

let home = '';
let workDir = '';
let target: DemoTarget;

beforeAll(async () => {
  workDir = mkdtempSync(path.join(os.tmpdir(), 'prepared-copy-'));
  home = await assembleJMeter();
  target = await startDemoTarget();
}, 600_000);

afterAll(async () => {
  await target.close();
  rmSync(workDir, { recursive: true, force: true });
});

/** A copy with nothing given but what a test says. */
function prepare(given: Partial<CopyRequest> & { xml: string }) {
  return prepareCopy({
    load: null,
    isSmoke: false,
    properties: {},
    placeholders: {},
    secretNames: [],
    keepFailuresIn: null,
    ...given,
  });
}

interface Row {
  readonly startedAtMs: number;
  readonly label: string;
  readonly threadName: string;
}

/** Runs the copy as a run of the product does, with a wrong load by -J, and gives what JMeter left behind. */
async function execute(xml: string, name: string, properties: Record<string, number> = {}) {
  const plan = path.join(workDir, `${name}.jmx`);
  const jtl = path.join(workDir, `${name}.jtl`);
  writeFileSync(plan, xml);
  const settings = { port: target.port, 'jmeter.save.saveservice.subresults': false, ...properties };
  const jar = path.join(home, 'bin', 'ApacheJMeter.jar');
  const args = ['-Xmx256m', '-jar', jar, '-n', '-t', plan, '-l', jtl, '-j', path.join(workDir, `${name}.log`)];
  const passed = Object.entries(settings).map(([property, value]) => `-J${property}=${value}`);
  const { stdout } = await run('java', [...args, ...passed], { cwd: workDir, timeout: 60_000 });
  const lines = readFileSync(jtl, 'utf8').trimEnd().split('\n').slice(1);
  return { stdout, lines, rows: lines.map(toRow) };
}

/** timeStamp,elapsed,label,responseCode,responseMessage,threadName,…: no field before the name has a comma here. */
function toRow(line: string): Row {
  const fields = line.split(',');
  return { startedAtMs: Number(fields[0]), label: fields[2] ?? '', threadName: fields[5] ?? '' };
}

/** Names of the threads of a group that made samples. */
function usersOf(rows: readonly Row[], group: string): number {
  return new Set(
    rows.filter(({ threadName }) => threadName.startsWith(`${group} `)).map(({ threadName }) => threadName)
  ).size;
}

/** Time from the first sample to the last one, both by when they began. */
function spanMs(rows: readonly Row[], group: string): number {
  const starts = rows
    .filter(({ threadName }) => threadName.startsWith(`${group} `))
    .map(({ startedAtMs }) => startedAtMs);
  return Math.max(...starts) - Math.min(...starts);
}

/** A thread group as some GUI wrote it, with a request that sleeps 20 ms. */
function group(name: string, settings: string, loops: string, content: readonly string[] = [sleeping('Sleep', 20)]) {
  const loop = `<elementProp name="ThreadGroup.main_controller" elementType="LoopController" guiclass="LoopControlPanel" testclass="LoopController">${loops}</elementProp>`;
  return `<ThreadGroup guiclass="ThreadGroupGui" testclass="ThreadGroup" testname="${name}">${settings}
<stringProp name="ThreadGroup.on_sample_error">continue</stringProp>${loop}</ThreadGroup><hashTree>${content.join('')}</hashTree>`;
}

const loopTwice =
  '<stringProp name="LoopController.loops">2</stringProp><boolProp name="LoopController.continue_forever">false</boolProp>';

describe('a prepared copy in the real JMeter', () => {
  it('runs the wanted group only, for its duration though the scheduler was off, and writes every sample', async () => {
    expect(script.match(scheduler)).toHaveLength(3);
    const copy = prepare({
      xml: script.replaceAll(scheduler, ''),
      enabledThreadGroups: ['trans'],
      load: { userCount: 2, durationSeconds: 2, rampUpSeconds: 0 },
    });
    expect(copy.edits.map(({ what }) => what)).toContain('scheduler switched on');

    const { stdout, lines } = await execute(copy.xml, 'demo', { threads: 2, rampup: 0, duration: 2 });

    expect(stdout).toContain('... end of run');
    expect(lines.filter((line) => /,(setUp Thread Group|trans) 1-\d,/.test(line))).toHaveLength(lines.length);
    // In parent mode, without sub-results, only the transaction would be there.
    for (const label of ['Login', 'Transfer', 'Statement', 'Make a transfer']) {
      expect(lines.some((line) => line.includes(`,${label},`))).toBe(true);
    }
    expect(existsSync(path.join(workDir, 'prod-rev-trans-summary.csv'))).toBe(false);
  });

  it('gives hard-coded groups their part of the users and the whole duration, whatever kind of property holds them', async () => {
    const xml = plan([
      // Two loops, no scheduler, and a delay that JMeter ignores until the scheduler is on.
      group(
        'large',
        '<intProp name="ThreadGroup.num_threads">30</intProp><intProp name="ThreadGroup.ramp_time">9</intProp><stringProp name="ThreadGroup.delay">3</stringProp>',
        loopTwice
      ),
      group(
        'small',
        '<stringProp name="ThreadGroup.num_threads">10</stringProp><longProp name="ThreadGroup.ramp_time">9</longProp><boolProp name="ThreadGroup.scheduler">false</boolProp><longProp name="ThreadGroup.duration">900</longProp>',
        ''
      ),
    ]);
    const copy = prepare({ xml, load: { userCount: 8, durationSeconds: 4, rampUpSeconds: 0 } });

    // The literals have to win over what the run passes for scripts that read it.
    const { stdout, rows } = await execute(copy.xml, 'split', { threads: 99, rampup: 99, duration: 99 });

    expect(stdout).toContain('... end of run');
    expect([usersOf(rows, 'large'), usersOf(rows, 'small')]).toEqual([6, 2]);
    for (const name of ['large', 'small']) {
      expect(spanMs(rows, name)).toBeGreaterThan(3_500);
      expect(spanMs(rows, name)).toBeLessThan(4_500);
    }
  });

  it('ends a group with a start-up delay when the run ends, and mends an expression in an intProp', async () => {
    const xml = plan([
      group(
        'late',
        '<intProp name="ThreadGroup.num_threads">${__P(threads,1)}</intProp><stringProp name="ThreadGroup.ramp_time">0</stringProp><boolProp name="ThreadGroup.scheduler">true</boolProp><stringProp name="ThreadGroup.duration">900</stringProp><stringProp name="ThreadGroup.delay">3</stringProp>',
        loopTwice
      ),
      group('prompt', '<stringProp name="ThreadGroup.num_threads">@@USERS@@</stringProp>', loopTwice),
    ]);
    const copy = prepare({
      xml,
      load: { userCount: 2, durationSeconds: 5, rampUpSeconds: 0 },
      placeholders: { USERS: '1' },
    });

    const { rows } = await execute(copy.xml, 'late', { threads: 99 });

    expect([usersOf(rows, 'late'), usersOf(rows, 'prompt')]).toEqual([1, 1]);
    const first = (name: string) => rows.find(({ threadName }) => threadName.startsWith(name))?.startedAtMs ?? 0;
    expect(first('late') - first('prompt')).toBeGreaterThan(2_500);
    expect(spanMs(rows, 'late')).toBeLessThan(2_500);
    expect(spanMs(rows, 'prompt')).toBeGreaterThan(4_500);
  });

  it('of a smoke run makes exactly one iteration with one user', async () => {
    const xml = plan([
      group(
        'forever',
        '<intProp name="ThreadGroup.num_threads">30</intProp><intProp name="ThreadGroup.ramp_time">9</intProp><boolProp name="ThreadGroup.scheduler">true</boolProp><stringProp name="ThreadGroup.duration">900</stringProp><stringProp name="ThreadGroup.delay">60</stringProp>',
        '<intProp name="LoopController.loops">-1</intProp><boolProp name="LoopController.continue_forever">true</boolProp>',
        [sleeping('First', 5), sleeping('Second', 5)]
      ),
      group('bare', '<stringProp name="ThreadGroup.num_threads">7</stringProp>', ''),
    ]);
    const copy = prepare({ xml, isSmoke: true });

    const { stdout, rows } = await execute(copy.xml, 'smoke');

    expect(stdout).toContain('... end of run');
    expect(rows.map(({ label, threadName }) => `${threadName}: ${label}`).sort()).toEqual([
      'bare 2-1: Sleep',
      'forever 1-1: First',
      'forever 1-1: Second',
    ]);
  });

  it('writes requests and answers of failed samples, and of no others', async () => {
    const failures = path.join(workDir, 'failures & more.xml');
    const xml = plan([
      group('users', '<intProp name="ThreadGroup.num_threads">1</intProp>', '', [
        pause(5),
        request('Fine', '/health'),
        request('Broken', '/no-such-page'),
      ]),
    ]);
    const copy = prepare({ xml, isSmoke: true, keepFailuresIn: failures });

    const { rows } = await execute(copy.xml, 'failures');

    expect(rows.map(({ label }) => label)).toEqual(['Fine', 'Broken']);
    const written = readFileSync(failures, 'utf8');
    expect(written.match(/<httpSample [^>]*lb="([^"]*)"/g)).toHaveLength(1);
    expect(written).toContain('lb="Broken"');
    for (const part of ['responseHeader', 'requestHeader', 'responseData', 'method', 'java.net.URL']) {
      expect(written).toMatch(new RegExp(`<${part.replaceAll('.', '\\.')}[ >]`));
    }
    expect(written.trimEnd().endsWith('</testResults>')).toBe(true);
  });
});
