import { checkSlo, gatherLabels, type KnownLabels } from '../../comparison/check-slo.ts';
import type { SloCheck, SloCheckInput } from '../../contract/scenarios.ts';
import type { KnownLabelStore } from '../../persistence/known-label-store.ts';
import type { ScenarioStore } from '../../persistence/scenario-store.ts';

interface Deps {
  scenarios: ScenarioStore;
  labels: KnownLabelStore;
}

/** More unknown labels than this are no misspellings. */
const SUGGESTED_TEXTS = 50;
const NO_RULES = { labelFoldings: [], excludedLabels: [] };

/** Reads SLOs as they are typed, and looks whether a run will have their labels. */
export class SloChecks {
  constructor(private readonly deps: Deps) {}

  check(input: SloCheckInput): SloCheck {
    const known = this.knownLabels(input);
    const results = input.texts.map((text, index) => checkSlo(text, known, index < SUGGESTED_TEXTS));
    return { results, labels: [...known.labels] };
  }

  /** A script that is named is looked at instead of the scenario's own. */
  private knownLabels({ scenarioId, scriptId }: SloCheckInput): KnownLabels {
    const scenario = scenarioId === undefined ? undefined : this.deps.scenarios.get(scenarioId);
    const script = scriptId ?? scenario?.scriptId ?? undefined;
    const { labels } = this.deps;
    return gatherLabels({
      script: script === undefined ? [] : labels.ofScript(script),
      pastRuns: scenario === undefined ? [] : labels.ofPastRuns(scenario.id),
      rules: scenario ?? NO_RULES,
    });
  }
}
