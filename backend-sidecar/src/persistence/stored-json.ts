import type { Slo } from '../contract/verdict.ts';

/** What the column `scenarios.config` holds; a change of its shape counts `version` up and migrates one step. */
export interface ScenarioConfig {
  version: 1;
  enabledThreadGroups: string[] | null;
  minimumSamples: number;
  properties: Record<string, string>;
  slos: Slo[];
  keyLabels: string[] | null;
}

/** One of the findings that matter most in a batch. */
export interface RunFinding {
  runId: number;
  label: string | null;
  text: string;
}
