import { mkdir } from 'node:fs/promises';
import { join, relative } from 'node:path';

import type { DataDirectory } from '../config/data-directory.ts';
import type { AnalysisRules, Scenario } from '../contract/scenarios.ts';
import type { EnvironmentStore } from '../persistence/environment-store.ts';
import type { RunRecord, RunStore } from '../persistence/run-store.ts';
import type { ScenarioStore } from '../persistence/scenario-store.ts';
import type { ScriptStore } from '../persistence/script-store.ts';
import type { ExecutionPlan, Runner } from '../runners/runner.ts';
import { sliceWidthMs } from '../runs/analysis-window.ts';
import { resultFileName } from '../runs/result-name.ts';
import type { PreparedCopy } from '../scripts/prepare-copy.ts';
import type { Clock } from './clock.ts';
import { writeAtomically } from './run-files.ts';
import { copyScript } from './script-reader.ts';

export interface PrepareDeps {
  runs: RunStore;
  scenarios: ScenarioStore;
  environments: EnvironmentStore;
  scripts: ScriptStore;
  runner: Runner;
  files: DataDirectory;
  clock: Clock;
}

export interface PreparedRun extends ExecutionPlan {
  /** Thread groups whose samples stay out of the totals. */
  readonly setUpGroups: readonly string[];
}

/** Decides everything the execution needs and writes the run's copy of the script. */
export async function prepareRun(runId: number, deps: PrepareDeps): Promise<PreparedRun> {
  const { runs, environments, files, runner } = deps;
  const run = runs.get(runId);
  const directory = files.runDirectory(runId);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const scriptPath = join(directory, 'script.jmx');
  const isTakenOver = run.status !== 'preparing';
  // What runs or has run is the copy that was made then, whatever the scenario says now.
  const copy = isTakenOver ? await copyScript(scriptPath) : await makeCopy(run, scriptPath, deps);
  const prepared = isTakenOver ? run : notePrepared(run, { directory, warnings: copy.warnings }, deps);
  const plan: PreparedRun = {
    runId,
    directory,
    scriptPath,
    resultPath: files.absolute(prepared.resultFile ?? '').replace(/\.gz$/, ''),
    userCount: run.userCount,
    durationSeconds: run.durationSeconds,
    rampUpSeconds: run.rampUpSeconds,
    properties: run.properties,
    secrets: environments.secrets(run.environmentId),
    setUpGroups: copy.setUpGroups,
  };
  if (!isTakenOver) {
    runs.change(runId, { jmeterVersion: await runner.jmeterVersion() });
    runs.moveTo(runId, 'running');
  }
  return plan;
}

async function makeCopy(run: RunRecord, scriptPath: string, deps: PrepareDeps): Promise<PreparedCopy> {
  const { scenarios } = deps;
  const { enabledThreadGroups } = scenarios.get(run.scenarioId);
  const copy = await copyScript(planPath(run, deps), enabledThreadGroups ?? undefined);
  await writeAtomically(scriptPath, copy.xml);
  return copy;
}

/** The test plan of the revision that the run was made with. */
export function planPath(run: RunRecord, { scripts, files }: Pick<PrepareDeps, 'scripts' | 'files'>): string {
  const { directory, fileName } = scripts.revisionById(run.revisionId);
  return join(files.absolute(directory), fileName);
}

function notePrepared(
  run: RunRecord,
  { directory, warnings }: { directory: string; warnings: readonly string[] },
  { runs, scenarios, files, clock }: PrepareDeps
): RunRecord {
  const startedAtMs = run.startedAtMs ?? clock();
  const resultPath = join(directory, resultFileName({ ...run, startedAtMs }));
  return runs.change(run.id, {
    startedAtMs,
    directory: relative(files.root, directory),
    resultFile: relative(files.root, resultPath),
    sliceMs: sliceWidthMs(run.durationSeconds),
    warnings: [...warnings],
    analysis: analysisRules(scenarios.get(run.scenarioId)),
  });
}

/** What the scenario says now holds for this run, whatever it says later. */
function analysisRules(scenario: Scenario): AnalysisRules {
  const { excludedLabels, labelFoldings, windowTrimStartSeconds, windowTrimEndSeconds } = scenario;
  return { excludedLabels, labelFoldings, windowTrimStartSeconds, windowTrimEndSeconds };
}
