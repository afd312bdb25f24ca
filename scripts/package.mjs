/**
 * `npm run package`: the plugin as a zip of Grafana's layout and the sidecar as a tarball, with their checksums, in
 * release/ (or the folder that `-- --to` names). The same commit gives the same bytes. `-- --with-modules` makes a second tarball that has the npm packages
 * inside, with SQLite compiled for this kind of machine, for hosts without a package registry.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { releaseSeconds } from './package/release-time.mjs';
import { checkNode, ensureBuilds, ensurePackages, ROOT, run, say } from './setup.mjs';

// Zip files hold local times.
process.env.TZ = 'UTC';

checkNode();
ensurePackages();
ensureBuilds(['plugin', 'sidecar']);
// They need packages, which may have been installed just now.
const { sha256 } = await import('./package/archives.mjs');
const { packPlugin } = await import('./package/plugin-zip.mjs');
const { layOutSidecar, packSidecar } = await import('./package/sidecar-tarball.mjs');

const { values: options } = parseArgs({
  options: { 'with-modules': { type: 'boolean' }, to: { type: 'string', default: join(ROOT, 'release') } },
});
const RELEASE = resolve(options.to);
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const seconds = releaseSeconds(ROOT);

rmSync(RELEASE, { recursive: true, force: true });
mkdirSync(RELEASE, { recursive: true });
const staging = mkdtempSync(join(RELEASE, '.staging-'));
try {
  const plugin = await packPlugin({ root: ROOT, staging, release: RELEASE, version, seconds });
  const folder = layOutSidecar({ root: ROOT, staging, version });
  const archives = [plugin, packSidecar({ folder, release: RELEASE, seconds })];
  if (options['with-modules']) {
    say('Installing the sidecar’s packages into its tarball');
    run(['npm', 'ci', '--omit=dev', '--no-audit', '--no-fund', '--prefix', folder], { quiet: true });
    const kind = `${process.platform}-${process.arch}-node${process.versions.node.split('.')[0]}`;
    archives.push(packSidecar({ folder, release: RELEASE, seconds, suffix: `-${kind}` }));
  }
  const sums = archives.map((path) => `${sha256(path)}  ${basename(path)}`);
  writeFileSync(join(RELEASE, 'SHA256SUMS'), `${sums.join('\n')}\n`);
  console.log(sums.join('\n'));
  say(`In ${RELEASE}`);
} finally {
  rmSync(staging, { recursive: true, force: true });
}
