import { DEFAULT_APDEX, type ApdexRules } from '../contract/scenarios.ts';
import { matchesPattern } from './label-rules.ts';
import type { Summary } from './summary.ts';

/** What the index is made of; of several labels it adds up. */
export interface ApdexCounts {
  satisfied: number;
  tolerated: number;
  count: number;
}

/** The thresholds of each label; the first pattern that fits holds. */
export class ApdexThresholds {
  private readonly known = new Map<string, { satisfiedMs: number; toleratedMs: number }>();

  constructor(private readonly rules: ApdexRules = DEFAULT_APDEX) {}

  /** A sample at a threshold is within it (JMeter's ApdexSummaryConsumer); a failed one is neither satisfied nor tolerated. */
  countsOf(summary: Summary, label: string): ApdexCounts {
    const { satisfiedMs, toleratedMs } = this.of(label);
    const satisfied = summary.ok.countAtMost(satisfiedMs);
    return { satisfied, tolerated: summary.ok.countAtMost(toleratedMs) - satisfied, count: summary.count };
  }

  private of(label: string): { satisfiedMs: number; toleratedMs: number } {
    const known = this.known.get(label);
    if (known !== undefined) {
      return known;
    }
    const found = this.rules.ofLabels.find(({ pattern }) => matchesPattern(label, pattern)) ?? this.rules;
    this.known.set(label, found);
    return found;
  }
}

/** (satisfied + tolerated ÷ 2) ÷ count; null for no samples. */
export function apdexOf({ satisfied, tolerated, count }: ApdexCounts): number | null {
  return count === 0 ? null : (satisfied + tolerated / 2) / count;
}

export function sumOfApdex(all: readonly ApdexCounts[]): ApdexCounts {
  const sum = { satisfied: 0, tolerated: 0, count: 0 };
  for (const { satisfied, tolerated, count } of all) {
    sum.satisfied += satisfied;
    sum.tolerated += tolerated;
    sum.count += count;
  }
  return sum;
}
