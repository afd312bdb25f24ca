import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { ExecutionPlan } from '../runner.ts';
import { LocalRunner } from './local-runner.ts';
import { processesOfRun } from './process-files.ts';

const GRACES = { shutdownMs: 300, stopNowMs: 300, terminateMs: 300 };

let folder = '';
let plan: ExecutionPlan;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'local-runner-'));
  const directory = join(folder, 'run-1');
  mkdirSync(directory);
  plan = {
    ...{ runId: 1, directory, scriptPath: join(directory, 'script.jmx'), resultPath: join(directory, 'result.csv') },
    ...{ userCount: 3, durationSeconds: 20, rampUpSeconds: 2, properties: {}, secrets: {} },
    ...{ libraries: [], propertyFiles: [], files: ['script.jmx'] },
  };
});

afterEach(async () => {
  const left = await leftProcesses();
  left.forEach((pid) => process.kill(pid, 'SIGKILL'));
  rmSync(folder, { recursive: true, force: true });
  expect(left).toEqual([]);
});

/** The launcher lives for a moment after the exit code is on disk: it has still to end itself. */
async function leftProcesses(): Promise<number[]> {
  const deadlineMs = Date.now() + 2_000;
  let left = await processesOfRun(plan.directory);
  while (left.length > 0 && Date.now() < deadlineMs) {
    await wait(50);
    left = await processesOfRun(plan.directory);
  }
  return left;
}

/** A runner whose java is a shell script: it stands where JMeter would, and does what the test needs. */
function runnerWith(java: string): LocalRunner {
  const path = join(folder, 'java');
  writeFileSync(path, `#!/bin/sh\n${java}\n`);
  chmodSync(path, 0o755);
  return new LocalRunner({
    findHome: () => join(folder, 'jmeter'),
    java: () => path,
    jvmArguments: () => [],
    collectionArguments: () => Promise.resolve([]),
    graces: GRACES,
    space: () => ({ directory: folder, minimumFreeMb: 0 }),
  });
}

async function untilFile(name: string): Promise<string> {
  const path = join(plan.directory, name);
  for (let attempt = 0; attempt < 500; attempt += 1) {
    if (existsSync(path) && readFileSync(path, 'utf8').endsWith('\n')) {
      return readFileSync(path, 'utf8');
    }
    await wait(10);
  }
  throw new Error(`There is no ${name}`);
}

/** Waits for whatever comes; unlike one long sleep it leaves no process behind when it is killed. */
const FOREVER = 'while :; do sleep 0.05; done';
const READY = 'echo ready > ready';

describe('the local runner', () => {
  it('hands the secrets over on /dev/stdin, readable as a file and with every line complete', async () => {
    const secrets = { 'api.token': 'a=b # c\\d\nnext=line "é"', other: 'x' };
    const execution = await runnerWith('cat < /dev/stdin > seen').start({ ...plan, secrets });
    expect(await execution.ended).toMatchObject({ cause: 'exited', exitCode: 0 });

    expect(readFileSync(join(plan.directory, 'seen'), 'latin1')).toBe(
      'api.token=a=b # c\\\\d\\nnext=line "\\u00e9"\nother=x\n'
    );
  });

  it('gives a java without secrets an empty input', async () => {
    const execution = await runnerWith('cat > seen').start(plan);
    expect(await execution.ended).toMatchObject({ exitCode: 0 });
    expect(readFileSync(join(plan.directory, 'seen'), 'utf8')).toBe('');
  });

  it('hands the load over as properties, and no environment of its own but the listed variables', async () => {
    process.env.SIDECAR_KEY = 'not for scripts';
    const execution = await runnerWith('echo "$@" > seen; env > surroundings').start(plan);
    await execution.ended;
    delete process.env.SIDECAR_KEY;

    expect(readFileSync(join(plan.directory, 'seen'), 'utf8')).toContain('-Jthreads=3 -Jduration=20 -Jrampup=2 ');
    expect(readFileSync(join(plan.directory, 'surroundings'), 'utf8')).not.toContain('not for scripts');
  });

  it('tells java’s own exit code, and when the load began and ended as the console says it', async () => {
    const java = `echo 'Starting standalone test @ 2024 Jan 7 14:40:04 UTC (1704638404000)'
echo 'Tidying up ...    @ 2024 Jan 7 14:41:04 UTC (1704638464000)'
exit 3`;
    const execution = await runnerWith(java).start(plan);
    expect(await execution.ended).toEqual({ cause: 'exited', exitCode: 3, endedAtMs: 1_704_638_464_000 });
    expect(await execution.loadStarted).toBe(1_704_638_404_000);
  });

  it('has no start of the load where java ended before it', async () => {
    const execution = await runnerWith('exit 1').start(plan);
    expect(await execution.loadStarted).toBeUndefined();
  });

  it('cannot start a java that is not there, and tells so by the exit code of a shell', async () => {
    const runner = new LocalRunner({
      findHome: () => join(folder, 'jmeter'),
      java: () => join(folder, 'no-java'),
      jvmArguments: () => [],
      collectionArguments: () => Promise.resolve([]),
      graces: GRACES,
      space: () => ({ directory: folder, minimumFreeMb: 0 }),
    });
    expect(await (await runner.start(plan)).ended).toMatchObject({ cause: 'exited', exitCode: 127 });
    expect(readFileSync(join(plan.directory, 'console.err'), 'utf8')).toContain('no-java');
  });

  it('ends by SIGTERM a java that takes no datagram', async () => {
    const execution = await runnerWith(`${READY}; ${FOREVER}`).start(plan);
    await untilFile('ready');
    const startedAtMs = Date.now();
    await execution.stop();

    expect(await execution.ended).toMatchObject({ cause: 'exited', exitCode: 143 });
    expect(Date.now() - startedAtMs).toBeGreaterThanOrEqual(GRACES.shutdownMs + GRACES.stopNowMs);
  });

  it('ends by SIGKILL a java that minds no signal, and knows no exit code then', async () => {
    const execution = await runnerWith(`trap '' TERM; ${READY}; ${FOREVER}`).start(plan);
    await untilFile('ready');
    await execution.stop();

    expect(await execution.ended).toMatchObject({ cause: 'lost', exitCode: null });
  });

  it('stops once however often it is asked', async () => {
    const execution = await runnerWith(`trap 'echo term >> signals; exit 0' TERM; ${READY}; ${FOREVER}`).start(plan);
    await untilFile('ready');
    await Promise.all([execution.stop(), execution.stop(), execution.stop()]);

    expect(await untilFile('signals')).toBe('term\n');
  });

  it('takes over a java that runs, and both that started it and that took it over see its end', async () => {
    const runner = runnerWith(`${READY}; until [ -e go ]; do sleep 0.02; done; exit 5`);
    const started = await runner.start(plan);
    await untilFile('ready');
    const taken = await runner.reattach(plan);
    writeFileSync(join(plan.directory, 'go'), '');

    expect(await taken?.ended).toMatchObject({ cause: 'exited', exitCode: 5 });
    expect(await started.ended).toMatchObject({ cause: 'exited', exitCode: 5 });
  });

  it('takes over a java that has ended meanwhile', async () => {
    const runner = runnerWith('exit 4');
    await (
      await runner.start(plan)
    ).ended;
    expect(await (await runner.reattach(plan))?.ended).toMatchObject({ cause: 'exited', exitCode: 4 });
  });

  it('takes over nothing where nothing was started', async () => {
    expect(await runnerWith('exit 0').reattach(plan)).toBeNull();
  });

  it('does not take another process with the same id for its own', async () => {
    writeFileSync(join(plan.directory, 'process.pid'), `${process.pid}\n`);
    const taken = await runnerWith('exit 0').reattach(plan);
    await taken?.stop();

    expect(await taken?.ended).toMatchObject({ cause: 'lost', exitCode: null });
  });

  it('follows java to its end when its launcher was killed', async () => {
    const execution = await runnerWith(`${READY}; until [ -e go ]; do sleep 0.02; done; echo '... end of run'`).start(
      plan
    );
    await untilFile('ready');
    process.kill(Number(await untilFile('process.pid')), 'SIGKILL');
    await wait(500);
    expect(await processesOfRun(plan.directory)).toHaveLength(1);
    writeFileSync(join(plan.directory, 'go'), '');

    expect(await execution.ended).toMatchObject({ cause: 'exited', exitCode: null });
  });

  it('stops java when its launcher was killed', async () => {
    const execution = await runnerWith(`${READY}; ${FOREVER}`).start(plan);
    await untilFile('ready');
    process.kill(Number(await untilFile('process.pid')), 'SIGKILL');
    await execution.stop();

    expect(await execution.ended).toMatchObject({ cause: 'lost' });
  });

  it('empties the file of failed requests while no sidecar does, and leaves no guard behind', async () => {
    const failuresPath = join(folder, 'failures.xml');
    // 300 MB, of which none is read; java keeps its place in the file, as JMeter does.
    const java = `exec 3> "${failuresPath}"; dd if=/dev/zero bs=1048576 count=300 >&3 2> /dev/null; ${READY}
until [ -e go ]; do sleep 0.02; done; echo after >&3`;
    const execution = await runnerWith(java).start({ ...plan, failuresPath });
    await untilFile('ready');
    for (let attempt = 0; attempt < 500 && statSync(failuresPath).blocks > 0; attempt += 1) {
      await wait(20);
    }
    expect(statSync(failuresPath).blocks).toBe(0);
    writeFileSync(join(plan.directory, 'go'), '');
    await execution.ended;

    expect(statSync(failuresPath).size).toBe(300 * 1_048_576 + 'after\n'.length);
    expect(statSync(failuresPath).blocks * 512).toBeLessThan(1_048_576);
    expect(guardsOf(failuresPath)).toEqual([]);
  });

  it('leaves no guard behind when its launcher was killed', async () => {
    const failuresPath = join(folder, 'failures.xml');
    const execution = await runnerWith(`${READY}; ${FOREVER}`).start({ ...plan, failuresPath });
    await untilFile('ready');
    process.kill(Number(await untilFile('process.pid')), 'SIGKILL');
    await execution.stop();
    for (let attempt = 0; attempt < 500 && guardsOf(failuresPath).length > 0; attempt += 1) {
      await wait(20);
    }
    expect(guardsOf(failuresPath)).toEqual([]);
  });
});

function guardsOf(failuresPath: string): string[] {
  return readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && commandLineOf(pid).includes(`\0${failuresPath}\0`));
}

function commandLineOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
