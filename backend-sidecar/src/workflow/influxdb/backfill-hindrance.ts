import type { DataDirectory } from '../../config/data-directory.ts';
import type { ResultStore } from '../../persistence/result-store.ts';
import type { RunInfluxStore } from '../../persistence/run-influx-store.ts';
import type { RunRecord } from '../../persistence/run-store.ts';
import { isEnded } from '../../runs/run-states.ts';
import { keptParts } from '../analysis/kept-result.ts';
import type { InfluxTargets } from './influx-targets.ts';

export interface BackfillHindranceDeps {
  results: ResultStore;
  runInflux: RunInfluxStore;
  influxTargets: InfluxTargets;
  files: DataDirectory;
}

/** Why a run cannot be written into InfluxDB from its result file now; null = it can. */
export function backfillHindrance(run: RunRecord, deps: BackfillHindranceDeps): string | null {
  const choice = deps.influxTargets.ofEnvironment(run.environmentId);
  return choice.kind === 'chosen' ? withoutSamples(run, deps) : choice.why;
}

function withoutSamples(run: RunRecord, { results, runInflux, files }: BackfillHindranceDeps): string | null {
  if (!isEnded(run.status)) {
    return `run ${run.id} is ${run.status}; it can be written when it has ended`;
  }
  const isTable = results.statistics(run.id, 'run')?.source === 'imported summary';
  if (isTable || keptParts(run, files).length === 0) {
    return `run ${run.id} has no result file with samples`;
  }
  const { written, delivery } = runInflux.find(run.id) ?? {};
  // Theirs may have tags and dashboards that ours know nothing of.
  return written?.listener === 'tagged' && delivery?.lastPointAtMs != null
    ? `the script’s own listener has written run ${run.id} already`
    : null;
}
