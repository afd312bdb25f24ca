import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { tarFolder } from './archives.mjs';
import { lockfileOf } from './lockfile-part.mjs';

/** The folder that the tarball holds: what runs, what installs it, and what it is run with. @returns its path */
export function layOutSidecar({ root, staging, version }) {
  const folder = join(staging, `perftest-sidecar-${version}`);
  const source = join(root, 'backend-sidecar');
  mkdirSync(join(folder, 'bin'), { recursive: true });
  cpSync(join(source, 'dist'), join(folder, 'dist'), {
    recursive: true,
    filter: (path) => !path.endsWith('.map'),
  });
  // The snapshots serve only to make the next migration.
  cpSync(join(source, 'migrations'), join(folder, 'migrations'), {
    recursive: true,
    filter: (path) => !path.endsWith('_snapshot.json'),
  });
  cpSync(join(source, 'package'), folder, { recursive: true });
  cpSync(join(root, 'docs/systemd/perftest-sidecar.service'), join(folder, 'perftest-sidecar.service'));
  for (const name of ['.env.example', 'LICENSE', 'CHANGELOG.md']) {
    cpSync(join(root, name), join(folder, name));
  }
  for (const name of ['assemble-jmeter.mjs', 'pom.xml']) {
    cpSync(join(root, 'scripts/jmeter', name), join(folder, 'jmeter', name));
  }
  writePackageFiles({ root, source, folder, version });
  return folder;
}

export function packSidecar({ folder, release, seconds, suffix = '' }) {
  return tarFolder({ folder, path: join(release, `${basename(folder)}${suffix}.tar.gz`), seconds });
}

/** Exact versions of everything, so that `npm ci` installs what was tested. */
function writePackageFiles({ root, source, folder, version }) {
  const { name, description, license, type, engines, bin, dependencies } = readJson(join(source, 'package.json'));
  const { allowScripts, version: rootVersion } = readJson(join(root, 'package.json'));
  if (rootVersion !== version) {
    throw new Error(`package.json is ${rootVersion}, not ${version}`);
  }
  const manifest = {
    ...{ name, version, description, license, type, engines, bin, dependencies },
    // npm 11 runs the installation of a native module only where it is allowed.
    allowScripts: { 'better-sqlite3': allowScripts['better-sqlite3'] },
  };
  writeJson(join(folder, 'package.json'), manifest);
  writeJson(join(folder, 'npm-shrinkwrap.json'), lockfileOf(manifest, readJson(join(root, 'package-lock.json'))));
  for (const [command, path] of Object.entries(bin)) {
    symlinkSync(join('..', path), join(folder, 'bin', command));
  }
}

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

function writeJson(path, value) {
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
}
