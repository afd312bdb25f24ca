import { noiseOf, suspiciousRunIn, type NoiseInput } from '../../comparison/history/noise.ts';
import type { History } from '../../contract/history.ts';

export type Learnt = Pick<History, 'noise' | 'suspiciousRunId'>;

/** What the runs of a history know. */
export function learnNoise(input: NoiseInput): Learnt {
  return { noise: noiseOf(input), suspiciousRunId: suspiciousRunIn(input) };
}
