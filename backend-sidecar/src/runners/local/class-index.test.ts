import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import yazl from 'yazl';

import { findClasses } from './class-index.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'perftest-home-'));
  mkdirSync(join(home, 'lib', 'ext'), { recursive: true });
});
afterEach(() => rmSync(home, { recursive: true }));

async function writeJar(path: string, names: readonly string[]): Promise<void> {
  const jar = new yazl.ZipFile();
  names.forEach((name) => jar.addBuffer(Buffer.from('x'), name));
  jar.end();
  writeFileSync(path, await buffer(jar.outputStream));
}

describe('the classes of a JMeter', () => {
  it('are those of its jars and of the jars of a script', async () => {
    await writeJar(join(home, 'lib', 'ext', 'plugin.jar'), ['kg/apc/Stepping.class', 'kg/apc/readme.txt']);
    await writeJar(join(home, 'lib', 'base.jar'), ['org/Base$Inner.class']);
    await writeJar(join(home, 'own.jar'), ['my/Sampler.class']);
    const classes = await findClasses(home, [join(home, 'own.jar')]);
    for (const name of ['kg.apc.Stepping', 'org.Base$Inner', 'my.Sampler']) {
      expect(classes.has(name), name).toBe(true);
    }
    expect(classes.has('kg.apc.readme')).toBe(false);
    expect((await findClasses(home, [])).has('my.Sampler')).toBe(false);
  });

  it('are read anew when a jar was exchanged', async () => {
    const path = join(home, 'lib', 'ext', 'plugin.jar');
    await writeJar(path, ['a/Old.class']);
    expect((await findClasses(home, [])).has('a.Old')).toBe(true);
    await writeJar(path, ['a/New.class', 'a/Further.class']);
    const classes = await findClasses(home, []);
    expect([classes.has('a.Old'), classes.has('a.New')]).toEqual([false, true]);
  });

  it('do without a jar that is damaged, and without folders that are not there', async () => {
    writeFileSync(join(home, 'lib', 'broken.jar'), 'PK nonsense');
    await writeJar(join(home, 'lib', 'good.jar'), ['a/Good.class']);
    expect((await findClasses(home, [join(home, 'gone.jar')])).has('a.Good')).toBe(true);
    expect((await findClasses(join(home, 'nowhere'), [])).has('a.Good')).toBe(false);
  });
});
