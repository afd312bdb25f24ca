import type { SloCheck } from '../contract/scenarios.ts';
import { LabelRules, matchesPattern, type LabelRuleSet } from '../statistics/label-rules.ts';
import { didYouMean } from './nearest-names.ts';
import { parseSlo, writeSlo } from './slo-grammar.ts';

export interface LabelSources {
  /** As written in the script, perhaps with expressions in them. */
  script: readonly string[];
  /** As past runs counted them. */
  pastRuns: readonly string[];
  rules: LabelRuleSet;
}

/** What is known of the labels that a run will have. */
export interface KnownLabels {
  /** Sorted, each once. */
  labels: readonly string[];
  /** Labels of the script whose expressions are known at run time only; `*` stands for these. */
  patterns: readonly string[];
  rules: LabelRules;
}

export function gatherLabels({ script, pastRuns, rules: ruleSet }: LabelSources): KnownLabels {
  const rules = new LabelRules(ruleSet);
  const fixed = script.filter((label) => !label.includes('${'));
  const labels = [...fixed.map((label) => rules.of(label).label), ...pastRuns];
  return {
    labels: [...new Set(labels)].sort((a, b) => a.localeCompare(b, 'en')),
    patterns: script.filter((label) => label.includes('${')).map((label) => label.replace(/\$\{.*\}/s, '*')),
    rules,
  };
}

/** Without `suggests`, names that one may have meant are not looked for: that costs the most. */
export function checkSlo(text: string, known: KnownLabels, suggests = true): SloCheck['results'][number] {
  const reading = parseSlo(text);
  if ('error' in reading) {
    return { text, slo: null, written: null, error: reading.error, warning: null };
  }
  const { slo } = reading;
  const warning = slo.label === null ? null : labelWarning(slo.label, known, suggests);
  return { text, slo, written: writeSlo(slo), error: null, warning };
}

/** Where nothing at all is known, nothing is unknown. */
function labelWarning(label: string, { labels, patterns, rules }: KnownLabels, suggests: boolean): string | null {
  const counted = rules.of(label).label;
  if (counted !== label) {
    return `“${label}” is counted as “${counted}”: the scenario folds it`;
  }
  const isKnown = labels.includes(label) || patterns.some((pattern) => matchesPattern(label, pattern));
  if (isKnown || labels.length === 0) {
    return null;
  }
  return `Neither the script nor past runs have the label “${label}”${suggests ? didYouMean(label, labels) : ''}`;
}
