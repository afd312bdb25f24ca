import type {
  ApdexRules,
  JudgementRules,
  LabelRename,
  Scenario,
  ScenarioInput,
  ScenarioLoad,
} from 'perftest-automation-sidecar/contract/scenarios';
import type { Slo } from 'perftest-automation-sidecar/contract/verdict';

/** What the page edits. SLOs are texts here; what they mean is the sidecar's to say. */
export interface ScenarioForm {
  name: string;
  displayName: string;
  description: string;
  environmentId: number | null;
  scriptId: number | null;
  /** Empty = as they are in the script. */
  threadGroups: string[];
  loads: ScenarioLoad[];
  slos: Array<{ text: string }>;
  /** Empty = the labels with the largest total time. */
  keyLabels: string[];
  excludedLabels: string[];
  labelFoldings: Array<{ pattern: string; label: string }>;
  labelRenames: LabelRename[];
  apdex: ApdexRules;
  judgement: JudgementForm;
  /** null = the ramp-up. */
  windowTrimStartSeconds: number | null;
  windowTrimEndSeconds: number;
  minimumSamples: number;
  minimumDurationPercent: number;
  failSeverity: Scenario['failSeverity'];
  cooldownSeconds: number;
  position: number | null;
  isActive: boolean;
  properties: Record<string, string>;
  autoPublish?: Scenario['autoPublish'];
}

/** The rules of judgement with ratios as percentages, as people speak of them. */
export interface JudgementForm {
  tolerancePercent: number;
  toleranceMs: number;
  floorPercent: number;
  floorMs: number;
  majorPercent: number;
  criticalPercent: number;
}

/** What the rules of the verdict say where a scenario says nothing. */
export const STANDARD_JUDGEMENT: JudgementForm = {
  tolerancePercent: 20,
  toleranceMs: 20,
  floorPercent: 5,
  floorMs: 10,
  majorPercent: 10,
  criticalPercent: 25,
};

/** JMeter's defaults. */
export const STANDARD_APDEX = { satisfiedMs: 500, toleratedMs: 1500 };

const NEW_SCENARIO: ScenarioForm = {
  name: '',
  displayName: '',
  description: '',
  environmentId: null,
  scriptId: null,
  threadGroups: [],
  loads: [],
  slos: [],
  keyLabels: [],
  excludedLabels: [],
  labelFoldings: [],
  labelRenames: [],
  apdex: { ...STANDARD_APDEX, ofLabels: [] },
  judgement: STANDARD_JUDGEMENT,
  windowTrimStartSeconds: null,
  windowTrimEndSeconds: 0,
  minimumSamples: 0,
  minimumDurationPercent: 0,
  failSeverity: 'major',
  cooldownSeconds: 900,
  position: null,
  isActive: true,
  properties: {},
};

export function toForm(scenario: Scenario | null, scriptId: number | null = null): ScenarioForm {
  if (scenario === null) {
    return { ...NEW_SCENARIO, scriptId };
  }
  const { enabledThreadGroups, keyLabels, minimumDurationRatio, sloTexts, judgement, ...same } = scenario;
  return {
    ...same,
    threadGroups: enabledThreadGroups ?? [],
    keyLabels: keyLabels ?? [],
    minimumDurationPercent: Math.round(minimumDurationRatio * 100),
    judgement: toJudgementForm(judgement),
    slos: sloTexts.map((text) => ({ text })),
  };
}

/** @param slos what the form's texts mean, in their order */
export function toInput(form: ScenarioForm, slos: Slo[]): ScenarioInput {
  return {
    name: form.name.trim(),
    displayName: form.displayName.trim() || form.name.trim(),
    description: form.description,
    testType: form.threadGroups.length > 0 ? 'combined' : 'standalone',
    scriptId: form.scriptId,
    environmentId: form.environmentId ?? 0,
    enabledThreadGroups: form.threadGroups.length > 0 ? form.threadGroups : null,
    loads: form.loads,
    cooldownSeconds: form.cooldownSeconds,
    minimumSamples: form.minimumSamples,
    minimumDurationRatio: form.minimumDurationPercent / 100,
    failSeverity: form.failSeverity,
    excludedLabels: form.excludedLabels,
    labelFoldings: form.labelFoldings,
    labelRenames: form.labelRenames,
    apdex: form.apdex,
    judgement: toJudgementRules(form.judgement),
    windowTrimStartSeconds: form.windowTrimStartSeconds,
    windowTrimEndSeconds: form.windowTrimEndSeconds,
    properties: form.properties,
    slos,
    keyLabels: form.keyLabels.length > 0 ? form.keyLabels : null,
    isActive: form.isActive,
    ...(form.autoPublish === undefined ? {} : { autoPublish: form.autoPublish }),
    ...(form.position === null ? {} : { position: form.position }),
  };
}

function toJudgementForm(rules: JudgementRules): JudgementForm {
  return {
    tolerancePercent: toPercent(rules.tolerance),
    toleranceMs: rules.toleranceMs,
    floorPercent: toPercent(rules.floorRatio),
    floorMs: rules.floorMs,
    majorPercent: toPercent(rules.majorFrom),
    criticalPercent: toPercent(rules.criticalFrom),
  };
}

function toJudgementRules(form: JudgementForm): JudgementRules {
  return {
    tolerance: toRatio(form.tolerancePercent),
    toleranceMs: form.toleranceMs,
    floorRatio: toRatio(form.floorPercent),
    floorMs: form.floorMs,
    majorFrom: toRatio(form.majorPercent),
    criticalFrom: toRatio(form.criticalPercent),
  };
}

/** 0.07 × 100 is 7.000000000000001. */
function toPercent(ratio: number): number {
  return Math.round(ratio * 1e6) / 1e4;
}

function toRatio(percent: number): number {
  return Math.round(percent * 1e4) / 1e6;
}

/** SLOs that have been written; empty lines ask for nothing. */
export function writtenSlos({ slos }: Pick<ScenarioForm, 'slos'>): string[] {
  return slos.map(({ text }) => text.trim()).filter(Boolean);
}
