import type { Logger } from 'pino';

import type { DataDirectory } from '../config/data-directory.ts';
import type { Report, ReportInput } from '../contract/reports.ts';
import type { Timeline } from '../contract/statistics.ts';
import { AppError } from '../kernel/errors.ts';
import type { DecisionStore } from '../persistence/decision-store.ts';
import type { EvidenceStore } from '../persistence/evidence-store.ts';
import type { ReportStore } from '../persistence/report-store.ts';
import type { ResultStore } from '../persistence/result-store.ts';
import type { RunRecord, RunStore } from '../persistence/run-store.ts';
import type { ScriptStore } from '../persistence/script-store.ts';
import { buildReportModel, type ReportModel, type ReportRunInput } from '../reports/model/report-model.ts';
import { isEnded } from '../runs/run-states.ts';
import { counting, type Batches } from './batches.ts';
import type { Clock } from './clock.ts';
import { renderReport } from './report-renderer.ts';
import { removeDirectory, writeAtomically } from './run-files.ts';
import { runName, toRun } from './run-views.ts';

interface ReportingDeps {
  reports: ReportStore;
  runs: RunStore;
  scripts: ScriptStore;
  results: ResultStore;
  decisions: DecisionStore;
  evidence: EvidenceStore;
  batches: Batches;
  files: DataDirectory;
  grafanaUrl: () => string | null;
  clock: Clock;
  log: Logger;
}

const BY_ITSELF = 'Performance Test Automation';

/** Freezes a report's model, then renders it. A report that fails says so and fails nothing else. */
export class Reporting {
  constructor(private readonly deps: ReportingDeps) {}

  async generate(input: ReportInput, generatedBy: string): Promise<Report> {
    if (input.type === 'batch') {
      return this.ofBatch(required(input.batchId, 'batchId'), generatedBy);
    }
    return this.ofRun(required(input.testRunId, 'testRunId'), generatedBy);
  }

  /** The last stage of a run; it was begun when the run was completed. */
  async finishRun(runId: number): Promise<void> {
    const { runs, clock, log } = this.deps;
    try {
      const report = await this.ofRun(runId, BY_ITSELF);
      const hasFailed = report.status === 'failed';
      runs.endStage(runId, 'report', {
        status: hasFailed ? 'failed' : 'done',
        endedAtMs: clock(),
        errorCode: hasFailed ? 'INTERNAL' : null,
        detail: report.error,
      });
    } catch (error) {
      log.error({ err: error, runId }, 'report failed');
      const detail = error instanceof Error ? error.message : String(error);
      runs.endStage(runId, 'report', { status: 'failed', endedAtMs: clock(), errorCode: 'INTERNAL', detail });
    }
  }

  async finishBatch(batchId: number): Promise<void> {
    try {
      await this.ofBatch(batchId, BY_ITSELF);
    } catch (error) {
      this.deps.log.error({ err: error, batchId }, 'report failed');
    }
  }

  /**
   * Reports that an earlier sidecar was rendering when it ended: nobody works on them any more.
   * @returns the batches among what they were about
   */
  giveUpPending(): number[] {
    return this.deps.reports.failPending('The sidecar ended while it was rendered; make it again');
  }

  async delete(id: number): Promise<void> {
    const { reports, files } = this.deps;
    reports.delete(id);
    await removeDirectory(files.excelPath(id));
    await removeDirectory(files.htmlPath(id));
  }

  private ofRun(runId: number, generatedBy: string): Promise<Report> {
    const run = this.deps.runs.get(runId);
    if (!isEnded(run.status)) {
      throw new AppError('CONFLICT_STATE', `run ${runId} is still ${run.status}`);
    }
    const model = this.model([run], null, generatedBy);
    return this.render(model, { name: runName(run), batchId: null, runs: [run] });
  }

  private ofBatch(batchId: number, generatedBy: string): Promise<Report> {
    const runs = counting(this.deps.runs.ofBatch(batchId));
    const model = this.model(runs, batchId, generatedBy);
    return this.render(model, { name: model.title, batchId, runs });
  }

  private model(runs: RunRecord[], batchId: number | null, generatedBy: string): ReportModel {
    const { batches, clock, grafanaUrl } = this.deps;
    return buildReportModel({
      batch: batchId === null ? null : batches.get(batchId),
      runs: runs.map((run) => this.runInput(run)),
      generatedAtMs: clock(),
      generatedBy,
      grafanaUrl: grafanaUrl(),
    });
  }

  private runInput(run: RunRecord): ReportRunInput {
    const { runs, results, scripts, decisions, evidence, clock } = this.deps;
    return {
      run: toRun(run, {
        stages: runs.stages(run.id),
        verdict: runs.verdict(run.id),
        reportIds: [],
        decisions: decisions.of(run.id),
        generator: evidence.generator(run.id),
        fingerprint: evidence.fingerprint(run.id),
        nowMs: clock(),
      }),
      statistics: results.statistics(run.id, 'run') ?? null,
      windowStatistics: results.statistics(run.id, 'window') ?? null,
      timeline: this.timeline(run),
      script: run.scriptId === null ? null : scripts.get(run.scriptId),
    };
  }

  private timeline(run: RunRecord): Timeline | null {
    const points = this.deps.results.timeline(run.id);
    return points === undefined || run.sliceMs === null ? null : { sliceMs: run.sliceMs, label: null, points };
  }

  private async render(
    model: ReportModel,
    about: { name: string; batchId: number | null; runs: RunRecord[] }
  ): Promise<Report> {
    const { reports, files, clock, log } = this.deps;
    const { id } = reports.create({
      name: about.name,
      type: model.type,
      testRunIds: about.runs.map((run) => run.id),
      batchId: about.batchId,
      currentVersionId: about.runs[0]?.versionId ?? null,
      model: JSON.stringify(model),
      totalTransactions: model.summary.comparedLabels,
      improvedCount: model.summary.improved,
      degradedCount: model.summary.degraded,
      criticalCount: model.summary.critical,
      outcome: model.outcome,
      createdAtMs: clock(),
    });
    try {
      const { html, excel } = await renderReport(model);
      await writeAtomically(files.htmlPath(id), html);
      await writeAtomically(files.excelPath(id), excel);
      return reports.change(id, {
        status: 'ready',
        htmlFilePath: `reports/html/report-${id}.html`,
        excelFilePath: `reports/excel/report-${id}.xlsx`,
        htmlHostedUrl: `/a/perftest-automation-app/reports/${id}`,
      });
    } catch (error) {
      log.error({ err: error, reportId: id }, 'report failed');
      return reports.change(id, { status: 'failed', error: error instanceof Error ? error.message : String(error) });
    }
  }
}

function required(id: number | undefined, name: string): number {
  if (id === undefined) {
    throw new AppError('REQUEST_INVALID', `${name} is missing`);
  }
  return id;
}
