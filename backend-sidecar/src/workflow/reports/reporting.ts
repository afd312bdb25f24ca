import type { Logger } from 'pino';

import type { DataDirectory } from '../../config/data-directory.ts';
import type { Report, ReportArtefact, ReportInput, ReportPreview } from '../../contract/reports.ts';
import type { FileKind, ReportStore } from '../../persistence/report-store.ts';
import type { RunStore } from '../../persistence/run-store.ts';
import { buildReportModel, type ReportModel, type ReportPicture } from '../../reports/model/report-model.ts';
import { withoutOutcome } from '../../reports/model/without-outcome.ts';
import type { Clock } from '../clock.ts';
import { removeDirectory } from '../runs/run-files.ts';
import { ArtefactMaking } from './artefact-making.ts';
import { ReportSubjects, type FoundSubject, type SubjectDeps } from './report-subjects.ts';

interface ReportingDeps extends SubjectDeps {
  reports: ReportStore;
  runs: RunStore;
  files: DataDirectory;
  grafanaUrl: () => string | null;
  /** Pictures of Grafana's panels over these runs, as they are now; none when left out. */
  picturesOf?: (runIds: readonly number[]) => ReportPicture[];
  /** A report was made by itself and is ready; said in the turn in which it is noted. */
  onMade?: (report: Report) => void;
  clock: Clock;
  log: Logger;
}

const BY_ITSELF = 'Performance Test Automation';
const FILES: readonly FileKind[] = ['html', 'excel'];

/** Freezes what a report says; what it becomes is made from that. A report that fails says so and fails nothing else. */
export class Reporting {
  private readonly subjects: ReportSubjects;
  private readonly making: ArtefactMaking;

  constructor(private readonly deps: ReportingDeps) {
    this.subjects = new ReportSubjects(deps);
    this.making = new ArtefactMaking(deps);
  }

  /** The report is there with its figures when this answers; its files follow. */
  async generate(input: ReportInput, requestedBy: string): Promise<Report> {
    const report = await this.freeze(input, requestedBy);
    void this.making.makeWaiting(report.id);
    return report;
  }

  async preview(input: ReportInput, requestedBy: string): Promise<ReportPreview> {
    const { title, outcome, sentence, runs, summary, pictures, leftOut } = this.model(
      await this.subjects.find(input),
      requestedBy
    );
    return {
      ...{ title, outcome, sentence: withoutOutcome(sentence), leftOut, comparedLabels: summary.comparedLabels },
      runs: runs.map(({ run, role }) => ({
        ...{ id: run.id, name: run.name, isJudged: role === 'judged' },
        outcome: run.verdict?.outcome ?? null,
      })),
      pictures: pictures.filter(({ imagePath }) => imagePath !== null).length,
    };
  }

  makeAgain(reportId: number, kind: FileKind): ReportArtefact {
    return this.making.makeAgain(reportId, kind);
  }

  /** The last stage of a run; it was begun when the run was completed. */
  async finishRun(runId: number): Promise<void> {
    const { runs, clock, log } = this.deps;
    try {
      const report = await this.finish({ type: 'single', testRunId: runId });
      if (report.status === 'pending') {
        return; // The sidecar stops; the next one goes on.
      }
      const hasFailed = report.status === 'failed';
      runs.endStage(runId, 'report', {
        status: hasFailed ? 'failed' : 'done',
        endedAtMs: clock(),
        errorCode: hasFailed ? 'INTERNAL' : null,
        detail: report.error,
      });
      this.sayMade(report);
    } catch (error) {
      log.error({ err: error, runId }, 'report failed');
      const detail = error instanceof Error ? error.message : String(error);
      runs.endStage(runId, 'report', { status: 'failed', endedAtMs: clock(), errorCode: 'INTERNAL', detail });
    }
  }

  private sayMade(report: Report): void {
    if (report.status === 'ready') {
      this.deps.onMade?.(report);
    }
  }

  async finishBatch(batchId: number): Promise<void> {
    try {
      this.sayMade(await this.finish({ type: 'batch', batchId }));
    } catch (error) {
      this.deps.log.error({ err: error, batchId }, 'report failed');
    }
  }

  /** Batches whose reports an earlier sidecar had begun when it ended. */
  pendingBatches(): number[] {
    return this.deps.reports.pending().flatMap(({ batchId }) => batchId ?? []);
  }

  /** Makes the files that an earlier sidecar had not made when it ended. */
  resume(): Promise<void> {
    return this.making.resume();
  }

  /** Resolves when no file is being made; what waits is made after the next start. */
  stop(): Promise<void> {
    return this.making.stop();
  }

  async delete(id: number): Promise<void> {
    const { reports, files } = this.deps;
    reports.delete(id);
    await removeDirectory(files.excelPath(id));
    await removeDirectory(files.htmlPath(id));
  }

  /** One that was frozen before the sidecar ended is taken up, not made a second time. */
  private async finish(
    input: { type: 'single'; testRunId: number } | { type: 'batch'; batchId: number }
  ): Promise<Report> {
    const { reports } = this.deps;
    const of = input.type === 'single' ? { runId: input.testRunId } : { batchId: input.batchId };
    const { id } = reports.findPending({ ...of, requestedBy: BY_ITSELF }) ?? (await this.freeze(input, BY_ITSELF));
    await this.making.makeWaiting(id);
    return reports.get(id);
  }

  private async freeze(request: ReportInput, requestedBy: string): Promise<Report> {
    const found = await this.subjects.find(request);
    const model = this.model(found, requestedBy);
    return this.deps.reports.create(
      {
        name: model.title,
        type: model.type,
        testRunIds: found.testRunIds,
        batchId: found.batchId,
        baselineId: found.baselineId,
        currentVersionId: found.versionId,
        previousVersionId: found.previousVersionId,
        request,
        requestedBy,
        model: JSON.stringify(model),
        totalTransactions: model.summary.comparedLabels,
        improvedCount: model.summary.improved,
        degradedCount: model.summary.degraded,
        criticalCount: model.summary.critical,
        outcome: model.outcome,
        createdAtMs: model.generatedAtMs,
      },
      FILES
    );
  }

  private model({ subject, runs, testRunIds }: FoundSubject, generatedBy: string): ReportModel {
    const { clock, grafanaUrl, picturesOf } = this.deps;
    return buildReportModel({
      ...{ subject, runs, generatedBy },
      pictures: picturesOf?.(testRunIds) ?? [],
      generatedAtMs: clock(),
      grafanaUrl: grafanaUrl(),
    });
  }
}
