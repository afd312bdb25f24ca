import type { AutoPublish } from 'perftest-automation-sidecar/contract/publishing';
import type { VerdictOutcome } from 'perftest-automation-sidecar/contract/verdict';

/** Which reports are published by themselves; a list of verdicts that no choice has is one of its own. */
export type AutoPublishChoice = 'as the settings say' | 'never' | 'every verdict' | 'not passed' | 'failed' | 'passed';

const OUTCOMES: Record<Exclude<AutoPublishChoice, 'as the settings say'>, VerdictOutcome[]> = {
  never: [],
  'every verdict': ['passed', 'failed', 'inconclusive'],
  'not passed': ['failed', 'inconclusive'],
  failed: ['failed'],
  passed: ['passed'],
};

export const AUTO_PUBLISH_OPTIONS: Array<{ value: AutoPublishChoice; label: string }> = [
  { value: 'as the settings say', label: 'As the settings say' },
  { value: 'never', label: 'Never' },
  { value: 'every verdict', label: 'Every verdict' },
  { value: 'not passed', label: 'Failed or inconclusive' },
  { value: 'failed', label: 'Failed' },
  { value: 'passed', label: 'Passed' },
];

/** undefined: verdicts that the API was told, and no choice has. */
export function choiceOf(autoPublish: AutoPublish | null | undefined): AutoPublishChoice | undefined {
  if (autoPublish == null) {
    return 'as the settings say';
  }
  const wanted = [...autoPublish.outcomes].sort().join();
  const found = Object.entries(OUTCOMES).find(([, outcomes]) => [...outcomes].sort().join() === wanted);
  return found?.[0] as AutoPublishChoice | undefined;
}

/** Place and template stay as they are. */
export function withChoice(choice: AutoPublishChoice, former: AutoPublish | null | undefined): AutoPublish | null {
  return choice === 'as the settings say'
    ? null
    : { spaceKey: null, parentPageId: null, templateId: null, ...former, outcomes: OUTCOMES[choice] };
}
