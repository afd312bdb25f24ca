import type { PreflightFinding } from 'perftest-automation-sidecar/contract/preflight';
import type { PlannedRun } from 'perftest-automation-sidecar/contract/runs';

export interface ScriptNote {
  scriptName: string | null;
  finding: PreflightFinding;
  /** The tests that it concerns, e.g. "prod · load". */
  tests: string[];
}

export interface Problem {
  text: string;
  tests: string[];
}

/** What preflight found, once for each script however many tests run it; errors first. */
export function notesOf(runs: readonly PlannedRun[]): ScriptNote[] {
  const notes = new Map<string, ScriptNote>();
  for (const run of runs) {
    for (const finding of run.warnings) {
      const key = JSON.stringify([run.scriptName, finding.code, finding.element, finding.line, finding.text]);
      const note = notes.get(key) ?? { scriptName: run.scriptName, finding, tests: [] };
      addName(note.tests, run);
      notes.set(key, note);
    }
  }
  return [...notes.values()].sort((one, other) => rankOf(one) - rankOf(other));
}

const SEVERITIES: ReadonlyArray<PreflightFinding['severity']> = ['error', 'warning', 'info'];

function rankOf({ finding }: ScriptNote): number {
  return SEVERITIES.indexOf(finding.severity);
}

/** What keeps the tests from being started, once each. */
export function problemsOf(runs: readonly PlannedRun[]): Problem[] {
  const problems = new Map<string, Problem>();
  for (const run of runs) {
    for (const text of run.problems) {
      const problem = problems.get(text) ?? { text, tests: [] };
      addName(problem.tests, run);
      problems.set(text, problem);
    }
  }
  return [...problems.values()];
}

function addName(names: string[], { scenarioName, testTypeName }: PlannedRun): void {
  const name = `${scenarioName} · ${testTypeName}`;
  if (!names.includes(name)) {
    names.push(name);
  }
}
