import type { DashboardLink, Hook, LabelFolding, VersionProbe } from '../contract/scenarios.ts';
import type { Severity, Slo } from '../contract/verdict.ts';

/** What the column `scenarios.config` holds; a change of its shape counts `version` up and migrates one step. */
export interface ScenarioConfig {
  version: 2;
  enabledThreadGroups: string[] | null;
  minimumSamples: number;
  properties: Record<string, string>;
  slos: Slo[];
  keyLabels: string[] | null;
  minimumDurationRatio: number;
  failSeverity: Severity;
  excludedLabels: string[];
  labelFoldings: LabelFolding[];
  windowTrimStartSeconds: number | null;
  windowTrimEndSeconds: number;
}

/** What the column `environments.checks` holds. */
export interface EnvironmentChecks {
  version: 1;
  versionProbe: VersionProbe | null;
  hooksBefore: Hook[];
  hooksAfter: Hook[];
  dashboards: DashboardLink[];
}

/** One of the findings that matter most in a batch. */
export interface RunFinding {
  runId: number;
  label: string | null;
  text: string;
}
