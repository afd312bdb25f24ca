import type { LabelFolding } from '../contract/scenarios.ts';

/** Most labels whose rule is remembered; a test that makes up a label for every request must not fill the memory. */
const REMEMBERED_LABELS = 50_000;

/** What a label is counted as. */
export interface LabelRule {
  /** The folded name, or the label itself. */
  readonly label: string;
  /** Excluded labels have statistics of their own but are part of no total. */
  readonly isExcluded: boolean;
}

export interface LabelRuleSet {
  readonly labelFoldings: readonly LabelFolding[];
  /** Patterns for the names after folding: what people see is what they exclude. */
  readonly excludedLabels: readonly string[];
}

/** The scenario's foldings and exclusions. Each label is decided once. */
export class LabelRules {
  private readonly known = new Map<string, LabelRule>();
  private readonly hasRules: boolean;

  constructor(private readonly rules: LabelRuleSet) {
    this.hasRules = rules.labelFoldings.length > 0 || rules.excludedLabels.length > 0;
  }

  of(label: string): LabelRule {
    const known = this.known.get(label);
    if (known !== undefined) {
      return known;
    }
    if (this.known.size >= REMEMBERED_LABELS) {
      this.known.clear();
    }
    const rule = this.hasRules ? this.decide(label) : { label, isExcluded: false };
    this.known.set(label, rule);
    return rule;
  }

  private decide(label: string): LabelRule {
    const folding = this.rules.labelFoldings.find(({ pattern }) => matchesPattern(label, pattern));
    const name = folding?.label ?? label;
    return { label: name, isExcluded: this.rules.excludedLabels.some((pattern) => matchesPattern(name, pattern)) };
  }
}

/**
 * Whether a label fits a pattern, in which `*` stands for any characters, also none. Case counts. The cost is linear in
 * the length of the label, whatever the pattern; a regular expression could be made to take for ever.
 */
export function matchesPattern(label: string, pattern: string): boolean {
  const [head = '', ...rest] = pattern.split('*');
  const tail = rest.pop();
  if (tail === undefined) {
    return label === pattern;
  }
  if (!label.startsWith(head) || !label.endsWith(tail) || label.length < head.length + tail.length) {
    return false;
  }
  return containsInOrder(label.slice(head.length, label.length - tail.length), rest);
}

/** The first place that a piece can have leaves the most room for the ones behind it. */
function containsInOrder(text: string, pieces: readonly string[]): boolean {
  let position = 0;
  for (const piece of pieces) {
    const found = text.indexOf(piece, position);
    if (found === -1) {
      return false;
    }
    position = found + piece.length;
  }
  return true;
}
