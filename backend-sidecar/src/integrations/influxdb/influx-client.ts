import type { InfluxAnswer, InfluxTarget } from './influx-target.ts';
import { BucketClient } from './bucket-client.ts';
import { DatabaseClient } from './database-client.ts';

/** The points of one run. */
export interface RunPoints {
  readonly measurement: string;
  /** Value of the tag `runId`. */
  readonly runId: string;
}

/** What the sidecar asks of an InfluxDB. A fault is an answer; only an abort throws. */
export interface InfluxClient {
  /** Whether points can be written there, without writing any. */
  checkWriting(signal: AbortSignal): Promise<InfluxAnswer<null>>;
  /** Time of the newest point about threads: every listener writes one in each interval. Null: there is none. */
  newestPointMs(points: RunPoints, signal: AbortSignal): Promise<InfluxAnswer<number | null>>;
  /** Lines of the line protocol, times in nanoseconds. */
  write(lines: string, signal: AbortSignal): Promise<InfluxAnswer<null>>;
  /** Takes the run's points away. */
  remove(points: RunPoints, signal: AbortSignal): Promise<InfluxAnswer<null>>;
}

export function influxClient(target: InfluxTarget): InfluxClient {
  return target.kind === 'database' ? new DatabaseClient(target) : new BucketClient(target);
}
