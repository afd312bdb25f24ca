import { stretchesOf, type Observation } from './observed-labels.ts';

const MAX_RUNS_OF_VERSION = 8;
/** With fewer runs of the reference version, so many of the history make the centre, whatever their version. */
const FEW_RUNS = 3;

/** What the current run is compared with. */
export interface Centre {
  /** c: mean of ln x */
  y: number;
  /** The m runs that make it, oldest first; at least one. */
  runs: readonly Observation[];
}

/** @param observations of one label, oldest first, at least one; only the last change and what followed it count */
export function centreOf(observations: readonly Observation[]): Centre {
  const sinceChange = stretchesOf(observations).at(-1) ?? [];
  const referenceVersionId = sinceChange.at(-1)?.versionId;
  const ofVersion = sinceChange.filter(({ versionId }) => versionId === referenceVersionId).slice(-MAX_RUNS_OF_VERSION);
  const runs = ofVersion.length >= FEW_RUNS ? ofVersion : sinceChange.slice(-FEW_RUNS);
  return { y: mean(runs.map(({ y }) => y)), runs };
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
