import type { ReferencedFile } from '../contract/preflight.ts';
import type { PropertyRead } from './expressions.ts';

/**
 * What was read of a test plan once, so that preflight need not read the file again. Texts are as written: what they
 * come to depends on the properties of a run.
 */
export interface PlanInventory {
  /** Counts up when its shape changes; another version is read anew. */
  readonly version: 2;
  readonly threadGroups: readonly InventoryThreadGroup[];
  /** `true`, `false` or an expression: thread groups run one after another. */
  readonly serializesThreadGroups: string;
  /** User defined variables; a later definition wins. */
  readonly variables: Readonly<Record<string, string>>;
  /** In the order of the script, each pair of name and default once. */
  readonly properties: readonly PropertyRead[];
  readonly placeholders: readonly InventoryPlaceholder[];
  /** Enabled samplers of each kind and thread group. */
  readonly samplers: ReadonlyArray<{ kind: string; group: number | null; count: number }>;
  readonly transactions: readonly InventoryTransaction[];
  /** Names of enabled samplers and transactions, each once for a thread group. */
  readonly labels: ReadonlyArray<{ label: string; group: number | null }>;
  readonly files: readonly InventoryFile[];
  readonly classes: readonly InventoryClass[];
  readonly listeners: readonly InventoryListener[];
  readonly backendListeners: readonly InventoryBackendListener[];
  readonly codeElements: readonly InventoryElement[];
  readonly includes: readonly InventoryElement[];
  readonly fragments: readonly InventoryElement[];
  readonly modules: readonly InventoryModule[];
  /** Enabled ones, by thread group. */
  readonly assertions: readonly GroupCount[];
  readonly timers: readonly GroupCount[];
}

/** Whether an inventory that was stored, maybe by an older sidecar, has the shape of today. */
export function isCurrent(stored: PlanInventory): boolean {
  return stored.version === 2;
}

/** An element of JMeter's tree that is worth naming. */
export interface InventoryElement {
  readonly name: string;
  readonly kind: string;
  readonly line: number;
  /** The thread group it is part of, as its place in `threadGroups`; null outside of them. */
  readonly group: number | null;
  /** Neither it nor what is above it is switched off, its thread group aside: that is for the run to say. */
  readonly isEnabled: boolean;
  readonly detail: string | null;
}

export interface InventoryThreadGroup {
  readonly name: string;
  /** JMeter's class, e.g. `ThreadGroup` or `kg.apc.jmeter.threads.UltimateThreadGroup`. */
  readonly kind: string;
  readonly line: number;
  readonly isEnabled: boolean;
  readonly isAncestorEnabled: boolean;
  readonly users: string | null;
  readonly rampUp: string | null;
  readonly duration: string | null;
  readonly delay: string | null;
  readonly loops: string | null;
  /** `true`, `false` or an expression: without it JMeter ignores duration and delay. */
  readonly scheduler: string;
  /** Null when it has no main controller. Other classes than LoopController know no loops. */
  readonly controllerKind: string | null;
  /** Properties that its own settings depend on, directly or through user defined variables. */
  readonly propertiesRead: readonly string[];
}

export interface InventoryPlaceholder {
  readonly name: string;
  /** Where it stands first. */
  readonly line: number;
}

export interface InventoryTransaction extends InventoryElement {
  readonly isParent: boolean;
}

export interface InventoryListener extends InventoryElement {
  /** `window`: it keeps or shows samples in JMeter's window; `file`: it writes files; `other`: neither. */
  readonly use: 'window' | 'file' | 'other';
}

export interface InventoryBackendListener extends InventoryElement {
  readonly className: string;
  /** Its settings by their names, a token left out. */
  readonly settings: Readonly<Record<string, string>>;
}

export interface InventoryModule extends InventoryElement {
  /** Whether the plan has the element that it points to; `detail` names it. */
  readonly isFound: boolean;
}

export interface InventoryFile extends InventoryElement {
  readonly use: ReferencedFile['use'];
  readonly path: string;
  /** Null unless CSV data. Flags are `true`, `false` or an expression. */
  readonly csv: {
    readonly hasHeader: string;
    readonly isReused: string;
    readonly stopsThread: string;
    readonly shareMode: string;
  } | null;
}

/** A class that is not one of JMeter's short names. */
export interface InventoryClass extends InventoryElement {
  /** `element`: JMeter refuses a plan with a missing one; `run`: it is looked for when the test starts; `window`: only the window needs it. */
  readonly use: 'element' | 'run' | 'window';
  /** How often it is named. */
  readonly count: number;
}

export interface GroupCount {
  readonly group: number | null;
  readonly count: number;
}

/** What the users and the duration of a run depend on. */
export type LoadFacts = Pick<PlanInventory, 'threadGroups' | 'serializesThreadGroups' | 'variables'>;
