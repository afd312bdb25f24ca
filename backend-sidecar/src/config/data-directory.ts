import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

/** Where everything lies. Paths in the database are relative to `root`, so that the directory can be moved. */
export class DataDirectory {
  constructor(readonly root: string) {}

  get databasePath(): string {
    return join(this.root, 'db', 'perf-test.db');
  }

  get uploads(): string {
    return join(this.root, 'jmeter-scripts', 'uploads');
  }

  runDirectory(runId: number): string {
    return join(this.root, 'results', `run-${runId}`);
  }

  excelPath(reportId: number): string {
    return join(this.root, 'reports', 'excel', `report-${reportId}.xlsx`);
  }

  htmlPath(reportId: number): string {
    return join(this.root, 'reports', 'html', `report-${reportId}.html`);
  }

  absolute(relativePath: string): string {
    return join(this.root, relativePath);
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
    const path = join(this.root, 'db', 'secrets.key');
    if (!existsSync(path)) {
      writeOnce(path, randomBytes(32));
    }
    return readFileSync(path);
  }
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
}
