import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

import { sql } from 'drizzle-orm';
import { pino } from 'pino';

import { DataDirectory } from '../../config/data-directory.ts';
import { Settings } from '../../config/settings.ts';
import type { Publication } from '../../contract/publishing.ts';
import { ConfluenceDouble } from '../../integrations/confluence/confluence-fixture.ts';
import type { ConfluenceKind } from '../../integrations/confluence/confluence-http.ts';
import { SecretBox } from '../../kernel/secret-box.ts';
import { AuditStore } from '../../persistence/audit-store.ts';
import { BatchStore } from '../../persistence/batch-store.ts';
import { openDatabase, type Database, type OpenDatabase } from '../../persistence/database.ts';
import { PublicationStore } from '../../persistence/publication-store.ts';
import { PublishTemplateStore } from '../../persistence/publish-template-store.ts';
import { ReportStore } from '../../persistence/report-store.ts';
import { RunStore } from '../../persistence/run-store.ts';
import { ScenarioStore } from '../../persistence/scenario-store.ts';
import { SettingsStore } from '../../persistence/settings-store.ts';
import { fixtureSingleInput } from '../../reports/model/report-fixture.ts';
import { buildReportModel, type ReportModelInput } from '../../reports/model/report-model.ts';
import { Publishing } from './publishing.ts';

const MIGRATIONS = fileURLToPath(new URL('../../../migrations', import.meta.url));
export const FIRST_FILES = { excel: 'the workbook', html: '<!doctype html><title>the report</title>' };

/** Publishing on a database, files and a Confluence of its own, at a time that the test says. */
export class PublishingUnderTest {
  nowMs = Date.UTC(2026, 10, 23, 12);
  readonly logged: string[] = [];
  readonly files: DataDirectory;
  readonly reports: ReportStore;
  readonly publications: PublicationStore;
  readonly templates: PublishTemplateStore;
  publishing: Publishing;
  private readonly database: OpenDatabase;

  private constructor(
    readonly double: ConfluenceDouble,
    private readonly environment: NodeJS.ProcessEnv
  ) {
    const root = mkdtempSync(join(tmpdir(), 'perftest-publishing-'));
    this.files = new DataDirectory(root, join(root, 'no-memory'));
    this.files.create();
    this.database = openDatabase({ path: this.files.databasePath, migrationsDirectory: MIGRATIONS, nowMs: 0 });
    const { db } = this.database;
    // Hundreds of reports are published, and nobody pulls the plug.
    db.run(sql`pragma synchronous = off`);
    this.reports = new ReportStore(db);
    this.publications = new PublicationStore(db);
    this.templates = new PublishTemplateStore(db);
    this.publishing = this.another();
  }

  /** @param environment the sidecar's, beside what leads to the double */
  static async open(kind: ConfluenceKind, environment: NodeJS.ProcessEnv = {}): Promise<PublishingUnderTest> {
    return new PublishingUnderTest(await ConfluenceDouble.start(kind), environment);
  }

  get db(): Database {
    return this.database.db;
  }

  async close(): Promise<void> {
    await this.publishing.stop();
    await this.double.close();
    this.database.close();
    rmSync(this.files.absolute('.'), { recursive: true, force: true });
  }

  /** The sidecar has ended in the middle, without a word, and another one begins. */
  async restart(): Promise<void> {
    await this.publishing.stop();
    this.publishing = this.another();
    this.publishing.start();
    await this.publishing.settled();
  }

  /** A ready report with its files. */
  report(input: ReportModelInput = fixtureSingleInput(), content = FIRST_FILES): number {
    const model = buildReportModel(input);
    const { id } = this.reports.create({
      ...{ name: model.title, type: model.type, testRunIds: model.runs.map(({ run }) => run.id) },
      ...{ model: JSON.stringify(model), outcome: model.outcome, createdAtMs: this.nowMs },
    });
    this.write(id, content);
    return id;
  }

  /** Its files, made anew. */
  write(reportId: number, { excel, html }: typeof FIRST_FILES): void {
    const paths = { excel: this.files.excelPath(reportId), html: this.files.htmlPath(reportId) };
    for (const [kind, content] of [
      ['excel', excel],
      ['html', html],
    ] as const) {
      mkdirSync(dirname(paths[kind]), { recursive: true });
      writeFileSync(paths[kind], content);
      const path = this.files.relative(paths[kind]);
      this.reports.setArtefact(reportId, kind, { state: 'ready', path, sizeBytes: content.length }, this.nowMs);
    }
  }

  /** What became of it at once. */
  async publish(reportId: number, input = {}): Promise<Publication> {
    this.nowMs += 1000;
    await this.publishing.publish(reportId, input, 'zoe');
    return this.settled(reportId);
  }

  async settled(reportId: number): Promise<Publication> {
    await this.publishing.settled();
    return this.status(reportId);
  }

  status(reportId: number): Publication {
    const status = this.publishing.status(reportId);
    if (status === null) {
      throw new Error(`report ${reportId} was never wanted`);
    }
    return status;
  }

  /** The time of the next attempt comes. */
  async later(reportId: number): Promise<Publication> {
    this.nowMs = Math.max(this.nowMs, this.status(reportId).nextTryAtMs ?? this.nowMs);
    this.publishing.start();
    return this.settled(reportId);
  }

  /** Until nothing more is tried by itself; a person tries again what was given up. */
  async endOf(reportId: number): Promise<Publication> {
    const now = await this.settled(reportId);
    if (now.state === 'published') {
      return now;
    }
    const next = await (now.state === 'failed' ? this.publish(reportId) : this.later(reportId));
    return next.state === 'published' ? next : this.later(reportId);
  }

  private another(): Publishing {
    const { db } = this.database;
    const { kind, url, target } = this.double;
    const environment = {
      ...{ CONFLUENCE_URL: url, CONFLUENCE_KIND: kind, CONFLUENCE_API_TOKEN: target.token },
      ...{ CONFLUENCE_SPACE_KEY: 'PERF', CONFLUENCE_USERNAME: target.username ?? '' },
      ...this.environment,
    };
    const sink = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        this.logged.push(chunk.toString('utf8'));
        done();
      },
    });
    return new Publishing({
      ...{ reports: this.reports, publications: this.publications, templates: this.templates, files: this.files },
      ...{
        auditStore: new AuditStore(db),
        runs: new RunStore(db),
        scenarios: new ScenarioStore(db),
        batchStore: new BatchStore(db),
      },
      settings: new Settings(new SettingsStore(db), environment, new SecretBox(Buffer.alloc(32, 1))),
      clock: () => this.nowMs,
      log: pino({ level: 'trace' }, sink),
    });
  }
}
