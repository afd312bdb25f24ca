import type { LoadFingerprint } from '../../contract/runs.ts';
import type { ThreadGroupSummary } from '../../contract/scenarios.ts';
import type { ScriptDiff } from '../../contract/system.ts';
import { workerEntry } from '../../kernel/worker-entry.ts';
import type { PlanInventory } from '../../scripts/plan-inventory.ts';
import type { CopyRequest, PreparedCopy } from '../../scripts/prepare-copy.ts';
import { runTask } from '../worker-task.ts';

/** What a thread is asked to do with a script; a plan of 10 MB takes a second and more. */
export type ScriptTask =
  | { readonly kind: 'read'; readonly path: string }
  | { readonly kind: 'copy'; readonly path: string; readonly request: Omit<CopyRequest, 'xml'> }
  | { readonly kind: 'setUpGroups'; readonly path: string }
  | { readonly kind: 'compare'; readonly path: string; readonly otherPath: string };

export interface ReadScript {
  readonly threadGroups: ThreadGroupSummary[];
  readonly inventory: PlanInventory;
}

/** What a test plan is. Throws SCRIPT_… when the file is none. */
export function readScript(path: string): Promise<ReadScript> {
  return runScriptTask({ kind: 'read', path });
}

/** A run's copy, and what makes the run comparable with others. */
export interface ScriptCopy extends PreparedCopy {
  readonly fingerprint: LoadFingerprint;
}

/** A run's copy of a script, not written yet. Throws SCRIPT_… when it cannot be made. */
export function copyScript(path: string, request: Omit<CopyRequest, 'xml'>): Promise<ScriptCopy> {
  return runScriptTask({ kind: 'copy', path, request });
}

/** The setUp and tearDown thread groups of a copy that was made before. */
export function setUpGroupsOf(path: string): Promise<string[]> {
  return runScriptTask({ kind: 'setUpGroups', path });
}

/** The difference between two test plans, line by line. */
export function compareScripts(path: string, otherPath: string): Promise<ScriptDiff['lines']> {
  return runScriptTask({ kind: 'compare', path, otherPath });
}

function runScriptTask<T>(task: ScriptTask): Promise<T> {
  return runTask<T>(workerEntry('script-worker', import.meta.url), task);
}
