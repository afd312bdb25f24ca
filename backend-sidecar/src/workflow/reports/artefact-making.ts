import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';

import type { Logger } from 'pino';

import type { DataDirectory } from '../../config/data-directory.ts';
import type { ReportArtefact } from '../../contract/reports.ts';
import { AppError } from '../../kernel/errors.ts';
import { toArtefact, type ArtefactRow, type FileKind, type ReportStore } from '../../persistence/report-store.ts';
import type { Clock } from '../clock.ts';
import { writeAtomically } from '../runs/run-files.ts';
import { renderReport } from './report-renderer.ts';

interface ArtefactMakingDeps {
  reports: ReportStore;
  files: DataDirectory;
  clock: Clock;
  log: Logger;
  /** Another one in tests. */
  render?: typeof renderReport;
}

/** Quick to make, and what people look at first. */
const ORDER: readonly FileKind[] = ['html', 'excel'];

const INTERRUPTED = 'The sidecar ended while it was made';
const INTERRUPTED_TWICE = 'The sidecar ended twice while it was made; make it again when there is more memory';

/**
 * Makes the files of reports from their frozen models, one after another. What is to be done is written before it is begun:
 * a file that was being made when the sidecar ended is made when it starts again, once.
 */
export class ArtefactMaking {
  private work: Promise<void> = Promise.resolve();
  private isStopping = false;

  constructor(private readonly deps: ArtefactMakingDeps) {}

  /** Resolves when the files that wait are made or have failed. */
  makeWaiting(reportId: number): Promise<void> {
    const waiting = this.deps.reports.artefacts(reportId).filter(({ state }) => state === 'waiting');
    for (const kind of ORDER.filter((one) => waiting.some((artefact) => artefact.kind === one))) {
      this.enqueue(reportId, kind);
    }
    return this.work;
  }

  /** From the stored model, so with the same figures. One that waits or is being made already is not begun twice. */
  makeAgain(reportId: number, kind: FileKind): ReportArtefact {
    const { reports, clock } = this.deps;
    const row = reports.row(reportId);
    const present = reports.artefacts(reportId).find((artefact) => artefact.kind === kind);
    if (present !== undefined && (present.state === 'waiting' || present.state === 'making')) {
      return toArtefact(present);
    }
    if (row.model === null) {
      throw new AppError('CONFLICT_STATE', `report ${reportId} was stored without its content; make a new one`);
    }
    const waiting = reports.setArtefact(reportId, kind, { state: 'waiting', detail: null }, clock());
    this.enqueue(reportId, kind);
    return toArtefact(waiting as ArtefactRow);
  }

  /** Takes up what an earlier sidecar was making. */
  resume(): Promise<void> {
    const { reports } = this.deps;
    for (const { id, model } of reports.pending()) {
      this.addMissing(id, model !== null);
    }
    for (const artefact of reports.openFiles()) {
      this.takeUp(artefact);
    }
    return this.work;
  }

  /** What waits is left to the next start. Resolves when nothing is being made. */
  stop(): Promise<void> {
    this.isStopping = true;
    return this.work;
  }

  /** A second end in the middle of the same file is no chance: it may take all the memory there is. */
  private takeUp({ reportId, kind, state, detail }: ArtefactRow): void {
    const { reports, clock } = this.deps;
    if (state === 'making' && detail === INTERRUPTED) {
      reports.setArtefact(reportId, kind, { state: 'failed', detail: INTERRUPTED_TWICE }, clock());
      return;
    }
    const why = state === 'making' ? INTERRUPTED : detail;
    reports.setArtefact(reportId, kind, { state: 'waiting', detail: why }, clock());
    this.enqueue(reportId, kind as FileKind);
  }

  /** Reports that a sidecar before this table left pending. */
  private addMissing(reportId: number, hasModel: boolean): void {
    const { reports, clock } = this.deps;
    if (reports.artefacts(reportId).length > 0) {
      return;
    }
    for (const kind of ORDER) {
      const detail = hasModel ? null : `${INTERRUPTED}; make a new report`;
      reports.setArtefact(reportId, kind, { state: hasModel ? 'waiting' : 'failed', detail }, clock());
    }
  }

  private enqueue(reportId: number, kind: FileKind): void {
    this.work = this.work
      .then(() => this.make(reportId, kind))
      .catch((error: unknown) => this.deps.log.error({ err: error, reportId, kind }, 'artefact could not be noted'));
  }

  private async make(reportId: number, kind: FileKind): Promise<void> {
    const { reports, clock, log } = this.deps;
    const artefact = reports.artefacts(reportId).find((one) => one.kind === kind);
    if (artefact?.state !== 'waiting' || this.isStopping) {
      return;
    }
    reports.setArtefact(reportId, kind, { state: 'making' }, clock());
    try {
      await this.write(reportId, kind);
    } catch (error) {
      log.error({ err: error, reportId, kind }, 'artefact failed');
      const detail = error instanceof Error ? error.message : String(error);
      reports.setArtefact(reportId, kind, { state: 'failed', detail }, clock());
    }
  }

  private async write(reportId: number, kind: FileKind): Promise<void> {
    const { reports, files, clock, render = renderReport } = this.deps;
    const content = await render({ kind, model: reports.row(reportId).model ?? '', dataDirectory: files.root });
    const path = kind === 'excel' ? files.excelPath(reportId) : files.htmlPath(reportId);
    await writeAtomically(path, content);
    const made = reports.setArtefact(
      reportId,
      kind,
      {
        ...{ state: 'ready', detail: null, path: files.relative(path), sizeBytes: content.byteLength },
        checksumSha256: createHash('sha256').update(content).digest('hex'),
      },
      clock()
    );
    if (made === undefined) {
      // The report was deleted in the meantime.
      await rm(path, { force: true });
    }
  }
}
