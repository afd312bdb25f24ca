import { isRecord } from '../../shared/api/api-error';
import type { CellChoice, CellChoices } from './run-choice';

export interface RememberedChoice {
  versionId?: number;
  choices: CellChoices;
}

const STORAGE_KEY = 'perftest-automation-app.run-choice.v1';
const NUMBER_FIELDS = ['userCount', 'durationSeconds', 'rampUpSeconds', 'scriptId', 'baselineId'] as const;

/** The last choice of this browser; whatever cannot be read is as if there were none. */
export function recallChoice(): RememberedChoice {
  const stored = parse(localStorage.getItem(STORAGE_KEY));
  if (!isRecord(stored)) {
    return { choices: {} };
  }
  const choices: Record<string, CellChoice> = {};
  for (const [key, choice] of Object.entries(isRecord(stored.choices) ? stored.choices : {})) {
    choices[key] = readChoice(choice);
  }
  return { versionId: typeof stored.versionId === 'number' ? stored.versionId : undefined, choices };
}

export function rememberChoice(choice: RememberedChoice): void {
  localStorage.setItem(STORAGE_KEY, JSON.stringify(choice));
}

function readChoice(stored: unknown): CellChoice {
  const choice: CellChoice = { isChosen: isRecord(stored) && stored.isChosen === true };
  for (const field of NUMBER_FIELDS) {
    const value = isRecord(stored) ? stored[field] : undefined;
    if (typeof value === 'number') {
      choice[field] = value;
    }
  }
  return choice;
}

function parse(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}
