import type { PlannedScriptRun } from './preflights.ts';
import type { ResolvedRun } from './run-requests.ts';

/** One user and one iteration; the duration is only a limit. Nothing has to rest after it. */
export const SMOKE_LOAD = { userCount: 1, durationSeconds: 60, rampUpSeconds: 0, cooldownSeconds: 0 };

type AskScript = (run: PlannedScriptRun) => Promise<{ problems: string[] }>;

/**
 * The runs of which a smoke run is worth making: one for each script revision, environment, set of thread groups and
 * properties. A script whose thread groups take no users and loops from outside has none.
 */
export async function smokeRunsFor<T extends ResolvedRun>(tests: readonly T[], ask: AskScript): Promise<T[]> {
  const distinct = new Map(tests.map((run) => [keyOf(run), run]));
  const possible = await Promise.all([...distinct.values()].map((run) => canSmoke(run, ask)));
  return [...distinct.values()].filter((_, index) => possible[index]);
}

function keyOf({ script, environment, scenario, properties }: ResolvedRun): string {
  const ordered = Object.entries(properties).sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([script?.revisionId, environment.id, scenario.enabledThreadGroups, ordered]);
}

async function canSmoke({ script, environment, scenario, properties }: ResolvedRun, ask: AskScript): Promise<boolean> {
  if (script === null) {
    return false;
  }
  const { problems } = await ask({
    revisionId: script.revisionId,
    environmentId: environment.id,
    enabledThreadGroups: scenario.enabledThreadGroups,
    load: SMOKE_LOAD,
    isSmoke: true,
    properties,
  });
  return problems.length === 0;
}
