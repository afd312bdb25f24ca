import { DEFAULT_JUDGEMENT, type JudgementRules } from '../contract/scenarios.ts';
import type { StatisticsRow } from '../contract/statistics.ts';
import type { LabelState, Metric, Severity } from '../contract/verdict.ts';
import { neededSamples } from './enough-samples.ts';
import { formatChange, formatCount, formatMs, formatMsChange, formatShare, metricName } from './wording.ts';

/** Where more of a label's samples failed, its times say nothing: fast failures look like improvement. */
const MAX_FAILED_SHARE = 0.05;
/** `elapsed` is whole milliseconds: a reference of 0 ms is taken as half of one. */
const LEAST_MS = 0.5;

export interface Judgement {
  state: LabelState;
  severity: Severity | null;
  why: string;
}

export interface RowPair {
  current: StatisticsRow;
  reference: StatisticsRow;
  /** What a sentence calls the reference, e.g. its version. */
  referenceName: string;
  /** The scenario's; the defaults when left out. */
  judgement?: JudgementRules;
}

/**
 * Single-reference rule for a time: from the size of a major change (+10 %) and more than 10 ms `suspected`, from that of
 * a critical one (+25 %) `regressed`; `improved` is the same rule with the two runs exchanged. One reference run has no spread, so nothing here is significance.
 */
export function judgeTime(metric: Metric, pair: RowPair): Judgement {
  const current = pair.current[metric];
  const reference = pair.reference[metric];
  if (current === null || reference === null) {
    return { state: 'no data', severity: null, why: `There is no ${metricName(metric)} in one of the two runs` };
  }
  const { referenceName, judgement = DEFAULT_JUDGEMENT } = pair;
  return refusal(metric, pair) ?? judgeChange({ current, reference, referenceName }, judgement);
}

/** Why the two figures must not be compared, if so. */
function refusal(metric: Metric, pair: RowPair): Judgement | undefined {
  const needed = neededSamples(metric);
  if (pair.current.count < needed || pair.reference.count < needed) {
    const counts = `${formatCount(pair.current.count)} now, ${formatCount(pair.reference.count)} in ${pair.referenceName}`;
    const why = `Too few samples (${counts}): ${metricName(metric)} needs ${formatCount(needed)} in both`;
    return { state: 'not judged', severity: null, why };
  }
  return tooManyFailed(pair.current, 'now') ?? tooManyFailed(pair.reference, `in ${pair.referenceName}`);
}

export function hasTooManyFailed({ errors, count }: Pick<StatisticsRow, 'errors' | 'count'>): boolean {
  return errors > count * MAX_FAILED_SHARE;
}

/** @param where e.g. `now` */
export function tooManyFailed(row: StatisticsRow, where: string): Judgement | undefined {
  if (!hasTooManyFailed(row)) {
    return undefined;
  }
  const why = `${formatShare(row.errors / row.count)} of its samples failed ${where}: above 5 % its times are not comparable, the error rate speaks`;
  return { state: 'inconclusive', severity: null, why };
}

export interface TimeChange {
  current: number;
  reference: number;
  referenceName: string;
}

function judgeChange(change: TimeChange, judgement: JudgementRules): Judgement {
  const { current, reference } = change;
  const slower = (current - reference) / Math.max(LEAST_MS, reference);
  const faster = (reference - current) / Math.max(LEAST_MS, current);
  const isAboveFloor = Math.abs(current - reference) > judgement.floorMs;
  if (isAboveFloor && slower >= judgement.majorFrom) {
    return judgeSlower({ change, ratio: slower, judgement });
  }
  if (isAboveFloor && faster >= judgement.majorFrom) {
    return judgeFaster({ change, ratio: faster, judgement });
  }
  return { state: 'unchanged', severity: null, why: unchangedWhy(change, judgement) };
}

interface SizedChange {
  change: TimeChange;
  ratio: number;
  judgement: JudgementRules;
}

function judgeSlower({ change, ratio, judgement: { criticalFrom } }: SizedChange): Judgement {
  const text = changeText(change);
  const bound = formatShare(criticalFrom);
  return ratio >= criticalFrom
    ? { state: 'regressed', severity: 'critical', why: `${text}: ${bound} or more counts as a regression` }
    : {
        state: 'suspected',
        severity: 'major',
        why: `${text}: one reference run cannot tell less than ${bound} from chance`,
      };
}

/** `ratio` is the reference over the current, less 1: 25 % here reads as 20 % faster. */
function judgeFaster({ change, ratio, judgement: { criticalFrom } }: SizedChange): Judgement {
  const note = ratio >= criticalFrom ? '' : ': one reference run cannot tell so little from chance';
  return { state: 'improved', severity: null, why: changeText(change) + note };
}

/** `61 % slower than in 14.2.2 (212 → 341 ms)` */
export function changeText({ current, reference, referenceName }: TimeChange): string {
  const figures = `(${formatMsChange(reference, current)})`;
  if (current === reference) {
    return `The same as in ${referenceName} (${formatMs(current)})`;
  }
  const word = current > reference ? 'slower' : 'faster';
  if (reference < LEAST_MS) {
    return `${formatMs(Math.abs(current - reference))} ${word} than in ${referenceName} ${figures}`;
  }
  return `${formatChange((current - reference) / reference)} ${word} than in ${referenceName} ${figures}`;
}

function unchangedWhy(change: TimeChange, { floorMs, majorFrom }: JudgementRules): string {
  const isSmall = Math.abs(change.current - change.reference) <= floorMs;
  const bound = isSmall
    ? `a change of ${formatMs(floorMs)} or less is not judged`
    : `below ${formatShare(majorFrom)} one reference run shows nothing`;
  return `${changeText(change)}: ${bound}`;
}
