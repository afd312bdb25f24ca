import type { ReadOptions } from '../../contract/imports.ts';
import type { InfluxTarget } from '../../integrations/influxdb/influx-target.ts';
import type { ResultPart } from '../../results/read-result-files.ts';
import type { PointLook } from './interval-points.ts';

/** What a thread needs to write a run's points from its result file. */
export interface BackfillTask {
  readonly parts: readonly ResultPart[];
  readonly read: ReadOptions;
  readonly look: PointLook;
  readonly target: InfluxTarget;
}

export type BackfillMessage =
  | { readonly kind: 'progress'; readonly writtenPoints: number; readonly doneRatio: number }
  | {
      readonly kind: 'done';
      readonly writtenPoints: number;
      readonly lastPointAtMs: number;
      /** Names of Transaction Controllers. */
      readonly transactions: readonly string[];
    }
  | { readonly kind: 'failed'; readonly why: string };
