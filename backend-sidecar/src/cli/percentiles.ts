import type { LabelKind } from '../contract/statistics.ts';
import type { LabelDistributions } from '../results/follow-protocol.ts';
import { Distribution } from '../statistics/distribution.ts';
import { LabelRules } from '../statistics/label-rules.ts';
import type { ReadRun } from './read-run.ts';

export interface AskedPercentile {
  /** As it was asked for: 99.9. */
  readonly percent: number;
  /** null: no data. */
  readonly valueMs: number | null;
}

/** Exact order statistics of what is judged, of any label or (`null`) of the total. A saved report has none. */
export class AskedPercentiles {
  private readonly distributions: readonly LabelDistributions[];
  private readonly rules: LabelRules;

  constructor(
    run: Pick<ReadRun, 'result' | 'window'>,
    private readonly percents: readonly number[],
    excludedLabels: readonly string[]
  ) {
    const scope = run.window === null ? 'run' : 'window';
    this.distributions = run.result?.distributions.filter((one) => one.scope === scope) ?? [];
    this.rules = new LabelRules({ labelFoldings: [], excludedLabels });
  }

  of(label: string | null, kind: LabelKind = 'sample'): AskedPercentile[] {
    const wanted = this.distributions.filter((one) => (label === null ? this.isOfTotal(one) : isOf(one, label, kind)));
    const all = wanted.map(({ ok, failed }) =>
      Distribution.together(Distribution.decode(ok), Distribution.decode(failed))
    );
    const merged = all.reduce<Distribution | null>(
      (sum, one) => (sum === null ? one : Distribution.together(sum, one)),
      null
    );
    return this.percents.map((percent) => ({ percent, valueMs: merged?.percentile(percent / 100) ?? null }));
  }

  private isOfTotal({ label, kind }: LabelDistributions): boolean {
    return kind === 'sample' && !this.rules.of(label).isExcluded;
  }
}

function isOf(one: LabelDistributions, label: string, kind: LabelKind): boolean {
  return one.label === label && one.kind === kind;
}
