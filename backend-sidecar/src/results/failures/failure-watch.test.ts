import {
  appendFileSync,
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { FailureWatch } from './failure-watch.ts';
import { KeptFile } from './kept-file.ts';

let folder: string;
let jmeter: { file: number; position: number };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'failure-watch-'));
  jmeter = { file: openSync(join(folder, 'raw.xml'), 'w'), position: 0 };
  write('<?xml version="1.0" encoding="UTF-8"?>\n<testResults version="1.2">\n');
});
afterEach(() => {
  closeSync(jmeter.file);
  rmSync(folder, { recursive: true });
});

/** At its own place in the file, as JMeter does, whatever others did to the file. */
function write(text: string): void {
  jmeter.position += writeSync(jmeter.file, Buffer.from(text), 0, undefined, jmeter.position);
}

function failed(label: string, startMs: number, body = 'b'): string {
  return `<httpSample t="1" ts="${startMs}" s="false" lb="${label}" rc="500" rm="x" tn="T 1-1">
  <responseData class="java.lang.String">${body}</responseData>
</httpSample>
`;
}

function watch(emptyAfterBytes = 1024 * 1024): FailureWatch {
  return FailureWatch.start({
    ...{ rawPath: join(folder, 'raw.xml'), keptPath: join(folder, 'failures.jsonl') },
    ...{ secrets: ['hunter22'], maskPatterns: [], labelFoldings: [], emptyAfterBytes, pollMs: 5 },
  });
}

function kept() {
  return new KeptFile(join(folder, 'failures.jsonl')).read();
}

async function until(isDone: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 1_000 && !isDone(); attempt += 1) {
    await wait(10);
  }
  expect(isDone()).toBe(true);
}

describe('the watch over failures', () => {
  it('keeps them masked while the file grows, in a file for this user alone', async () => {
    const some = watch();
    write(failed('A', 1, 'hunter22'));
    await until(() => kept().failures.length === 1);
    write(failed('B', 2));
    expect(await some.finish()).toBeNull();
    expect(kept()).toMatchObject({ failures: [{ label: 'A', responseBody: '•••' }, { label: 'B' }], isComplete: true });
    expect(statSync(join(folder, 'failures.jsonl')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(folder, 'failures.jsonl'), 'utf8')).not.toContain('hunter22');
  });

  it('empties the file again and again, and misses nothing that is written meanwhile', async () => {
    const some = watch(20_000);
    for (let index = 0; index < 15; index += 1) {
      write(failed(`label ${index}`, index, 'x'.repeat(10_000)));
      await until(() => kept().failures.length === index + 1);
    }
    await until(() => statSync(join(folder, 'raw.xml')).blocks * 512 < 40_000);
    expect(await some.finish()).toBeNull();
    expect(kept()).toMatchObject({ isComplete: true });
    expect(kept().readTo).toBeGreaterThan(100_000);
  });

  it('goes on where a killed one was, without doubles', async () => {
    const first = watch(20_000);
    for (const startMs of [1, 2, 3, 4, 5, 6]) {
      write(failed('A', startMs, 'x'.repeat(10_000)));
      await until(() => kept().failures.length === startMs);
    }
    await first.close();
    appendFileSync(join(folder, 'failures.jsonl'), '{"failure":{"lab');
    for (let startMs = 7; startMs < 40; startMs += 1) {
      write(failed('A', startMs));
    }
    expect(await watch(20_000).finish()).toBeNull();
    const { failures, isComplete } = kept();
    expect(failures.map(({ startMs }) => startMs)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    expect(isComplete).toBe(true);
  });

  it('skips what is too much to read, goes on behind it, and says so', async () => {
    for (let index = 0; index < 30; index += 1) {
      write(failed(`early ${index}`, index, 'x'.repeat(10_000)));
    }
    const some = watch(20_000);
    await until(() => !kept().isComplete);
    write(failed('given up', 1));
    write(failed('late', 2));
    expect(await some.finish()).toBeNull();
    expect(kept().failures.map(({ label }) => label)).toContain('late');
    expect(kept().failures.length).toBeLessThan(5);
  });

  it('says so when its file was emptied by another before it had read it', async () => {
    write(failed('A', 1));
    const some = watch();
    await until(() => kept().failures.length === 1);
    await some.close();
    write(failed('B', 2));
    writeFileSync(join(folder, 'raw.xml'), '');
    write(`${failed('C', 3)}${failed('D', 4)}`);
    expect(await watch().finish()).toBeNull();
    expect(kept().failures.map(({ label }) => label)).toEqual(['A', 'D']);
    expect(kept().isComplete).toBe(false);
  });

  it('has nothing to tell where JMeter never wrote', async () => {
    rmSync(join(folder, 'raw.xml'));
    expect(await watch().finish()).toBeNull();
    expect(kept()).toEqual({ failures: [], isComplete: true, readTo: 0 });
  });

  it('tells what went wrong', async () => {
    const some = FailureWatch.start({
      ...{ rawPath: join(folder, 'raw.xml'), keptPath: join(folder, 'no-folder', 'failures.jsonl'), secrets: [] },
      ...{ maskPatterns: [], labelFoldings: [], emptyAfterBytes: 1000, pollMs: 5 },
    });
    write(failed('A', 1));
    expect(await some.finish()).toBeInstanceOf(Error);
  });
});
