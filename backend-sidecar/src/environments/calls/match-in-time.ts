import { runInNewContext } from 'node:vm';

const LIMIT_MS = 1_000;

/** The expression took too long: some need years for a text of a few lines. */
export class MatchTimeout extends Error {}

/** The first match and its groups. The interpreter can stop a script, which a plain `exec` cannot be. */
export function matchInTime(text: string, expression: string): Array<string | undefined> | null {
  try {
    const code = 'const match = new RegExp(expression).exec(text); match === null ? null : JSON.stringify([...match])';
    const match: unknown = runInNewContext(code, { text, expression }, { timeout: LIMIT_MS });
    return typeof match === 'string' ? toGroups(match) : null;
  } catch (error) {
    throw isTimeout(error) ? new MatchTimeout(`${expression} takes longer than ${LIMIT_MS / 1000} s`) : error;
  }
}

/** A group that took no part in the match is null in JSON. */
function toGroups(json: string): Array<string | undefined> {
  return (JSON.parse(json) as Array<string | null>).map((group) => group ?? undefined);
}

/** An error of the other context is no `Error` of this one. */
function isTimeout(error: unknown): boolean {
  return (
    typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
  );
}
