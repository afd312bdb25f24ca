import type { LabelFolding } from '../../contract/scenarios.ts';

export interface FailureWatchOptions {
  /** The XML that JMeter writes. */
  readonly rawPath: string;
  /** The masked failures that are kept. */
  readonly keptPath: string;
  readonly secrets: readonly string[];
  readonly maskPatterns: readonly string[];
  readonly labelFoldings: readonly LabelFolding[];
  /** Once so much was read, JMeter's file is emptied. */
  readonly emptyAfterBytes: number;
  readonly pollMs: number;
}

export type FailureRequest = { readonly type: 'finish' };

export type FailureMessage = { readonly type: 'finished' } | { readonly type: 'fault'; readonly message: string };
