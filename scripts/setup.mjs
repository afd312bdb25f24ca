/**
 * Makes a fresh clone ready: says what it does before it does it, and does only what is missing.
 * Plain Node, because it runs before any package is installed.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CACHE = join(ROOT, '.cache');
const OLDEST_NODE = [20, 20];

/** What each part of the set-up needs from the system: the program, and Debian's package that has it. */
const PROGRAMS = {
  java: { test: ['java', '-version'], packageName: 'openjdk-17-jre-headless' },
  maven: { test: ['mvn', '-version'], packageName: 'maven' },
  python: { test: ['python3', '--version'], packageName: 'python3' },
  compiler: { test: ['g++', '--version'], packageName: 'g++' },
  make: { test: ['make', '--version'], packageName: 'make' },
  chromium: { test: ['chromium', '--version'], packageName: 'chromium' },
  influxdb: { test: ['influxd', 'version'], packageName: 'influxdb' },
  sshd: { test: ['test', '-x', '/usr/sbin/sshd'], packageName: 'openssh-server' },
  // Three that know nothing of our own writer of workbooks: one validates, one reads, one draws.
  xmllint: { test: ['xmllint', '--version'], packageName: 'libxml2-utils' },
  openpyxl: { test: ['/usr/bin/python3', '-c', 'import openpyxl'], packageName: 'python3-openpyxl' },
  libreoffice: { test: ['sh', '-c', 'command -v soffice'], packageName: 'libreoffice-calc' },
  // Chromium only recommends fonts; without any, pages have no text.
  font: {
    test: ['sh', '-c', 'find /usr/share/fonts /usr/local/share/fonts -name "*.[to]tf" 2>/dev/null | grep -q .'],
    packageName: 'fonts-dejavu-core',
  },
};

export function say(text) {
  console.log(`• ${text}`);
}

export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
    fail(`Node ${OLDEST_NODE.join('.')} or later is needed, this is ${process.versions.node}`);
  }
}

/** Installs Debian's packages for the programs that are missing; without the right to, it says what to install. */
export function ensurePrograms(names) {
  const missing = names.filter((name) => !isThere(PROGRAMS[name].test));
  if (missing.length === 0) {
    return;
  }
  const packages = missing.map((name) => PROGRAMS[name].packageName);
  const isRoot = process.getuid?.() === 0;
  const sudo = isRoot ? [] : ['sudo', '-n'];
  const manual = `sudo apt-get install -y ${packages.join(' ')}`;
  if (!isThere(['apt-get', '--version']) || (!isRoot && !isThere(['sudo', '-n', 'true']))) {
    fail(`These programs are missing: ${missing.join(', ')}. Install them, on Debian with: ${manual}`);
  }
  say(`Installing Debian packages: ${packages.join(', ')}`);
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  run([...sudo, 'apt-get', 'update', '-qq'], { env: environment, quiet: true });
  run([...sudo, 'apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...packages], {
    env: environment,
    quiet: true,
  });
}

const INSTALLED = join(ROOT, 'node_modules', '.installed-lockfile');

function lockfileHash() {
  return hashOf([join(ROOT, 'package-lock.json')]);
}

/** What is installed belongs to this lockfile. */
function hasPackages() {
  return existsSync(INSTALLED) && readFileSync(INSTALLED, 'utf8') === lockfileHash();
}

/** What `ensurePackages` needs of Debian. */
export function ensureCompiler() {
  if (!hasPackages()) {
    ensurePrograms(['python', 'compiler', 'make']);
  }
}

/** `npm ci`, where it is needed. */
export function ensurePackages() {
  if (hasPackages()) {
    return;
  }
  ensureCompiler();
  say('Installing npm packages (a few minutes; SQLite is compiled)');
  run(['npm', 'ci', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error']);
  writeFileSync(INSTALLED, lockfileHash());
}

const BUILDS = [
  {
    name: 'plugin',
    script: 'build:plugin',
    sources: ['src', 'plugin.json', '.config', 'README.md', 'CHANGELOG.md'],
    output: 'dist/module.js',
  },
  {
    name: 'sidecar',
    script: 'build:sidecar',
    sources: ['backend-sidecar/src', 'backend-sidecar/build.mjs'],
    output: 'backend-sidecar/dist/main.js',
  },
  {
    name: 'preview',
    script: 'build:preview',
    sources: ['tests/preview-host', 'plugin.json'],
    output: 'tests/preview-host/dist/server.mjs',
  },
];

/** Builds what is not there or older than its sources. */
export function ensureBuilds(names = BUILDS.map(({ name }) => name)) {
  mkdirSync(CACHE, { recursive: true });
  for (const { name, script, sources, output } of BUILDS.filter((build) => names.includes(build.name))) {
    const stamp = join(CACHE, `built-${name}`);
    const wanted = hashOf([
      ...sources.flatMap((source) => filesIn(join(ROOT, source))),
      join(ROOT, 'package-lock.json'),
    ]);
    if (existsSync(join(ROOT, output)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) {
      continue;
    }
    say(`Building: ${name}`);
    run(['npm', 'run', '--silent', script], { quiet: true });
    writeFileSync(stamp, wanted);
  }
}

/** A JMeter of the user's, or one assembled from Maven Central. @returns its home, or null when JMETER_PATH is set */
export async function ensureJMeter() {
  ensurePrograms(['java']);
  const { JMETER_HOME, JMETER_PATH } = process.env;
  if (JMETER_HOME && existsSync(join(JMETER_HOME, 'bin', 'ApacheJMeter.jar'))) {
    say(`Using the JMeter of JMETER_HOME: ${JMETER_HOME}`);
    return JMETER_HOME;
  }
  if (JMETER_PATH) {
    say(`Using the JMeter of JMETER_PATH: ${JMETER_PATH}`);
    return null;
  }
  const { assembleJMeter, DEFAULT_TARGET_DIR } = await import('./jmeter/assemble-jmeter.mjs');
  if (!existsSync(join(DEFAULT_TARGET_DIR, 'bin', 'ApacheJMeter.jar'))) {
    ensurePrograms(['maven']);
    say('Assembling Apache JMeter 5.6.3 from Maven Central (about half a minute)');
  }
  return assembleJMeter({ log: () => undefined });
}

const SCHEMAS = { artifact: 'org.apache.poi:poi-ooxml-full:5.2.5:jar', folder: 'ooxml-schemas-5.2.5' };

/** The schemas of ECMA-376, as Apache POI ships them (Apache-2.0): from Maven Central, where JMeter comes from. */
export function ensureWorkbookSchemas() {
  const folder = join(CACHE, SCHEMAS.folder);
  if (existsSync(folder)) {
    return;
  }
  ensurePrograms(['maven']);
  say('Fetching the schemas of Excel workbooks from Maven Central');
  const unpacked = `${folder}.unpacking`;
  rmSync(unpacked, { recursive: true, force: true });
  mkdirSync(unpacked, { recursive: true });
  run(
    [
      ...['mvn', '-q', '--batch-mode', 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:unpack'],
      ...[`-Dartifact=${SCHEMAS.artifact}`, `-DoutputDirectory=${unpacked}`, '-Dmdep.unpack.includes=**/src/*.xsd'],
    ],
    // Without a pom the plugin notes what it unpacked in a folder below the one it is called in.
    { quiet: true, cwd: unpacked }
  );
  renameSync(join(unpacked, 'org/apache/poi/schemas/ooxml/src'), folder);
  rmSync(unpacked, { recursive: true, force: true });
}

/**
 * Programs, JMeter and schemas, in a process of its own: after `ensureCompiler`, `ensurePackages` and `ensureBuilds` can go
 * meanwhile, for they need apt no more.
 */
export function ensureBeside(names) {
  const program = `import { ensureJMeter, ensurePrograms, ensureWorkbookSchemas } from './scripts/setup.mjs';
    ensurePrograms(${JSON.stringify(names)});
    await ensureJMeter();
    ensureWorkbookSchemas();`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { cwd: ROOT, stdio: 'inherit' });
  const stop = () => child.kill();
  process.once('exit', stop);
  return new Promise((resolve) => {
    child.once('exit', (code) => {
      process.off('exit', stop);
      if (code !== 0) {
        process.exit(1);
      }
      resolve();
    });
  });
}

/** Runs a command in the project's folder; ends this program with its output when it fails. */
export function run([program, ...args], { cwd = ROOT, env = process.env, quiet = false } = {}) {
  const result = spawnSync(program, args, { cwd, env, stdio: quiet ? 'pipe' : 'inherit', encoding: 'utf8' });
  if (result.status !== 0) {
    fail(`${[program, ...args].join(' ')} failed\n${result.stdout ?? ''}${result.stderr ?? ''}${result.error ?? ''}`);
  }
}

function isThere([program, ...args]) {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0;
}

function fail(message) {
  console.error(`✗ ${message}`);
  process.exit(1);
}

function filesIn(path) {
  if (statSync(path).isFile()) {
    return [path];
  }
  const tracked = spawnSync('git', ['ls-files', '-co', '--exclude-standard', path], { cwd: ROOT, encoding: 'utf8' });
  const listed = (tracked.stdout ?? '')
    .split('\n')
    .filter(Boolean)
    .map((file) => join(ROOT, file));
  return listed.length > 0 ? listed.filter((file) => existsSync(file) && statSync(file).isFile()) : walk(path);
}

/** Without git (an unpacked archive) every file counts. */
function walk(path) {
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    const child = join(path, entry.name);
    return entry.isDirectory() ? (['node_modules', 'dist'].includes(entry.name) ? [] : walk(child)) : [child];
  });
}

function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of [...files].sort()) {
    hash.update(file.slice(ROOT.length)).update(readFileSync(file));
  }
  return hash.digest('hex');
}
