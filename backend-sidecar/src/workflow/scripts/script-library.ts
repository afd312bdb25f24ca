import { rm } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';

import type { DataDirectory } from '../../config/data-directory.ts';
import type { Script, ScriptFile } from '../../contract/scenarios.ts';
import type { ScriptDiff } from '../../contract/system.ts';
import { AppError } from '../../kernel/errors.ts';
import type { NewRevision, ScriptStore, StoredRevision } from '../../persistence/script-store.ts';
import { COPY_NAME, isPlan } from '../../scripts/script-files.ts';
import type { Clock } from '../clock.ts';
import { jarProblem } from './jar-check.ts';
import { ScriptIntake, sweepUploads } from './script-intake.ts';
import { compareScripts, readScript } from './script-reader.ts';

const LARGEST_PLAN_BYTES = 128 * 1024 * 1024;

/** What people say about the files that they send. */
export interface UploadFields {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly scenarioId?: number | undefined;
  readonly comment?: string | undefined;
  /** Which file is the test plan, where there are several. */
  readonly plan?: string | undefined;
  /** For a new revision: whether files of the newest one that were not sent again stay. */
  readonly keepCompanions?: boolean | undefined;
}

/** Stores scripts. The files of a revision never change; other bytes are another revision. */
export class ScriptLibrary {
  constructor(
    private readonly scripts: ScriptStore,
    private readonly files: DataDirectory,
    private readonly clock: Clock
  ) {}

  /** Where the files of an upload go while they come; to be added or discarded. */
  begin(): Promise<ScriptIntake> {
    return ScriptIntake.begin(this.files.uploads);
  }

  /** A new script. Throws SCRIPT_… when its files are none. */
  async add(intake: ScriptIntake, fields: UploadFields, uploadedBy: string): Promise<Script> {
    const revision = await this.read(intake, fields, uploadedBy);
    const { description = '', scenarioId = null } = fields;
    const name =
      fields.name ??
      basename(revision.fileName)
        .replace(/\.jmx$/i, '')
        .slice(0, 100);
    return this.keep(intake, revision, (stored) => this.scripts.create({ name, description, scenarioId }, stored));
  }

  /** The next revision of a script. What was not sent again stays, unless the fields say otherwise. */
  async revise(scriptId: number, intake: ScriptIntake, fields: UploadFields, uploadedBy: string): Promise<Script> {
    const newest = this.scripts.revision(scriptId);
    const sent = await intake.files();
    const plan = planOfRevision(newest, sent, fields);
    for (const file of keptFiles(newest, sent, { ...fields, plan })) {
      await intake.carryOver(file.name, join(this.files.absolute(newest.directory), file.name));
    }
    const revision = await this.read(intake, { ...fields, plan }, uploadedBy);
    if (contentOf(revision) === contentOf(newest)) {
      throw new AppError('SCRIPT_UNCHANGED', `its files are those of revision ${newest.number}`);
    }
    return this.keep(intake, revision, (stored) => this.scripts.addRevision(scriptId, stored));
  }

  async remove(id: number): Promise<void> {
    for (const directory of this.scripts.delete(id)) {
      await rm(this.files.absolute(directory), { recursive: true, force: true });
    }
  }

  /** A file of a revision; the test plan when none is named. */
  path(revision: StoredRevision, name = revision.fileName): string {
    const file = revision.files.find((one) => one.name === name);
    if (file === undefined) {
      throw new AppError('NOT_FOUND', `file "${name}" in revision ${revision.number}`);
    }
    return join(this.files.absolute(revision.directory), file.name);
  }

  /** Line by line for the test plans; companions are said to be added, removed or changed. */
  async diff(scriptId: number, numbers: { from: number; to: number }): Promise<ScriptDiff> {
    const from = this.scripts.revision(scriptId, numbers.from);
    const to = this.scripts.revision(scriptId, numbers.to);
    return { edits: companionEdits(from.files, to.files), lines: await compareScripts(this.path(from), this.path(to)) };
  }

  /** Removes what uploads left that a crash cut short. */
  async sweep(): Promise<void> {
    const used = new Set(this.scripts.folders().map((folder) => basename(folder)));
    await sweepUploads(this.files.uploads, (name) => used.has(name));
  }

  private async read(
    intake: ScriptIntake,
    fields: UploadFields,
    uploadedBy: string
  ): Promise<Omit<NewRevision, 'directory'>> {
    const all = await intake.files();
    const plan = choosePlan(all, fields.plan);
    refuseHugePlan(plan);
    const { threadGroups, inventory } = await readScript(intake.pathOf(plan.name));
    const others = all.filter((file) => file !== plan);
    refuseNameOfCopy(others);
    await refuseBrokenJars(others, intake);
    return {
      fileName: plan.name,
      sizeBytes: plan.sizeBytes,
      checksumSha256: plan.checksumSha256,
      files: [{ ...plan, kind: 'plan' }, ...others],
      threadGroups,
      inventory,
      comment: fields.comment ?? '',
      uploadedBy,
      uploadedAtMs: this.clock(),
    };
  }

  /** The files get their place and their row, or neither. */
  private async keep(
    intake: ScriptIntake,
    revision: Omit<NewRevision, 'directory'>,
    store: (revision: NewRevision) => Script
  ): Promise<Script> {
    const place = await intake.keep(revision.checksumSha256);
    try {
      return store({ ...revision, directory: relative(this.files.root, place) });
    } catch (error) {
      await rm(place, { recursive: true, force: true });
      throw error;
    }
  }
}

function choosePlan(files: readonly ScriptFile[], wanted: string | undefined): ScriptFile {
  const plans = files.filter(({ name }) => isPlan(name));
  if (wanted !== undefined) {
    const chosen = plans.find(({ name }) => name === wanted);
    if (chosen === undefined) {
      throw new AppError('SCRIPT_FILES', `plan: “${wanted}” is no .jmx file of this upload`);
    }
    return chosen;
  }
  const [plan, ...others] = plans;
  if (plan === undefined) {
    throw new AppError('SCRIPT_FILES', 'there is no .jmx file among them');
  }
  if (others.length > 0) {
    const names = plans.map(({ name }) => `“${name}”`).join(', ');
    throw new AppError(
      'SCRIPT_FILES',
      `there are several .jmx files: ${names}; say in the field "plan" which one runs`
    );
  }
  return plan;
}

/** Its reader has a limit in characters; a file beyond that limit, whatever its characters, is not read at all. */
function refuseHugePlan({ name, sizeBytes }: ScriptFile): void {
  if (sizeBytes > LARGEST_PLAN_BYTES) {
    throw new AppError('SCRIPT_TOO_DEEP', `“${name}” has ${sizeBytes} bytes, the limit is ${LARGEST_PLAN_BYTES}`);
  }
}

/** A run's copy of the plan lies among its companions. */
function refuseNameOfCopy(companions: readonly ScriptFile[]): void {
  const taken = companions.find(({ name }) => basename(name).toLowerCase() === COPY_NAME);
  if (taken !== undefined) {
    throw new AppError('SCRIPT_FILES', `“${taken.name}” has the name of a run’s copy of the plan; call it otherwise`);
  }
}

async function refuseBrokenJars(companions: readonly ScriptFile[], intake: ScriptIntake): Promise<void> {
  for (const { name } of companions.filter(({ kind }) => kind === 'jar')) {
    const problem = await jarProblem(intake.pathOf(name));
    if (problem !== null) {
      throw new AppError('SCRIPT_FILES', `“${name}” ${problem}`);
    }
  }
}

/**
 * Which file of the next revision runs when the fields do not say: the one sent that is no part of the newest revision's
 * plan, else the plan that runs now. Undefined where several come in question.
 */
function planOfRevision(newest: StoredRevision, sent: readonly ScriptFile[], fields: UploadFields): string | undefined {
  if (fields.plan !== undefined) {
    return fields.plan;
  }
  const parts = fields.keepCompanions === false ? [] : newest.files.filter(({ kind }) => kind !== 'plan');
  const plans = sent.filter(({ name }) => isPlan(name) && !parts.some((part) => part.name === name));
  const [plan, ...others] = plans;
  if (plan === undefined || plans.some(({ name }) => name === newest.fileName)) {
    return newest.fileName;
  }
  return others.length === 0 ? plan.name : undefined;
}

/** The newest revision's plan gives way to one that was sent; its other files to those of the same name. */
function keptFiles(newest: StoredRevision, sent: readonly ScriptFile[], fields: UploadFields): ScriptFile[] {
  const names = new Set(sent.map(({ name }) => name.toLowerCase()));
  const isPlanSent = sent.some(({ name }) => isPlan(name) && (fields.plan ?? name) === name);
  return newest.files.filter(({ name, kind }) => {
    const isWanted = kind === 'plan' ? !isPlanSent : fields.keepCompanions !== false || name === fields.plan;
    return isWanted && !names.has(name.toLowerCase());
  });
}

function contentOf({ fileName, files }: Pick<NewRevision, 'fileName' | 'files'>): string {
  const sums = files.map(({ name, checksumSha256 }) => `${name} ${checksumSha256}`).sort();
  return JSON.stringify([fileName, sums]);
}

function companionEdits(from: readonly ScriptFile[], to: readonly ScriptFile[]): ScriptDiff['edits'] {
  const before = new Map(companionsOf(from));
  const after = new Map(companionsOf(to));
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names
    .filter((name) => before.get(name) !== after.get(name))
    .map((element) => {
      const [old = '', present = ''] = [before.get(element), after.get(element)];
      const what = old === '' ? 'file added' : present === '' ? 'file removed' : 'file changed';
      return { what, element, before: old, after: present };
    });
}

function companionsOf(files: readonly ScriptFile[]): Array<[string, string]> {
  return files.filter(({ kind }) => kind !== 'plan').map(({ name, checksumSha256 }) => [name, checksumSha256]);
}
