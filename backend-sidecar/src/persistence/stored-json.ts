import type {
  ApdexRules,
  DashboardLink,
  Hook,
  JudgementRules,
  LabelFolding,
  LabelRename,
  VersionProbe,
} from '../contract/scenarios.ts';
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
  /** Absent in configurations that were saved before there were such rules; then the defaults hold. */
  apdex?: ApdexRules;
  labelRenames?: LabelRename[];
  judgement?: JudgementRules;
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
