import { basename, posix, relative, sep } from 'node:path';

import type { ExecutionPlan } from '../runner.ts';

/** In every directory that we make on another host: nothing else is ever removed there. */
export const OWN_MARK = '.perftest-automation';
/** JMeter writes failed requests there, relative to its working directory; a link to memory where that is possible. */
export const FAILURES_FILE = 'failures.xml';

/** Where things lie on the other host, all absolute. */
export interface RemotePlaces {
  /** Of everything that we make there. */
  readonly root: string;
  /** Files by the hash of their content, each sent once. */
  readonly contents: string;
  readonly run: string;
  /** Files that never reach a disk. */
  readonly memory: string;
}

/**
 * @param owner tells this sidecar from others that use the same account
 */
export function remotePlaces(root: string, owner: string, runId: number): RemotePlaces {
  const run = `${owner}-${runId}`;
  return {
    root,
    contents: posix.join(root, 'contents'),
    run: posix.join(root, 'runs', run),
    memory: posix.join('/dev/shm', `perftest-${run}`),
  };
}

/** The same plan with every path as it is on the other host. */
export function remotePlan(plan: ExecutionPlan, directory: string): ExecutionPlan {
  const there = (path: string) => posix.join(directory, relative(plan.directory, path).replaceAll(sep, '/'));
  return {
    ...plan,
    directory,
    scriptPath: there(plan.scriptPath),
    resultPath: posix.join(directory, basename(plan.resultPath)),
    libraries: plan.libraries.map(there),
    propertyFiles: plan.propertyFiles.map(there),
  };
}
