import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { assembleJMeter } from '../../scripts/jmeter/assemble-jmeter.mjs';

const run = promisify(execFile);
const fixtures = fileURLToPath(new URL('../fixtures/', import.meta.url));

/** The same bytes under another name: Gradle takes the file name of this artifact from its module metadata, Maven from its id. */
const NAMES_IN_DISTRIBUTION: Readonly<Record<string, string>> = {
  'lets-plot-kotlin-jvm-4.5.0.jar': 'plot-api-jvm-4.5.0.jar',
};

let home = '';
let workDir = '';

beforeAll(async () => {
  workDir = mkdtempSync(path.join(os.tmpdir(), 'assembled-jmeter-'));
  home = await assembleJMeter();
}, 600_000);

afterAll(() => rmSync(workDir, { recursive: true, force: true }));

function jmeter(...args: string[]) {
  const jar = path.join(home, 'bin', 'ApacheJMeter.jar');
  return run('java', ['-Duser.language=en', '-Duser.region=EN', '-Xmx256m', '-jar', jar, ...args], { cwd: workDir });
}

describe('the JMeter assembled from Maven Central', () => {
  it('has only third-party jars of the official binary distribution, byte for byte as large', () => {
    const expected = readFileSync(path.join(fixtures, 'jmeter/jmeter-5.6.3-expected_release_jars.csv'), 'utf8')
      .split(/\r?\n/)
      .filter((line) => line !== '');
    const jars = readdirSync(path.join(home, 'lib')).filter((name) => name.endsWith('.jar') && name !== 'jorphan.jar');
    const assembled = jars.map(
      (name) => `${statSync(path.join(home, 'lib', name)).size},${NAMES_IN_DISTRIBUTION[name] ?? name}`
    );
    expect(assembled.length).toBeGreaterThan(100);
    expect(assembled.filter((jar) => !expected.includes(jar))).toEqual([]);
  });

  it('says its version', async () => {
    const { stdout } = await jmeter('-v');
    expect(stdout).toContain('5.6.3');
  });

  it('runs a plan without a window, resolving functions and writing every sample', async () => {
    const jtl = path.join(workDir, 'java-test.jtl');
    const plan = path.join(fixtures, 'plans/java-test.jmx');
    const { stdout } = await jmeter('-n', '-t', plan, '-l', jtl, '-j', path.join(workDir, 'jmeter.log'), '-Jthreads=3');
    expect(stdout).toContain('... end of run');
    const rows = readFileSync(jtl, 'utf8').trimEnd().split('\n').slice(1);
    // 3 threads of -Jthreads (2 without it) times the 5 loops of the plan
    expect(rows).toHaveLength(15);
    expect(rows.filter((row) => row.includes(',Sleep,'))).toHaveLength(15);
  });
});
