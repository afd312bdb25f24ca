import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { zipFolder } from './archives.mjs';

/** Without these Grafana does not load it, or shows a plugin without a face. */
const REQUIRED = ['plugin.json', 'module.js', 'README.md', 'CHANGELOG.md', 'LICENSE'];

/** The built plugin under its id, as Grafana's plugin folder has it. */
export async function packPlugin({ root, staging, release, version, seconds }) {
  const dist = join(root, 'dist');
  const { id } = JSON.parse(readFileSync(join(dist, 'plugin.json'), 'utf8'));
  const folder = join(staging, id);
  cpSync(dist, folder, { recursive: true, dereference: true });
  copyDashboards(join(root, 'dashboards'), join(folder, 'dashboards'));
  dateOf(join(folder, 'plugin.json'), { version, seconds });
  expectFiles(folder);
  return zipFolder({ folder, path: join(release, `${id}-${version}.zip`), seconds });
}

function copyDashboards(from, to) {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from).filter((file) => file.endsWith('.json'))) {
    cpSync(join(from, name), join(to, name));
  }
}

/** The build writes the day on which it ran. */
function dateOf(path, { version, seconds }) {
  const manifest = JSON.parse(readFileSync(path, 'utf8'));
  if (manifest.info.version !== version) {
    throw new Error(`dist/ is version ${manifest.info.version}, package.json is ${version}: npm run build:plugin`);
  }
  manifest.info.updated = new Date(seconds * 1000).toISOString().slice(0, 10);
  writeFileSync(path, `${JSON.stringify(manifest, null, 2)}\n`);
}

function expectFiles(folder) {
  const { logos, screenshots } = JSON.parse(readFileSync(join(folder, 'plugin.json'), 'utf8')).info;
  const named = [logos.small, logos.large, ...screenshots.map(({ path }) => path)];
  const there = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const missing = [...REQUIRED, ...named].filter((file) => !there.includes(file));
  if (missing.length > 0) {
    throw new Error(`The plugin lacks ${missing.join(', ')}`);
  }
}
