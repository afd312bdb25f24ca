import type { Scenario, ScenarioInput, ScenarioLoad } from 'perftest-automation-sidecar/contract/scenarios';
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
}

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
  const { enabledThreadGroups, keyLabels, minimumDurationRatio, sloTexts, ...same } = scenario;
  return {
    ...same,
    threadGroups: enabledThreadGroups ?? [],
    keyLabels: keyLabels ?? [],
    minimumDurationPercent: Math.round(minimumDurationRatio * 100),
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
    windowTrimStartSeconds: form.windowTrimStartSeconds,
    windowTrimEndSeconds: form.windowTrimEndSeconds,
    properties: form.properties,
    slos,
    keyLabels: form.keyLabels.length > 0 ? form.keyLabels : null,
    isActive: form.isActive,
    ...(form.position === null ? {} : { position: form.position }),
  };
}

/** SLOs that have been written; empty lines ask for nothing. */
export function writtenSlos({ slos }: Pick<ScenarioForm, 'slos'>): string[] {
  return slos.map(({ text }) => text.trim()).filter(Boolean);
}
