import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { prepareCopy } from '../../backend-sidecar/src/scripts/prepare-copy.ts';
import { startDemoTarget, type DemoTarget } from '../../scripts/demo/target.mjs';
import { assembleJMeter } from '../../scripts/jmeter/assemble-jmeter.mjs';

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

/** Runs the copy for two seconds of two users, as a run of the product does, and gives what JMeter left behind. */
async function execute(xml: string) {
  const plan = path.join(workDir, 'copy.jmx');
  const jtl = path.join(workDir, 'copy.jtl');
  writeFileSync(plan, xml);
  const settings = {
    threads: 2,
    rampup: 0,
    duration: 2,
    port: target.port,
    'jmeter.save.saveservice.subresults': false,
  };
  const properties = Object.entries(settings).map(([name, value]) => `-J${name}=${value}`);
  const jar = path.join(home, 'bin', 'ApacheJMeter.jar');
  const args = ['-Xmx256m', '-jar', jar, '-n', '-t', plan, '-l', jtl, '-j', path.join(workDir, 'jmeter.log')];
  const { stdout } = await run('java', [...args, ...properties], { cwd: workDir, timeout: 60_000 });
  return { stdout, rows: readFileSync(jtl, 'utf8').trimEnd().split('\n').slice(1) };
}

describe('a prepared copy in the real JMeter', () => {
  it('runs the wanted group only, ends after -Jduration though its scheduler was off, and writes every sample', async () => {
    expect(script.match(scheduler)).toHaveLength(3);
    const copy = prepareCopy({ xml: script.replaceAll(scheduler, ''), enabledThreadGroups: ['trans'] });
    expect(copy.edits.map(({ what }) => what)).toContain('scheduler switched on');

    const { stdout, rows } = await execute(copy.xml);

    expect(stdout).toContain('... end of run');
    expect(rows.filter((row) => /,(setUp Thread Group|trans) 1-\d,/.test(row))).toHaveLength(rows.length);
    // In parent mode, without sub-results, only the transaction would be there.
    for (const label of ['Login', 'Transfer', 'Statement', 'Make a transfer']) {
      expect(rows.some((row) => row.includes(`,${label},`))).toBe(true);
    }
    expect(existsSync(path.join(workDir, 'prod-rev-trans-summary.csv'))).toBe(false);
  });
});
