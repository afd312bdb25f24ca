/** What was read of a test plan once, so that preflight need not read the file again. */
export interface PlanInventory {
  /** Counts up when its shape changes; another version is read anew. */
  readonly version: 1;
}
