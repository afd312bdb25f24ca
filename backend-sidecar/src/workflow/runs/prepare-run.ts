import { constants } from 'node:fs';
import { copyFile, mkdir, rm, rmdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

import type { DataDirectory } from '../../config/data-directory.ts';
import type { AnalysisRules, Scenario, ScriptFile } from '../../contract/scenarios.ts';
import type { EnvironmentStore } from '../../persistence/environment-store.ts';
import type { EvidenceStore } from '../../persistence/evidence-store.ts';
import type { RunRecord, RunStore } from '../../persistence/run-store.ts';
import type { ScenarioStore } from '../../persistence/scenario-store.ts';
import type { ScriptStore } from '../../persistence/script-store.ts';
import type { ExecutionPlan, Runner } from '../../runners/runner.ts';
import { sliceWidthMs } from '../../runs/analysis-window.ts';
import { resultFileName } from '../../runs/result-name.ts';
import { revisionIdOf } from '../../runs/script-of-run.ts';
import type { CopyRequest } from '../../scripts/prepare-copy.ts';
import { COPY_NAME } from '../../scripts/script-files.ts';
import type { Clock } from '../clock.ts';
import { expectReady } from '../generators/expect-ready.ts';
import type { RunInflux } from '../influxdb/run-influx.ts';
import { companionProperties } from '../scripts/companion-properties.ts';
import { placeholderValues } from '../scripts/placeholder-values.ts';
import { writeAtomically } from './run-files.ts';
import { copyScript, setUpGroupsOf } from '../scripts/script-reader.ts';

export interface PrepareDeps {
  runs: RunStore;
  scenarios: ScenarioStore;
  environments: EnvironmentStore;
  scripts: ScriptStore;
  evidence: EvidenceStore;
  /** @throws AppError NOT_FOUND where there is no such generator any more */
  runnerOf: (generator: string) => Runner;
  influx: RunInflux;
  files: DataDirectory;
  clock: Clock;
}

export interface PreparedRun extends ExecutionPlan {
  /** Thread groups whose samples stay out of the totals. */
  readonly setUpGroups: readonly string[];
  /** Files that lie beside the script while it runs, relative to the run's directory. */
  readonly companions: readonly string[];
}

/** What was changed in the copy of a run, beside it. */
export const COPY_EDITS_FILE = 'copy-edits.json';

/** Decides everything the execution needs, and writes the run's copy of the script and its companions. */
export async function prepareRun(runId: number, deps: PrepareDeps): Promise<PreparedRun> {
  const { runs, environments, files, scripts } = deps;
  const run = runs.get(runId);
  const directory = files.runDirectory(runId);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const scriptPath = join(directory, COPY_NAME);
  const isTakenOver = run.status !== 'preparing';
  const ready = isTakenOver ? null : await expectReady(run.generator, deps.runnerOf(run.generator));
  if (ready !== null) {
    runs.change(runId, { jmeterVersion: ready.jmeterVersion });
  }
  // What runs or has run is the copy that was made then, whatever the scenario says now.
  const setUpGroups = isTakenOver
    ? await setUpGroupsOf(scriptPath)
    : await makeCopy(run, { directory, scriptPath, warnings: ready?.warnings ?? [] }, deps);
  const revision = scripts.revisionById(revisionIdOf(run));
  const { files: scriptFiles, fileName } = revision;
  const companions = scriptFiles.filter(({ kind }) => kind !== 'plan');
  const placed = placeOfCopy(fileName);
  const listener = deps.influx.execution(run, {
    ...(await companionProperties(revision, files.absolute(revision.directory))),
    ...run.properties,
  });
  const plan: PreparedRun = {
    runId,
    directory,
    files: [placed, ...companions.map(({ name }) => name)],
    scriptPath: join(directory, placed),
    resultPath: files.absolute(runs.get(runId).resultFile ?? '').replace(/\.gz$/, ''),
    userCount: run.userCount,
    durationSeconds: run.durationSeconds,
    rampUpSeconds: run.rampUpSeconds,
    libraries: pathsOf(companions, 'jar', directory),
    propertyFiles: pathsOf(companions, 'properties', directory),
    properties: { ...listener.properties, ...run.properties },
    secrets: { ...environments.secrets(run.environmentId), ...listener.secrets },
    quietLoggers: listener.quietLoggers,
    failuresPath: files.failuresPath(runId),
    setUpGroups,
    companions: [...companions.map(({ name }) => name), ...(placed === COPY_NAME ? [] : [placed])],
  };
  if (!isTakenOver) {
    runs.moveTo(runId, 'running');
  }
  return plan;
}

/** JMeter has ended: the companions are in the script's revision, and need not lie in the run's directory too. */
export async function removeCompanions({ directory, companions }: RunFolder): Promise<void> {
  for (const name of companions) {
    await rm(join(directory, name), { force: true });
    await removeEmptyFolders(directory, dirname(name));
  }
}

type RunFolder = Pick<PreparedRun, 'directory' | 'companions'>;

/** What a test wrote beside its data stays. */
async function removeEmptyFolders(directory: string, from: string): Promise<void> {
  for (let folder = from; folder !== '.'; folder = dirname(folder)) {
    const isGone = await rmdir(join(directory, folder)).then(
      () => true,
      () => false
    );
    if (!isGone) {
      return;
    }
  }
}

/** A plan that lies in a folder of its script names its files from there, or from the script's own folder. */
function placeOfCopy(planName: string): string {
  return join(dirname(planName), COPY_NAME);
}

/** The test plan of the revision that the run was made with. */
export function planPath(run: RunRecord, { scripts, files }: Pick<PrepareDeps, 'scripts' | 'files'>): string {
  const { directory, fileName } = scripts.revisionById(revisionIdOf(run));
  return join(files.absolute(directory), fileName);
}

/** @returns the setUp and tearDown thread groups */
async function makeCopy(
  run: RunRecord,
  { directory, scriptPath, warnings: before }: { directory: string; scriptPath: string; warnings: readonly string[] },
  deps: PrepareDeps
): Promise<readonly string[]> {
  const request = await copyRequest(run, deps);
  const copy = await copyScript(planPath(run, deps), request);
  const { edits, fingerprint, setUpGroups, warnings, xml } = copy;
  await writeAtomically(scriptPath, xml);
  await writeAtomically(join(directory, COPY_EDITS_FILE), JSON.stringify(edits));
  await copyCompanions(run, directory, deps);
  await placeCopy(run, scriptPath, deps);
  if (run.kind === 'test') {
    deps.evidence.saveFingerprint(run.id, fingerprint);
  }
  deps.influx.notePrepared(run, { planned: copy.influxDb, properties: request.properties });
  notePrepared(run, { directory, warnings: [...before, ...warnings] }, deps);
  return setUpGroups;
}

async function copyRequest(
  run: RunRecord,
  { scenarios, environments, scripts, files, influx, runnerOf }: PrepareDeps
): Promise<Omit<CopyRequest, 'xml'>> {
  const { enabledThreadGroups } = scenarios.get(run.scenarioId);
  const { userCount, durationSeconds, rampUpSeconds } = run;
  const revision = scripts.revisionById(revisionIdOf(run));
  return {
    enabledThreadGroups: enabledThreadGroups ?? undefined,
    load: run.appliesLoad ? { userCount, durationSeconds, rampUpSeconds } : null,
    isSmoke: run.kind === 'smoke',
    properties: { ...(await companionProperties(revision, files.absolute(revision.directory))), ...run.properties },
    placeholders: placeholderValues(run),
    secretNames: environments.get(run.environmentId).secretNames,
    keepFailuresIn: runnerOf(run.generator).failuresFile?.() ?? files.failuresPath(run.id),
    influxDb: influx.wanted(run),
  };
}

/** Copies, not links: what a test writes into its data must not change what other runs read. */
async function copyCompanions(run: RunRecord, directory: string, { scripts, files }: PrepareDeps): Promise<void> {
  const revision = scripts.revisionById(revisionIdOf(run));
  for (const { name, kind } of revision.files) {
    if (kind !== 'plan') {
      const target = join(directory, name);
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      await copyFile(join(files.absolute(revision.directory), name), target, constants.COPYFILE_FICLONE);
    }
  }
}

async function placeCopy(run: RunRecord, scriptPath: string, { scripts }: PrepareDeps): Promise<void> {
  const { fileName } = scripts.revisionById(revisionIdOf(run));
  const place = join(dirname(scriptPath), placeOfCopy(fileName));
  if (place !== scriptPath) {
    await mkdir(dirname(place), { recursive: true, mode: 0o700 });
    await copyFile(scriptPath, place);
  }
}

function pathsOf(companions: readonly ScriptFile[], wanted: ScriptFile['kind'], directory: string): string[] {
  return companions.filter(({ kind }) => kind === wanted).map(({ name }) => join(directory, name));
}

function notePrepared(
  run: RunRecord,
  { directory, warnings }: { directory: string; warnings: readonly string[] },
  { runs, scenarios, files, clock }: PrepareDeps
): void {
  const startedAtMs = run.startedAtMs ?? clock();
  const resultPath = join(directory, resultFileName({ ...run, startedAtMs }));
  runs.change(run.id, {
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
  const { excludedLabels, labelFoldings, windowTrimStartSeconds, windowTrimEndSeconds, apdex } = scenario;
  return { excludedLabels, labelFoldings, windowTrimStartSeconds, windowTrimEndSeconds, apdex };
}
