import { readFileSync } from 'node:fs';
import { workerData } from 'node:worker_threads';

import type { ThreadGroupSummary } from '../contract/scenarios.ts';
import type { ScriptDiff } from '../contract/system.ts';
import { assertNever } from '../kernel/assert-never.ts';
import { prepareCopy, type PreparedCopy } from '../scripts/prepare-copy.ts';
import { readPlan, type ThreadGroupInfo } from '../scripts/read-plan.ts';
import { diffLines } from '../scripts/script-diff.ts';
import type { ScriptTask } from './script-reader.ts';
import { answerTask } from './worker-task.ts';

/** The script's own schedule stays, and nothing is filled in. */
const NOTHING_GIVEN = {
  load: null,
  isSmoke: false,
  properties: {},
  placeholders: {},
  secretNames: [],
  keepFailuresIn: null,
};

await answerTask(() => work(workerData as ScriptTask));

function work(task: ScriptTask): ThreadGroupSummary[] | PreparedCopy | ScriptDiff {
  const xml = readFileSync(task.path, 'utf8');
  switch (task.kind) {
    case 'summarize':
      return readPlan(xml).threadGroups.map(toSummary);
    case 'copy':
      return prepareCopy({ ...NOTHING_GIVEN, xml, enabledThreadGroups: task.enabledThreadGroups });
    case 'compare':
      return compare(xml, readFileSync(task.copyPath, 'utf8'));
    default:
      return assertNever(task);
  }
}

function toSummary({ name, kind, isEnabled, users, rampUp, duration }: ThreadGroupInfo): ThreadGroupSummary {
  return { name, kind, isEnabled, users, rampUp, duration };
}

function compare(original: string, copy: string): ScriptDiff {
  const { edits } = prepareCopy({ ...NOTHING_GIVEN, xml: original, enabledThreadGroups: switchedOnIn(copy) });
  return {
    edits: edits.map(({ what, element, before, after }) => ({ what, element, before, after })),
    lines: diffLines(original, copy),
  };
}

/** The main thread groups that are on in a copy: with them the same edits can be named again. */
function switchedOnIn(copy: string): string[] {
  return readPlan(copy)
    .threadGroups.filter(
      ({ isEnabled, kind }) => isEnabled && kind !== 'SetupThreadGroup' && kind !== 'PostThreadGroup'
    )
    .map((group) => group.name);
}
