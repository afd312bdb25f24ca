import type { JudgementRules } from '../../contract/scenarios.ts';
import { assertNever } from '../../kernel/assert-never.ts';
import { changeText } from '../time-rule.ts';
import { formatChange, formatMs, formatShare, plural } from '../wording.ts';
import { pText } from './error-states.ts';
import type { LabelModel } from './label-models.ts';
import type { JudgedTime } from './time-states.ts';

/** The state of a label's time in one sentence with its figures. */
export function timeWhy(
  judged: JudgedTime,
  judgement: JudgementRules,
  versionNames: ReadonlyMap<number, string>
): string {
  const { test, state } = judged;
  const { currentMs: current, model } = test;
  const referenceName = centreName(model, versionNames);
  const change = changeText({ current, reference: model.centreMs, referenceName });
  const runs = test.observedRuns > 1 ? `, mean of ${plural(test.observedRuns, 'run')}` : '';
  return `${change}${runs}: ${reasonOf(state, judged, judgement)}`;
}

/** `5 runs of 14.2.2` or `the last 3 runs` */
export function centreName({ centre }: LabelModel, versionNames: ReadonlyMap<number, string>): string {
  const [versionId, ...others] = new Set(centre.runs.map((run) => run.versionId));
  const version = versionId === undefined ? undefined : versionNames.get(versionId);
  const count = plural(centre.runs.length, 'run');
  if (version !== undefined && others.length === 0) {
    return centre.runs.length === 1 ? version : `${count} of ${version}`;
  }
  return `the last ${count}`;
}

function reasonOf(state: JudgedTime['state'], judged: JudgedTime, judgement: JudgementRules): string {
  switch (state) {
    case 'regressed':
      return `more than chance explains (${usualText(judged)}; ${pText(judged.test.pWorse, judged.limits.worse)})`;
    case 'improved':
      return `more than chance explains (${usualText(judged)}; ${pText(judged.test.pBetter, judged.limits.better)})`;
    case 'unchanged':
      return unchangedReason(judged, judgement);
    case 'inconclusive':
      return inconclusiveReason(judged);
    default:
      return assertNever(state);
  }
}

/** `3.3 % from run to run are usual` */
function usualText({ test }: JudgedTime): string {
  return `${formatChange(Math.sqrt(test.model.variance))} from run to run are usual`;
}

function unchangedReason(judged: JudgedTime, { floorRatio, floorMs }: JudgementRules): string {
  const { test, tolerance, isSignificant } = judged;
  const upper = Math.expm1(test.upperChange);
  const excluded = upper > 0 ? `more than ${formatChange(upper)} slower is excluded` : 'slower is excluded';
  const small = isSignificant
    ? `no chance, but up to ${formatShare(floorRatio)} or ${formatMs(floorMs)} are no change that counts; `
    : '';
  return `${small}${excluded}, up to ${formatChange(tolerance)} is tolerated`;
}

function inconclusiveReason({
  test,
  tolerance,
  limits,
  isSignificant,
  smallestVisibleRatio,
  moreRunsNeeded,
}: JudgedTime): string {
  const chance = isSignificant
    ? 'no chance, but too small to count for certain'
    : `chance can do this (${pText(Math.min(test.pWorse, test.pBetter), test.change > 0 ? limits.worse : limits.better)})`;
  const unexcluded = `${formatChange(tolerance)} slower cannot be excluded either`;
  const visible = `only ${formatChange(smallestVisibleRatio)} or more is seen in 8 of 10 runs`;
  const more =
    moreRunsNeeded === null ? 'more runs alone would not decide' : `${plural(moreRunsNeeded, 'more run')} would decide`;
  return `${chance}, and ${unexcluded}; ${visible}, ${more}`;
}
