import { join } from 'node:path';

import type { DataDirectory } from '../../config/data-directory.ts';
import type { RunRecord } from '../../persistence/run-store.ts';
import type { ScenarioStore } from '../../persistence/scenario-store.ts';
import type { ScriptStore } from '../../persistence/script-store.ts';
import { isMainGroup } from '../../scripts/plan-load.ts';
import { COPY_NAME } from '../../scripts/script-files.ts';
import { exists } from './run-files.ts';
import { setUpGroupsOf } from '../scripts/script-reader.ts';

export interface SetUpGroupsDeps {
  scenarios: ScenarioStore;
  scripts: ScriptStore;
  files: DataDirectory;
}

/**
 * The run's setUp and tearDown groups, as its copy of the script has them; of an imported run, as it was read: as the
 * scenario's script has them.
 */
export async function setUpGroupsOfRun(
  { directory, scenarioId }: Pick<RunRecord, 'directory' | 'scenarioId'>,
  { files, scenarios, scripts }: SetUpGroupsDeps
): Promise<readonly string[]> {
  const copy = directory === null ? null : join(files.absolute(directory), COPY_NAME);
  if (copy !== null && (await exists(copy))) {
    return setUpGroupsOf(copy);
  }
  const { scriptId } = scenarios.get(scenarioId);
  const groups = scriptId === null ? [] : scripts.revision(scriptId).threadGroups;
  return groups.filter((group) => !isMainGroup(group)).map(({ name }) => name);
}
