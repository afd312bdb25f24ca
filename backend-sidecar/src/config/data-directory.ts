import { createHash, randomBytes } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/** A file system in memory that every Linux has. */
const MEMORY_FILES = '/dev/shm';
const RAW_FAILURES = 'failures.xml';
const KEY_FILE = 'secrets.key';
const KEY_BYTES = 32;

/** Where everything lies. Paths in the database are relative to `root`, so that the directory can be moved. */
export class DataDirectory {
  /**
   * @param memoryFiles a directory whose files never reach a disk; where it is none, raw failures lie with their run
   */
  constructor(
    readonly root: string,
    private readonly memoryFiles: string = MEMORY_FILES
  ) {}

  get databasePath(): string {
    return join(this.root, 'db', 'perf-test.db');
  }

  get uploads(): string {
    return join(this.root, 'jmeter-scripts', 'uploads');
  }

  runDirectory(runId: number): string {
    return join(this.root, 'results', `run-${runId}`);
  }

  /**
   * The file to which JMeter writes a run's failed requests as they were, with every secret in clear: in memory where
   * that is possible, in a directory of its own that no other user may enter. That directory is made here.
   */
  failuresPath(runId: number): string {
    const directory = `${this.memoryPrefix}${runId}`;
    const isPrivate = isWritableDirectory(this.memoryFiles) && makePrivate(directory);
    return join(isPrivate ? directory : this.runDirectory(runId), RAW_FAILURES);
  }

  /** Also repeatedly, and where there are none. */
  removeFailures(runId: number): void {
    rmSync(`${this.memoryPrefix}${runId}`, { recursive: true, force: true });
    rmSync(join(this.runDirectory(runId), RAW_FAILURES), { force: true });
  }

  /** The runs of which raw failures are there. */
  runsWithFailures(): number[] {
    const inMemory = namesIn(this.memoryFiles).flatMap((name) =>
      numberAfter(this.memoryPrefix, join(this.memoryFiles, name))
    );
    const results = join(this.root, 'results');
    const withRun = namesIn(results)
      .filter((name) => existsSync(join(results, name, RAW_FAILURES)))
      .flatMap((name) => numberAfter('run-', name));
    return [...inMemory, ...withRun];
  }

  /** Two sidecars of one host have two data directories, and so two prefixes. */
  private get memoryPrefix(): string {
    const name = createHash('sha256').update(resolve(this.root)).digest('hex').slice(0, 16);
    return join(this.memoryFiles, `perftest-${name}-`);
  }

  excelPath(reportId: number): string {
    return join(this.root, 'reports', 'excel', `report-${reportId}.xlsx`);
  }

  htmlPath(reportId: number): string {
    return join(this.root, 'reports', 'html', `report-${reportId}.html`);
  }

  /** Grafana's panels over a run, and their data. */
  picturesDirectory(runId: number): string {
    return join(this.root, 'grafana-snapshots', `run-${runId}`);
  }

  absolute(relativePath: string): string {
    return join(this.root, relativePath);
  }

  /** As the database names it. */
  relative(path: string): string {
    return relative(this.root, path).replaceAll('\\', '/');
  }

  /** Makes the whole tree. Only the sidecar's own user may read it: it holds results and sealed secrets. */
  create(): void {
    const folders = [
      'db',
      'jmeter-scripts/default',
      'jmeter-scripts/uploads',
      'results',
      'reports/excel',
      'reports/html',
    ];
    for (const folder of [...folders, 'grafana-snapshots']) {
      mkdirSync(join(this.root, folder), { recursive: true, mode: 0o700 });
    }
  }

  /** The key that seals secrets: the given one, else one made at the first start and kept beside the database. */
  secretsKey(given: string | null): Buffer {
    if (given !== null) {
      return Buffer.from(given, 'base64');
    }
    const path = join(this.root, 'db', KEY_FILE);
    if (!existsSync(path)) {
      writeOnce(path, randomBytes(KEY_BYTES));
    }
    return readFileSync(path);
  }

  /** Keys with which secrets may have been sealed before: the given one, the key file, and one that was put aside. */
  formerSecretsKeys(given: string | null): Buffer[] {
    const kept = [KEY_FILE, `${KEY_FILE}.old`]
      .map((name) => join(this.root, 'db', name))
      .filter((path) => existsSync(path))
      .map((path) => readFileSync(path))
      // One that is damaged opens nothing; the refusal says so.
      .filter((key) => key.length === KEY_BYTES);
    return given === null ? kept : [Buffer.from(given, 'base64'), ...kept];
  }
}

function isWritableDirectory(path: string): boolean {
  try {
    accessSync(path, constants.W_OK | constants.X_OK);
    return lstatSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** False where somebody else made a directory of that name first. */
function makePrivate(path: string): boolean {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    const entry = lstatSync(path);
    return entry.isDirectory() && entry.uid === process.getuid?.() && (entry.mode & 0o077) === 0;
  } catch {
    return false;
  }
}

function namesIn(directory: string): string[] {
  return existsSync(directory) ? readdirSync(directory) : [];
}

function numberAfter(prefix: string, text: string): number[] {
  const rest = text.startsWith(prefix) ? text.slice(prefix.length) : '';
  return /^\d+$/.test(rest) ? [Number(rest)] : [];
}

/** Complete or not there at all: written beside, flushed, then linked to its name. */
function writeOnce(path: string, content: Buffer): void {
  const part = `${path}.part`;
  // One that a crash left behind is written anew.
  const file = openSync(part, 'w', 0o600);
  writeSync(file, content);
  fsyncSync(file);
  closeSync(file);
  linkSync(part, path);
  unlinkSync(part);
  // The name must be on the disk, too, before anything is sealed with the key.
  const folder = openSync(dirname(path), 'r');
  fsyncSync(folder);
  closeSync(folder);
}
