import { compareSideBySide, type Measured } from '../../comparison/side-by-side.ts';
import type { ReportInput } from '../../contract/reports.ts';
import type { Scenario } from '../../contract/scenarios.ts';
import type { Timeline } from '../../contract/statistics.ts';
import type { Verdict } from '../../contract/verdict.ts';
import { assertNever } from '../../kernel/assert-never.ts';
import { AppError } from '../../kernel/errors.ts';
import type { BaselineStore } from '../../persistence/baseline-store.ts';
import type { CommentStore } from '../../persistence/comment-store.ts';
import type { DecisionStore } from '../../persistence/decision-store.ts';
import type { EvidenceStore } from '../../persistence/evidence-store.ts';
import type { HistoryStore } from '../../persistence/history-store.ts';
import type { ResultStore } from '../../persistence/result-store.ts';
import type { RunRecord, RunStore } from '../../persistence/run-store.ts';
import type { ScenarioStore } from '../../persistence/scenario-store.ts';
import type { ScriptStore } from '../../persistence/script-store.ts';
import type {
  ReportComment,
  ReportRunInput,
  ReportScript,
  ReportSubject,
  SideBySideInput,
} from '../../reports/model/report-model.ts';
import { isEnded } from '../../runs/run-states.ts';
import { counting, type Batches } from '../batches/batches.ts';
import type { Clock } from '../clock.ts';
import { verdictOf } from '../history/judge-ended-run.ts';
import type { References } from '../history/references.ts';
import { loadDifference } from '../runs/load-difference.ts';
import { runName, toRun } from '../runs/run-views.ts';
import { comparedGroups, type ComparedGroup, type GroupDeps } from './compared-groups.ts';

export interface SubjectDeps extends GroupDeps {
  runs: RunStore;
  scripts: ScriptStore;
  scenarios: ScenarioStore;
  results: ResultStore;
  history: HistoryStore;
  references: References;
  baselines: BaselineStore;
  decisions: DecisionStore;
  evidence: EvidenceStore;
  comments: CommentStore;
  batches: Batches;
  clock: Clock;
  generatorCpuLimitPercent?: () => number;
}

/** What a report will be about, as it is stored now. */
export interface FoundSubject {
  subject: ReportSubject;
  runs: ReportRunInput[];
  /** The runs that the report is listed with. */
  testRunIds: number[];
  batchId: number | null;
  baselineId: number | null;
  versionId: number | null;
  previousVersionId: number | null;
}

type Column = SideBySideInput['columns'][number];

/** Of more runs only the judged ones have all their figures in the report. */
const WHOLE_RUNS_LIMIT = 12;
const NOTHING = { batchId: null, baselineId: null, versionId: null, previousVersionId: null };

/** Reads what a report is about. Nothing of it is kept: the report is built from the answer and frozen. */
export class ReportSubjects {
  constructor(private readonly deps: SubjectDeps) {}

  async find(input: ReportInput): Promise<FoundSubject> {
    switch (input.type) {
      case 'single':
        return this.ofRun(required(input.testRunId, 'testRunId'));
      case 'batch':
        return this.ofBatch(required(input.batchId, 'batchId'));
      case 'baseline':
        return this.besideBaseline(required(input.testRunId, 'testRunId'), required(input.baselineId, 'baselineId'));
      case 'comparison':
        return this.ofVersions(input);
      default:
        return assertNever(input.type);
    }
  }

  private ofRun(runId: number): FoundSubject {
    const run = this.endedRun(runId);
    return {
      ...{ ...NOTHING, subject: { type: 'single' }, runs: [this.runInput(run)] },
      ...{ testRunIds: [runId], versionId: run.versionId },
    };
  }

  private ofBatch(batchId: number): FoundSubject {
    const { batches, comments } = this.deps;
    const batch = batches.get(batchId);
    const runs = counting(this.deps.runs.ofBatch(batchId));
    const own =
      batch.comment.trim() === '' ? [] : [{ label: null, text: batch.comment, by: batch.createdBy, atMs: null }];
    return {
      ...NOTHING,
      subject: { type: 'batch', batch, comments: [...comments.list({ batchId }).map(toReportComment), ...own] },
      runs: runs.map((run) => this.runInput(run)),
      ...{ testRunIds: runs.map(({ id }) => id), batchId, versionId: batch.versionId },
    };
  }

  private async besideBaseline(runId: number, baselineId: number): Promise<FoundSubject> {
    const { baselines } = this.deps;
    const run = this.endedRun(runId);
    const { name, versionName, versionId, scenarioId, testTypeId, sourceTestRunId } = baselines.get(baselineId);
    if (scenarioId !== run.scenarioId || testTypeId !== run.testTypeId) {
      throw new AppError('REQUEST_INVALID', `baselineId: baseline ${baselineId} is of another scenario or test type`);
    }
    const { total, rows } = baselines.metrics(baselineId);
    const { labelRenames } = this.scenario(run);
    const ofBaseline = { name: `baseline “${name}”`, versionName, ...NO_RUN };
    return {
      subject: {
        type: 'baseline',
        baselineName: name,
        sideBySide: this.sideBySide(run, [
          { column: ofBaseline, measured: { versionName, total, rows, labelRenames } },
          this.columnOf(run, sourceTestRunId),
        ]),
      },
      runs: [{ ...this.runInput(run), askedVerdict: await this.verdict({ ...run, baselineId, referenceRunId: null }) }],
      ...{ testRunIds: [runId], batchId: null, baselineId, versionId: run.versionId, previousVersionId: versionId },
    };
  }

  private async ofVersions(input: ReportInput): Promise<FoundSubject> {
    const versionIds = input.versionIds ?? [];
    if (versionIds.length < 2 || new Set(versionIds).size !== versionIds.length) {
      throw new AppError('REQUEST_INVALID', 'versionIds: a comparison is of two to ten different versions');
    }
    const { groups, leftOut, versionNames } = comparedGroups({ ...input, versionIds }, this.deps);
    const allRuns = groups.flatMap(({ runs }) => runs.map(({ id }) => id));
    const areAllWhole = allRuns.length <= WHOLE_RUNS_LIMIT;
    const note = `Of ${allRuns.length} runs those of older versions are in the comparison alone; each has its own page in Grafana`;
    return {
      subject: {
        type: 'comparison',
        versionNames,
        sideBySide: groups.map((group) => this.groupSideBySide(group)),
        leftOut: areAllWhole ? leftOut : [...leftOut, note],
      },
      runs: (await Promise.all(groups.map((group) => this.groupRuns(group, areAllWhole)))).flat(),
      ...{ testRunIds: allRuns, batchId: null, baselineId: null },
      ...{ versionId: versionIds[0] ?? null, previousVersionId: versionIds.at(-1) ?? null },
    };
  }

  private groupSideBySide({ runs }: ComparedGroup): SideBySideInput {
    const [oldest] = runs;
    return this.sideBySide(
      oldest,
      runs.map((run) => this.columnOf(run, oldest.id))
    );
  }

  /** The newest version's run, judged against the oldest; then, if wanted, the others. */
  private async groupRuns({ runs, newest }: ComparedGroup, withOthers: boolean): Promise<ReportRunInput[]> {
    const [oldest] = runs;
    const asked = newest && { ...newest, referenceRunId: oldest.id, baselineId: null };
    const judged = asked && { ...this.runInput(newest), askedVerdict: await this.verdict(asked) };
    const others = withOthers ? runs.filter((run) => run !== newest) : [];
    return [
      ...(judged === null ? [] : [judged]),
      ...others.map((run) => ({ ...this.runInput(run), role: 'reference' as const })),
    ];
  }

  private sideBySide(
    of: Pick<RunRecord, 'scenarioId' | 'scenarioName' | 'testTypeName' | 'environmentName'>,
    columns: ReadonlyArray<{ column: Column; measured: Measured }>
  ): SideBySideInput {
    const { scenarioName, testTypeName, environmentName } = of;
    return {
      ...{ scenarioName, testTypeName, environmentName },
      columns: columns.map(({ column }) => column),
      ...compareSideBySide(
        columns.map(({ measured }) => measured),
        this.scenario(of)
      ),
    };
  }

  private columnOf(run: RunRecord, firstId: number): { column: Column; measured: Measured } {
    const { id, versionName, outcome, isValid, completedAtMs } = run;
    const fingerprintDifference = loadDifference(this.deps.evidence, id, firstId);
    const statistics = this.deps.references.judgedStatistics(id);
    if (statistics === undefined) {
      throw new AppError('CONFLICT_STATE', `run ${id} is ${run.status} and has no statistics to compare`);
    }
    return {
      column: { name: runName(run), versionName, runId: id, outcome, isValid, completedAtMs, fingerprintDifference },
      measured: { versionName, ...statistics, labelRenames: this.scenario(run).labelRenames },
    };
  }

  /** Against what this report asks for, by the rules of every verdict. */
  private async verdict(asked: RunRecord): Promise<Verdict> {
    const { results } = this.deps;
    const whole = results.statistics(asked.id, 'run');
    if (whole === undefined) {
      throw new AppError('CONFLICT_STATE', `run ${asked.id} has no statistics to compare`);
    }
    return verdictOf(asked, { whole, window: results.statistics(asked.id, 'window') ?? null }, this.deps);
  }

  private endedRun(runId: number): RunRecord {
    const run = this.deps.runs.get(runId);
    if (!isEnded(run.status)) {
      throw new AppError('CONFLICT_STATE', `run ${runId} is still ${run.status}`);
    }
    return run;
  }

  private scenario({ scenarioId }: Pick<RunRecord, 'scenarioId'>): Scenario {
    return this.deps.scenarios.get(scenarioId);
  }

  private runInput(run: RunRecord): ReportRunInput {
    const { runs, results, decisions, evidence, comments, clock } = this.deps;
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
      script: this.script(run),
      comments: comments.list({ runId: run.id }).map(toReportComment),
    };
  }

  /** The revision that was run, not the newest. */
  private script({ scriptId, revisionNumber }: RunRecord): ReportScript | null {
    if (scriptId === null) {
      return null;
    }
    const { fileName, checksumSha256, number } = this.deps.scripts.revision(scriptId, revisionNumber ?? undefined);
    return { fileName, checksumSha256, revisionNumber: number };
  }

  private timeline(run: RunRecord): Timeline | null {
    const points = this.deps.results.timeline(run.id);
    return points === undefined || run.sliceMs === null ? null : { sliceMs: run.sliceMs, label: null, points };
  }
}

const NO_RUN = { runId: null, outcome: null, isValid: null, completedAtMs: null, fingerprintDifference: [] };

function toReportComment({ label, text, by, atMs }: ReportComment): ReportComment {
  return { label, text, by, atMs };
}

function required(id: number | undefined, name: string): number {
  if (id === undefined) {
    throw new AppError('REQUEST_INVALID', `${name} is missing`);
  }
  return id;
}
