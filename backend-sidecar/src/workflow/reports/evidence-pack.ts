import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';

import { ZipFile } from 'yazl';

import type { DataDirectory } from '../../config/data-directory.ts';
import { AppError } from '../../kernel/errors.ts';
import type { PublicationStore, SnapshotRecord } from '../../persistence/publication-store.ts';
import type { ReportRow, ReportStore } from '../../persistence/report-store.ts';
import type { RunRecord, RunStore } from '../../persistence/run-store.ts';
import type { Clock } from '../clock.ts';
import { listRunFiles } from '../runs/run-file-list.ts';
import { sizeOf } from '../runs/run-files.ts';

interface EvidencePackDeps {
  reports: ReportStore;
  runs: RunStore;
  publications: PublicationStore;
  files: DataDirectory;
  clock: Clock;
}

export interface EvidencePack {
  fileName: string;
  sizeBytes: number;
  stream: Readable;
}

interface PackedFile {
  /** Within the zip. */
  name: string;
  description: string;
  sizeBytes: number;
  /** Of the file system, or what it says. */
  source: { path: string } | { content: Buffer };
}

interface ManifestEntry extends Pick<PackedFile, 'name' | 'description' | 'sizeBytes'> {
  sha256: string;
}

const MANIFEST = 'manifest.json';
/** As long as the checksum that takes its place. */
const CHECKSUM_TO_COME = '0'.repeat(64);

/**
 * All that a report stands on, in one zip. It is sent as it is read and nothing is stored: its files are not compressed
 * (results and workbooks are already), so its length is known before, and Grafana's proxy cannot pass off half of it as
 * the whole. The manifest comes last, with the checksum of every byte that went before.
 */
export class EvidencePacks {
  constructor(private readonly deps: EvidencePackDeps) {}

  /** @throws AppError NOT_FOUND; while the report is being made CONFLICT_STATE */
  async open(reportId: number): Promise<EvidencePack> {
    const report = this.deps.reports.row(reportId);
    if (report.status === 'pending') {
      throw new AppError('CONFLICT_STATE', `report ${reportId} is still being made`);
    }
    const packed = await this.filesOf(report);
    const zip = new StoredZip();
    const entries = packed.map((file) => manifestEntry(file));
    packed.forEach((file, index) => zip.add(file.name, file.sizeBytes, () => hashed(file, entries[index])));
    const manifest = () => this.manifest(report, entries);
    zip.add(MANIFEST, manifest().length, () => [manifest()]);
    return { fileName: `report-${reportId}-evidence.zip`, sizeBytes: await zip.end(), stream: zip.stream };
  }

  private async filesOf(report: ReportRow): Promise<PackedFile[]> {
    const { runs, publications } = this.deps;
    const ofRuns = report.testRunIds.map((id) => this.runFiles(runs.find(id)));
    const ofPictures = publications.pictures(report.testRunIds).map((one) => this.pictureFiles(one));
    const all = [this.documents(report), ...ofRuns, ...ofPictures];
    return (await Promise.all(all)).flat();
  }

  private async documents({ excelFilePath, htmlFilePath, model }: ReportRow): Promise<PackedFile[]> {
    const content = Buffer.from(model ?? '', 'utf8');
    const frozen = {
      name: 'report.json',
      description: 'The frozen report: every figure of the other files',
      sizeBytes: content.length,
      source: { content },
    };
    return [
      ...(await this.stored('report.xlsx', excelFilePath, 'The Excel file')),
      ...(await this.stored('report.html', htmlFilePath, 'The HTML report')),
      ...(model === null ? [] : [frozen]),
    ];
  }

  private async runFiles(run: RunRecord | undefined): Promise<PackedFile[]> {
    if (run === undefined || run.directory === null) {
      return [];
    }
    const directory = this.deps.files.absolute(run.directory);
    const files = await listRunFiles(directory);
    return files.map(({ name, description, sizeBytes }) => ({
      ...{ name: `run-${run.id}/${name}`, description, sizeBytes },
      source: { path: join(directory, name) },
    }));
  }

  private async pictureFiles(picture: SnapshotRecord): Promise<PackedFile[]> {
    const { testRunId, panelTitle, imagePath, dataPath } = picture;
    const folder = `run-${testRunId ?? 0}/pictures`;
    const panel = panelTitle ?? `panel ${picture.panelId ?? ''}`;
    const named = (path: string | null) => `${folder}/${basename(path ?? '')}`;
    return [
      ...(await this.stored(named(imagePath), imagePath, `Picture of Grafana’s panel “${panel}”`)),
      ...(await this.stored(named(dataPath), dataPath, `Data of Grafana’s panel “${panel}”`)),
    ];
  }

  /** Nothing where there is no such file: what is missing is not in the manifest. */
  private async stored(name: string, relativePath: string | null, description: string): Promise<PackedFile[]> {
    const path = relativePath === null ? null : this.deps.files.absolute(relativePath);
    const sizeBytes = path === null ? null : await sizeOf(path);
    return path === null || sizeBytes === null ? [] : [{ name, description, sizeBytes, source: { path } }];
  }

  private manifest({ id, name, createdAtMs, requestedBy }: ReportRow, files: readonly ManifestEntry[]): Buffer {
    const report = { id, name, createdAt: new Date(createdAtMs).toISOString(), requestedBy };
    return Buffer.from(`${JSON.stringify({ report, checksum: 'SHA-256', files }, null, 2)}\n`, 'utf8');
  }
}

function manifestEntry({ name, description, sizeBytes }: PackedFile): ManifestEntry {
  return { name, description, sizeBytes, sha256: CHECKSUM_TO_COME };
}

/** Of a file that grows meanwhile (a log) as much as was announced. */
async function* hashed({ source, sizeBytes }: PackedFile, entry: ManifestEntry | undefined): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  for await (const chunk of 'content' in source ? [source.content] : read(source.path, sizeBytes)) {
    hash.update(chunk);
    yield chunk;
  }
  if (entry !== undefined) {
    entry.sha256 = hash.digest('hex');
  }
}

function read(path: string, sizeBytes: number): AsyncIterable<Buffer> | [] {
  return sizeBytes === 0 ? [] : createReadStream(path, { end: sizeBytes - 1 });
}

/** A zip without compression, read as it is sent, one file after the other. */
class StoredZip {
  private readonly zip = new ZipFile();
  private open: Readable | undefined;

  get stream(): Readable {
    return this.zip.outputStream as Readable;
  }

  add(name: string, size: number, contentOf: () => AsyncIterable<Buffer> | Buffer[]): void {
    this.zip.addReadStreamLazy(name, { compress: false, size }, (done) => {
      this.open = Readable.from(contentOf());
      done(null, this.open);
    });
  }

  /** The length of the whole. */
  end(): Promise<number> {
    // A reader who goes away leaves no file open.
    this.stream.once('close', () => this.open?.destroy());
    return new Promise((resolve, reject) => {
      // What breaks off later breaks off the answer, which is then shorter than it said.
      this.zip.on('error', (error: Error) => {
        reject(error);
        this.stream.destroy(error);
      });
      // Its types do not know that it gives the length.
      this.zip.end(undefined, resolve as () => void);
    });
  }
}
