import { AppEvents } from '@grafana/data';
import type { RunSummary } from 'perftest-automation-sidecar/contract/runs';

export interface Notice {
  /** A type of Grafana's toasts. */
  type: string;
  title: string;
  text: string;
}

/** What a person is told when a run has ended, wherever in the app they are; null = they ended it themselves. */
export function noticeOf({ id, name, status, outcome, verdictSentence }: RunSummary): Notice | null {
  if (status === 'failed') {
    return { type: AppEvents.alertError.name, title: `${name} was not carried out`, text: `Run ${id}` };
  }
  if (status !== 'completed' || outcome === null) {
    return null;
  }
  const type = { passed: AppEvents.alertSuccess, failed: AppEvents.alertError, inconclusive: AppEvents.alertWarning };
  const title = { passed: 'passed', failed: 'failed', inconclusive: 'is inconclusive' };
  return { type: type[outcome].name, title: `${name} ${title[outcome]}`, text: verdictSentence ?? `Run ${id}` };
}
