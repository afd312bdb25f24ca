/**
 * `npm run demo`: sets up what is missing, then runs the demo. `-- --exit` ends after the runs, with status 0 only if
 * everything came out as expected.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';

import { checkNode, ensureBuilds, ensureJMeter, ensurePackages, ROOT, say } from './setup.mjs';

checkNode();
const startedAtMs = Date.now();
ensurePackages();
ensureBuilds();
const jmeterHome = await ensureJMeter();
say(`Ready after ${Math.round((Date.now() - startedAtMs) / 1000)} s`);

const child = spawn(
  process.execPath,
  ['--import', 'tsx', join(ROOT, 'scripts/demo/demo.ts'), ...process.argv.slice(2)],
  {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, ...(jmeterHome === null ? {} : { JMETER_HOME: jmeterHome }) },
  }
);
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => child.kill(signal));
}
child.on('exit', (code) => process.exit(code ?? 1));
