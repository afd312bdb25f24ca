import { spawnSync } from 'node:child_process';

/**
 * The time that all files of a release bear, in Unix seconds: SOURCE_DATE_EPOCH, else the commit's, else (an unpacked
 * archive without git) now.
 */
export function releaseSeconds(root, environment = process.env) {
  if (environment.SOURCE_DATE_EPOCH) {
    return Number(environment.SOURCE_DATE_EPOCH);
  }
  const { status, stdout } = spawnSync('git', ['log', '-1', '--format=%ct'], { cwd: root, encoding: 'utf8' });
  return status === 0 ? Number(stdout) : Math.floor(Date.now() / 1000);
}
