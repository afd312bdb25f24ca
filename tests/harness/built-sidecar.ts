import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The folder with the built sidecar below it; built now if its sources are newer. SIDECAR_ROOT names another one. */
export function builtSidecarRoot(): string {
  const given = process.env.SIDECAR_ROOT;
  if (given !== undefined) {
    return given;
  }
  const folder = join(ROOT, 'backend-sidecar');
  const main = join(folder, 'dist', 'main.js');
  if (!existsSync(main) || statSync(main).mtimeMs < newestSourceMs(folder)) {
    execFileSync(process.execPath, ['build.mjs'], { cwd: folder });
  }
  return ROOT;
}

function newestSourceMs(folder: string): number {
  const sources = readdirSync(join(folder, 'src'), { recursive: true, encoding: 'utf8' }).filter(isSource);
  const paths = [join(folder, 'build.mjs'), ...sources.map((name) => join(folder, 'src', name))];
  return Math.max(...paths.map((path) => statSync(path).mtimeMs));
}

function isSource(name: string): boolean {
  return /\.(ts|tsx|mjs)$/.test(name) && !/\.test\.tsx?$/.test(name);
}
