import type { ThreadGroupSummary } from '../contract/scenarios.ts';
import type { ScriptDiff } from '../contract/system.ts';
import { workerEntry } from '../kernel/worker-entry.ts';
import type { PreparedCopy } from '../scripts/prepare-copy.ts';
import { runTask } from './worker-task.ts';

/** What a thread is asked to do with a script; a plan of 10 MB takes a second and more. */
export type ScriptTask =
  | { readonly kind: 'summarize'; readonly path: string }
  | { readonly kind: 'copy'; readonly path: string; readonly enabledThreadGroups: string[] | undefined }
  | { readonly kind: 'compare'; readonly path: string; readonly copyPath: string };

/** The thread groups of a test plan. Throws SCRIPT_… when the file is none. */
export function summarizeScript(path: string): Promise<ThreadGroupSummary[]> {
  return runScriptTask({ kind: 'summarize', path });
}

/** A run's copy of a script, not written yet. Throws SCRIPT_… when it cannot be made. */
export function copyScript(path: string, enabledThreadGroups?: string[]): Promise<PreparedCopy> {
  return runScriptTask({ kind: 'copy', path, enabledThreadGroups });
}

/** The difference between a stored script and the copy that ran, and what was meant by it. */
export function compareWithCopy(path: string, copyPath: string): Promise<ScriptDiff> {
  return runScriptTask({ kind: 'compare', path, copyPath });
}

function runScriptTask<T>(task: ScriptTask): Promise<T> {
  return runTask<T>(workerEntry('script-worker', import.meta.url), task);
}
