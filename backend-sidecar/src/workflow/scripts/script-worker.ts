import { readFileSync } from 'node:fs';
import { workerData } from 'node:worker_threads';

import type { ThreadGroupSummary } from '../../contract/scenarios.ts';
import { assertNever } from '../../kernel/assert-never.ts';
import { fingerprintOf } from '../../scripts/fingerprint.ts';
import type { InventoryThreadGroup } from '../../scripts/plan-inventory.ts';
import { readInventory } from '../../scripts/read-inventory.ts';
import { isMainGroup } from '../../scripts/plan-load.ts';
import { prepareCopy, type CopyRequest } from '../../scripts/prepare-copy.ts';
import { diffLines } from '../../scripts/script-diff.ts';
import type { ReadScript, ScriptCopy, ScriptTask } from './script-reader.ts';
import { answerTask } from '../worker-task.ts';

await answerTask(() => work(workerData as ScriptTask));

function work(task: ScriptTask): unknown {
  const xml = readFileSync(task.path, 'utf8');
  switch (task.kind) {
    case 'read':
      return read(xml);
    case 'copy':
      return copy({ ...task.request, xml });
    case 'setUpGroups':
      return readInventory(xml)
        .threadGroups.filter((group) => !isMainGroup(group))
        .map(({ name }) => name);
    case 'compare':
      return diffLines(xml, readFileSync(task.otherPath, 'utf8'));
    default:
      return assertNever(task);
  }
}

function copy(request: CopyRequest): ScriptCopy {
  return { ...prepareCopy(request), fingerprint: fingerprintOf(request) };
}

function read(xml: string): ReadScript {
  const inventory = readInventory(xml);
  return { inventory, threadGroups: inventory.threadGroups.map(toSummary) };
}

function toSummary({ name, kind, isEnabled, users, rampUp, duration }: InventoryThreadGroup): ThreadGroupSummary {
  return { name, kind, isEnabled, users, rampUp, duration };
}
