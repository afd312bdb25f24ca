import type { SshGeneratorSettings } from '../contract/generators.ts';
import type { InfluxDbListener } from '../contract/influxdb.ts';
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

/** Fields of a thing, as the audit log keeps them. */
export type AuditedThing = Record<string, unknown>;

/** Where the points of a run are in InfluxDB, without any secret. */
export interface WrittenInfluxDb {
  listener: InfluxDbListener;
  why: string | null;
  application: string | null;
  measurement: string | null;
  url: string | null;
  database: string | null;
  datasourceUid: string | null;
  percentiles: number[];
  intervalSeconds: number | null;
  /** Names of Transaction Controllers that were known before the run. */
  transactions: string[];
}

/** One annotation as Grafana shall show it; without an end it is a point, with one a region. */
export interface WantedAnnotation {
  /** false: it is to be removed. By what it was it is found where its id is not known. */
  isThere: boolean;
  startMs: number;
  endMs: number | null;
  tags: string[];
  text: string;
}

/** What the column `generators.settings` holds. */
export interface StoredGenerator {
  version: 1;
  ssh: SshGeneratorSettings;
}
