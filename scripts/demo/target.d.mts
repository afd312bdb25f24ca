export interface DemoDifference {
  readonly version: string;
  readonly scenario: string;
  readonly label: string;
  /** The transaction around it. */
  readonly transaction: string;
  readonly path: string;
  readonly slowerBy: number;
  readonly errorRate: number;
}
export declare const DEMO_REFERENCE_VERSION: string;
export declare const DEMO_DIFFERENCES: readonly DemoDifference[];
export interface DemoTarget {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}
/** Port 0 takes a free one. */
export declare function startDemoTarget(options?: {
  port?: number;
  host?: string;
  /** Instead of the demo's. */
  differences?: ReadonlyArray<Pick<DemoDifference, 'version' | 'path' | 'slowerBy' | 'errorRate'>>;
}): Promise<DemoTarget>;
