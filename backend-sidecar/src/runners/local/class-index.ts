import { statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import yauzl from 'yauzl';

/** Names of classes as Java writes them, e.g. `kg.apc.jmeter.threads.UltimateThreadGroup`. */
export type ClassNames = ReadonlySet<string>;

const JAR_FOLDERS = ['lib', 'lib/ext', 'bin'];

/** The directories of jars, read once for each state of a jar. */
const known = new Map<string, Promise<ClassNames>>();

/**
 * Which classes JMeter finds: in the jars of its home and in those that come with a script. A jar that cannot be read
 * has none.
 *
 * @param jarPaths further jars, absolute
 */
export async function findClasses(home: string, jarPaths: readonly string[]): Promise<{ has(name: string): boolean }> {
  const ofHome = await Promise.all(JAR_FOLDERS.map((folder) => jarsIn(join(home, folder))));
  const classes = await Promise.all([...ofHome.flat(), ...jarPaths].map(classesOf));
  return { has: (name) => classes.some((ofJar) => ofJar.has(name)) };
}

async function jarsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => name.endsWith('.jar')).map((name) => join(folder, name));
}

function classesOf(jarPath: string): Promise<ClassNames> {
  const key = `${jarPath} ${stateOf(jarPath)}`;
  const reading = known.get(key) ?? readClasses(jarPath).catch((): ClassNames => new Set());
  known.set(key, reading);
  return reading;
}

function stateOf(path: string): string {
  const { mtimeMs, size } = statSync(path, { throwIfNoEntry: false }) ?? { mtimeMs: 0, size: 0 };
  return `${mtimeMs} ${size}`;
}

function readClasses(jarPath: string): Promise<ClassNames> {
  return new Promise((resolve, reject) => {
    yauzl.open(jarPath, (error, jar) => {
      if (error !== null) {
        reject(error);
        return;
      }
      const names = new Set<string>();
      jar.on('entry', ({ fileName }: { fileName: string }) => {
        if (fileName.endsWith('.class')) {
          names.add(fileName.slice(0, -'.class'.length).replaceAll('/', '.'));
        }
      });
      jar.on('end', () => resolve(names));
      jar.on('error', reject);
    });
  });
}
