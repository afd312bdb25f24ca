import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

import type { DataDirectory } from '../../config/data-directory.ts';
import type { Upload } from '../../integrations/confluence/confluence-http.ts';
import { AppError } from '../../kernel/errors.ts';
import type { PublicationStore, SnapshotRecord } from '../../persistence/publication-store.ts';
import type { PublishTemplateStore } from '../../persistence/publish-template-store.ts';
import type { ReportRow, ReportStore } from '../../persistence/report-store.ts';
import { sectionKey, type SectionKey } from '../../reports/confluence/marked-section.ts';
import { labelsOf, titleOf, writePage, type WrittenPage } from '../../reports/confluence/page-variables.ts';
import type { PagePicture } from '../../reports/confluence/picture-block.ts';
import { DEFAULT_TEMPLATE, type Template } from '../../reports/confluence/template.ts';
import type { ReportModel } from '../../reports/model/report-model.ts';
import { readReportModel } from '../../reports/model/stored-model.ts';

export interface PageSourceDeps {
  reports: ReportStore;
  publications: PublicationStore;
  templates: PublishTemplateStore;
  files: DataDirectory;
}

export interface SourceFile {
  readonly fileName: string;
  readonly title: string;
  readonly mediaType: string;
  readonly path: string;
}

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

export interface PageChoice {
  /** Whether the page has a file of this name; one that it does not take is said to be missing. */
  readonly isAttached: (fileName: string) => boolean;
  /** A page that is too large for Confluence has the figures of each run in its files alone. */
  readonly isShort: boolean;
}
const WHOLE: PageChoice = { isAttached: () => true, isShort: false };

/** What a report's page is made of: its frozen model, its files and its pictures, as they lie on the disk now. */
export class PageSource {
  constructor(private readonly deps: PageSourceDeps) {}

  /** Marks of another installation’s report of the same number are not taken for this one’s. */
  key(reportId: number): SectionKey {
    const { id, createdAtMs } = this.deps.reports.row(reportId);
    return sectionKey(`${id}-${createdAtMs.toString(36)}`);
  }

  page(reportId: number, templateId: number | null, { isAttached, isShort }: PageChoice = WHOLE): WrittenPage {
    const row = this.deps.reports.row(reportId);
    const model = modelOf(row);
    const pictures = this.snapshots(row).map((one) => toPagePicture(one, isAttached));
    const files = this.documents(row).map(({ fileName, title }) => ({
      ...{ fileName, title, isAttached: isAttached(fileName) },
    }));
    return writePage({ reportId, model, pictures, files, isShort }, this.template(templateId));
  }

  title(reportId: number, templateId: number | null): string {
    return titleOf(reportId, modelOf(this.deps.reports.row(reportId)), this.template(templateId));
  }

  labels(reportId: number): string[] {
    return labelsOf(modelOf(this.deps.reports.row(reportId)));
  }

  /** What is attached: the documents, then the pictures. */
  files(reportId: number): SourceFile[] {
    const row = this.deps.reports.row(reportId);
    const pictures = this.snapshots(row).flatMap((one) => {
      const fileName = pictureName(one);
      const path = one.imagePath;
      const title = one.panelTitle ?? '';
      return fileName === null || path === null ? [] : [{ fileName, title, mediaType: mediaTypeOf(path), path }];
    });
    return [...this.documents(row), ...pictures];
  }

  /** Pictures that are still being made. */
  waitingPictures(reportId: number): number {
    return this.snapshots(this.deps.reports.row(reportId)).filter(({ state }) => state === 'waiting').length;
  }

  async upload({ fileName, mediaType, path }: SourceFile): Promise<Upload & { checksumSha256: string }> {
    const content = await readFile(this.deps.files.absolute(path));
    const checksumSha256 = createHash('sha256').update(content).digest('hex');
    return { fileName, mediaType, content, comment: `SHA-256 ${checksumSha256}`, checksumSha256 };
  }

  /** One that has been deleted meanwhile: the default. */
  private template(id: number | null): Template {
    const { templates } = this.deps;
    return (id === null ? undefined : templates.find(id)) ?? templates.default() ?? DEFAULT_TEMPLATE;
  }

  private documents({ id, excelFilePath, htmlFilePath }: ReportRow): SourceFile[] {
    const excel = { fileName: `report-${id}.xlsx`, title: 'Excel file', mediaType: XLSX, path: excelFilePath };
    const html = { fileName: `report-${id}.html`, title: 'HTML report', mediaType: 'text/html', path: htmlFilePath };
    return [excel, html].flatMap((one) => (one.path === null ? [] : [{ ...one, path: one.path }]));
  }

  private snapshots({ testRunIds }: ReportRow): SnapshotRecord[] {
    return this.deps.publications.pictures(testRunIds);
  }
}

/** The model as it was frozen. */
export function modelOf({ id, model }: ReportRow): ReportModel {
  if (model === null) {
    throw new AppError('CONFLICT_STATE', `report ${id} has nothing that could be published; make it again`);
  }
  return readReportModel(model);
}

function toPagePicture(one: SnapshotRecord, isAttached: (fileName: string) => boolean): PagePicture {
  const name = pictureName(one);
  const fileName = name !== null && isAttached(name) ? name : null;
  const why = fileName === null ? whyNotOnPage(one) : one.why;
  return { runId: one.testRunId ?? 0, title: one.panelTitle ?? `Panel ${one.panelId ?? ''}`, fileName, why };
}

function whyNotOnPage(one: SnapshotRecord): string {
  return pictureName(one) === null
    ? (one.why ?? 'it was not ready when the page was written')
    : 'its file is larger than this Confluence takes';
}

function pictureName({ id, state, imagePath, testRunId }: SnapshotRecord): string | null {
  const isThere = (state === 'captured' || state === 'drawn') && imagePath !== null;
  return isThere ? `run-${testRunId ?? 0}-picture-${id}.${imagePath.endsWith('.svg') ? 'svg' : 'png'}` : null;
}

function mediaTypeOf(path: string): string {
  return path.endsWith('.svg') ? 'image/svg+xml' : 'image/png';
}
