import type { PreflightThreadGroup, ReferencedFile } from '../contract/preflight.ts';
import type { ValueScope } from './expressions.ts';
import type { InventoryClass, InventoryFile, PlanInventory } from './plan-inventory.ts';
import type { PlannedLoad, WantedLoad } from './plan-load.ts';
import type { PreflightInflux } from './preflight-findings-influx.ts';

/** A file of the revision: null = it is there, but nobody counted its lines; undefined = there is no such file. */
export type FoundFile = { readonly lineCount: number | null } | null | undefined;

export interface PreflightRequest {
  readonly inventory: PlanInventory;
  readonly revisionNumber: number;
  /** The main thread groups that shall run, by name; undefined leaves all as the script has them. */
  readonly enabledThreadGroups?: readonly string[] | undefined;
  /** Null: the script's own schedule stays. */
  readonly load: WantedLoad | null;
  /** JMeter properties in force. */
  readonly properties: Readonly<Record<string, string>>;
  /** Values of `@@NAME@@`. */
  readonly placeholders: Readonly<Record<string, string>>;
  readonly secretNames: readonly string[];
  /** Looks a file up that the script names, from the folder of the script. */
  readonly findFile: (path: string) => FoundFile;
  /** The classes of the JMeter home that would run it; null = no home was found. */
  readonly knownClasses: { has(name: string): boolean } | null;
  readonly jmeterVersion: string | null;
  /** Undefined or null: no InfluxDB is wanted. */
  readonly influxDb?: PreflightInflux | null;
}

/** What everything in preflight is worked out from. */
export interface PreflightScope extends PreflightRequest {
  readonly values: ValueScope;
  readonly planned: PlannedLoad;
  readonly groups: readonly PreflightThreadGroup[];
  readonly files: readonly LookedUpFile[];
  readonly missing: readonly InventoryClass[];
  /** Whether an element takes part in the run. */
  readonly isActive: (element: { group: number | null; isEnabled?: boolean }) => boolean;
}

/** A file that a run needs, and what was found. */
export interface LookedUpFile {
  readonly file: InventoryFile;
  /** Null where it is only known while the test runs. */
  readonly path: string | null;
  readonly found: FoundFile;
  readonly report: ReferencedFile;
}
