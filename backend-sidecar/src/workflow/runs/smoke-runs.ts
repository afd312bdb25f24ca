import type { PlannedScriptRun } from '../scripts/preflights.ts';

/** One user and one iteration; the duration is only a limit. Nothing has to rest after it. */
export const SMOKE_LOAD = { userCount: 1, durationSeconds: 60, rampUpSeconds: 0, cooldownSeconds: 0 };

/** A test that is asked for, as far as its smoke run depends on it. */
interface SmokedTest {
  readonly script: { readonly revisionId: number } | null;
  readonly environment: { readonly id: number };
  readonly scenario: { readonly enabledThreadGroups: readonly string[] | null };
  readonly properties: Readonly<Record<string, string>>;
}

type AskScript = (run: PlannedScriptRun) => Promise<{ problems: string[] }>;

/** A smoke run that is worth making, or why its script cannot have one; `run` is the first test that it stands for. */
interface PlannedSmoke<T> {
  run: T;
  problems: string[];
}

/**
 * The runs of which a smoke run is worth making: one for each script revision, environment, set of thread groups and
 * properties. A script whose thread groups take no users and loops from outside cannot have one.
 */
export async function smokeRunsFor<T extends SmokedTest>(
  tests: readonly T[],
  ask: AskScript
): Promise<Array<PlannedSmoke<T>>> {
  const distinct = new Map<string, T>();
  for (const run of tests) {
    distinct.set(keyOf(run), distinct.get(keyOf(run)) ?? run);
  }
  return Promise.all([...distinct.values()].map(async (run) => ({ run, problems: await problemsOf(run, ask) })));
}

function keyOf({ script, environment, scenario, properties }: SmokedTest): string {
  const ordered = Object.entries(properties).sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([script?.revisionId, environment.id, scenario.enabledThreadGroups, ordered]);
}

async function problemsOf({ script, environment, scenario, properties }: SmokedTest, ask: AskScript) {
  if (script === null) {
    return ['there is no script'];
  }
  const { problems } = await ask({
    revisionId: script.revisionId,
    environmentId: environment.id,
    enabledThreadGroups: scenario.enabledThreadGroups,
    load: SMOKE_LOAD,
    isSmoke: true,
    properties,
  });
  return problems;
}
