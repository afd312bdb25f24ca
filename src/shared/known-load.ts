import type { Run } from 'perftest-automation-sidecar/contract/runs';

import { formatDuration, plural } from './format';

/** An imported file often does not tell how it was started: its 0 is no data. */
export function knownSetting({ runnerType }: Pick<Run, 'runnerType'>, value: number): number | null {
  return runnerType === 'imported' && value === 0 ? null : value;
}

/** What is known of it: “50 users, 1 h”. */
export function loadText(run: Pick<Run, 'runnerType' | 'userCount' | 'durationSeconds'>): string {
  const [users, seconds] = [knownSetting(run, run.userCount), knownSetting(run, run.durationSeconds)];
  const known = [
    ...(users === null ? [] : [plural(users, 'user')]),
    ...(seconds === null ? [] : [formatDuration(seconds * 1000)]),
  ];
  return known.length === 0 ? 'unknown load' : known.join(', ');
}
