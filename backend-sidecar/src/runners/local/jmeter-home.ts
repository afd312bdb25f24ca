import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, realpathSync, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { AppError } from '../../kernel/errors.ts';
import { isTooOld, OLDEST_VERSION, parseVersion } from '../jmeter-banner.ts';

const run = promisify(execFile);
const VERSION_TIMEOUT_MS = 60_000;

export interface JMeterHome {
  readonly home: string;
  readonly version: string;
}

export interface JMeterLocation {
  /** Directory of a JMeter installation, or null. */
  readonly jmeterHome: string | null;
  /** The `jmeter` program, or null. */
  readonly jmeterPath: string | null;
  /** The sidecar's PATH. */
  readonly searchPath: string;
}

/**
 * Finds JMeter: the saved or given home, then the home of the given program, then the first `jmeter` on the PATH.
 * JMeter's own start script is not used: it does not `exec` java, so that stopping it would leave java running.
 */
export function findJMeterHome(location: JMeterLocation): string {
  const candidates = [
    location.jmeterHome,
    homeOfProgram(location.jmeterPath),
    ...location.searchPath.split(delimiter).map((folder) => homeOfProgram(join(folder, 'jmeter'))),
  ];
  const home = candidates.find((candidate) => candidate !== null && candidate !== '' && isHome(candidate));
  if (home === undefined || home === null) {
    const tried = [location.jmeterHome, location.jmeterPath].filter(Boolean).join(', ');
    throw new AppError(
      'RUN_JMETER_NOT_FOUND',
      tried === '' ? 'none is set, and none is on the PATH' : `tried ${tried}`
    );
  }
  return home;
}

function isHome(folder: string): boolean {
  return existsSync(join(folder, 'bin', 'ApacheJMeter.jar'));
}

function homeOfProgram(program: string | null): string | null {
  if (program === null || program === '') {
    return null;
  }
  try {
    accessSync(program, constants.X_OK);
    return dirname(dirname(realpathSync(program)));
  } catch {
    return null;
  }
}

const versions = new Map<string, Promise<string>>();

/** The version that the JMeter of this home prints; asked once for each installed jar. */
export function jmeterVersion(home: string, java: string): Promise<string> {
  const jar = join(home, 'bin', 'ApacheJMeter.jar');
  const key = `${java} ${jar} ${statSync(jar).mtimeMs}`;
  const known = versions.get(key);
  if (known !== undefined) {
    return known;
  }
  const asked = askVersion(jar, java);
  versions.set(key, asked);
  asked.catch(() => versions.delete(key));
  return asked;
}

async function askVersion(jar: string, java: string): Promise<string> {
  const version = parseVersion(await versionBanner(jar, java));
  if (version === null) {
    throw new AppError('RUN_JMETER_NOT_FOUND', `${jar} -v printed no version`);
  }
  if (isTooOld(version)) {
    throw new AppError('RUN_JMETER_NOT_FOUND', `${jar} is JMeter ${version}; ${OLDEST_VERSION} is the oldest`);
  }
  return version;
}

async function versionBanner(jar: string, java: string): Promise<string> {
  try {
    const { stdout } = await run(java, ['-jar', jar, '-v', '-j', '/dev/null'], { timeout: VERSION_TIMEOUT_MS });
    return stdout;
  } catch (cause) {
    throw new AppError('RUN_JMETER_NOT_FOUND', `${java} -jar ${jar} -v failed`, { cause });
  }
}
