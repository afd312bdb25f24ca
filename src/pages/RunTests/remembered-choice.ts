import type { FailurePolicy } from 'perftest-automation-sidecar/contract/runs';

import { isRecord } from '../../shared/api/api-error';
import type { BatchChoice, CellChoice, CellChoices } from './run-choice';

export interface RememberedChoice {
  batch: BatchChoice;
  choices: CellChoices;
}

const STORAGE_KEY = 'perftest-automation-app.run-choice.v1';
const NUMBER_FIELDS = [
  'userCount',
  'durationSeconds',
  'rampUpSeconds',
  'repeats',
  'scriptId',
  'revisionNumber',
  'environmentId',
  'baselineId',
] as const;
const POLICIES: readonly FailurePolicy[] = ['continue', 'stop on failed run', 'stop on failed verdict'];

/** The last choice of this browser; whatever cannot be read is as if there were none. */
export function recallChoice(): RememberedChoice {
  const parsed = parse(localStorage.getItem(STORAGE_KEY));
  const stored = isRecord(parsed) ? parsed : {};
  const choices: Record<string, CellChoice> = {};
  for (const [key, choice] of Object.entries(isRecord(stored.choices) ? stored.choices : {})) {
    choices[key] = readChoice(choice);
  }
  return { batch: readBatch(stored), choices };
}

export function rememberChoice({ batch, choices }: RememberedChoice): void {
  localStorage.setItem(STORAGE_KEY, JSON.stringify({ ...batch, choices }));
}

function readBatch(stored: Record<string, unknown>): BatchChoice {
  return {
    versionId: readNumber(stored.versionId),
    environmentId: readNumber(stored.environmentId),
    failurePolicy: POLICIES.find((policy) => policy === stored.failurePolicy) ?? 'continue',
    hasSmoke: stored.hasSmoke !== false,
  };
}

function readChoice(stored: unknown): CellChoice {
  const fields = isRecord(stored) ? stored : {};
  const choice: CellChoice = { isChosen: fields.isChosen === true };
  for (const field of NUMBER_FIELDS) {
    const value = readNumber(fields[field]);
    if (value !== undefined) {
      choice[field] = value;
    }
  }
  if (typeof fields.appliesLoad === 'boolean') {
    choice.appliesLoad = fields.appliesLoad;
  }
  return choice;
}

function readNumber(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function parse(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}
