/**
 * Assembles a runnable Apache JMeter 5.6.3 (HTTP, Java and JSR223 samplers) from Maven Central: `node assemble-jmeter.mjs [directory]`.
 * Needs `java` and `mvn`, and no npm package: it runs before `npm ci` as well as after.
 */
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const JMETER_VERSION = '5.6.3';

const SCRIPT_DIR = path.dirname(fileURLToPath(import.meta.url));

export const DEFAULT_TARGET_DIR = path.resolve(SCRIPT_DIR, '../../.cache', `jmeter-${JMETER_VERSION}`);

/** Without one of these JMeter does not start, or does not understand a test plan. */
const REQUIRED_FILES = [
  'bin/ApacheJMeter.jar',
  'bin/jmeter.properties',
  'bin/saveservice.properties',
  'bin/log4j2.xml',
  'lib/jorphan.jar',
  'lib/junit',
  ...['core', 'components', 'functions', 'http', 'java'].map(
    (module) => `lib/ext/ApacheJMeter_${module}-${JMETER_VERSION}.jar`
  ),
];

const NEEDED_PROGRAMS = [
  { program: 'java', flag: '-version', hint: 'Install Java 17, e.g. apt-get install openjdk-17-jdk-headless' },
  { program: 'mvn', flag: '--version', hint: 'Install Apache Maven, e.g. apt-get install maven' },
];

/**
 * Leaves a complete JMeter home at `targetDir`; one that is there already stays untouched.
 * It is built beside the target and moved there in one step, so a target that exists is whole, whatever interrupts this.
 * @param {{ targetDir?: string, log?: (message: string) => void }} [options]
 * @returns {Promise<string>} the absolute path of the JMeter home
 */
export async function assembleJMeter({ targetDir = DEFAULT_TARGET_DIR, log = () => undefined } = {}) {
  const home = path.resolve(targetDir);
  if (missingFiles(home).length === 0) {
    return home;
  }
  refuseForeignDirectory(home);
  NEEDED_PROGRAMS.forEach(requireProgram);
  log(`Assembling Apache JMeter ${JMETER_VERSION} in ${home} from Maven Central …`);
  mkdirSync(path.dirname(home), { recursive: true });
  const workDir = mkdtempSync(`${home}.assembling-`);
  try {
    moveIntoPlace(await buildHome(workDir, log), home);
  } finally {
    rmSync(workDir, { recursive: true, force: true });
  }
  log(`Apache JMeter ${JMETER_VERSION} is ready.`);
  return home;
}

function missingFiles(home) {
  return REQUIRED_FILES.filter((file) => !existsSync(path.join(home, file)));
}

function refuseForeignDirectory(home) {
  if (!existsSync(home) || readdirSync(home).length === 0) {
    return;
  }
  throw new Error(
    `${home} exists but is not a complete JMeter home (missing: ${missingFiles(home).join(', ')}). Remove it and try again.`
  );
}

function requireProgram({ program, flag, hint }) {
  const { error, status } = spawnSync(program, [flag], { stdio: 'ignore' });
  if (error !== undefined || status !== 0) {
    const why = error?.code === 'ENOENT' ? 'it is not on the PATH' : `"${program} ${flag}" failed`;
    throw new Error(`Apache JMeter cannot be assembled without ${program}: ${why}. ${hint}.`);
  }
}

/** Maven works on a copy of the pom, so that its `target` folder never lands in the repository. */
async function buildHome(workDir, log) {
  copyFileSync(path.join(SCRIPT_DIR, 'pom.xml'), path.join(workDir, 'pom.xml'));
  await runMaven(workDir, log);
  const built = path.join(workDir, 'target', 'jmeter');
  // JMeter's launcher prints a stack trace when the folder is absent.
  mkdirSync(path.join(built, 'lib', 'junit'), { recursive: true });
  const missing = missingFiles(built);
  if (missing.length > 0) {
    throw new Error(`Maven ended without an error but left out ${missing.join(', ')}.`);
  }
  return built;
}

function runMaven(workDir, log) {
  return new Promise((resolve, reject) => {
    const maven = spawn('mvn', ['--batch-mode', `-Djmeter.version=${JMETER_VERSION}`, 'package'], {
      cwd: workDir,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const tail = followOutput(maven, log);
    maven.once('error', reject);
    maven.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`mvn failed with exit code ${code}:\n${tail.join('\n')}`))
    );
  });
}

/** Reads everything Maven prints, tells the progress of its downloads, and keeps the last errors. */
function followOutput(maven, log) {
  const tail = [];
  let downloads = 0;
  const onLine = (line) => {
    if (line.includes('Downloaded from')) {
      downloads += 1;
      if (downloads % 100 === 0) {
        log(`… ${downloads} files downloaded`);
      }
    }
    if (line.includes('ERROR')) {
      tail.push(line.trim());
      tail.splice(0, tail.length - 15);
    }
  };
  for (const stream of [maven.stdout, maven.stderr]) {
    let rest = '';
    stream.setEncoding('utf8').on('data', (chunk) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      lines.forEach(onLine);
    });
  }
  return tail;
}

function moveIntoPlace(built, home) {
  try {
    renameSync(built, home);
  } catch (error) {
    // Another process may have assembled the same home meanwhile: then there is nothing left to do.
    if (missingFiles(home).length > 0) {
      throw error;
    }
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    console.log(await assembleJMeter({ targetDir: process.argv[2], log: (message) => console.error(message) }));
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
