import { createHash } from 'node:crypto';

const LONGEST_PART = 60;

interface ResultName {
  scenarioName: string;
  testTypeName: string;
  versionName: string;
  startedAtMs: number;
}

/**
 * `{scenario}_{type}_{version}_{timestamp}.csv`, the time in UTC. `_` only ever separates: in a name it, and whatever a
 * file system or a shell might mind, becomes `~` and the hex digits of its bytes (`my_app` → `my~5Fapp`).
 */
export function resultFileName({ scenarioName, testTypeName, versionName, startedAtMs }: ResultName): string {
  const timestamp = new Date(startedAtMs).toISOString().replace(/[-:]|\.\d+/g, '');
  return `${[scenarioName, testTypeName, versionName].map(safePart).join('_')}_${timestamp}.csv`;
}

/** Reversible unless it is too long for a file name; then it is cut, and a hash of the whole keeps it distinct. */
export function safePart(name: string): string {
  const safe = [...Buffer.from(name, 'utf8')].map(safeByte).join('').replace(/^\./, '~2E');
  if (safe.length <= LONGEST_PART) {
    return safe;
  }
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8);
  return `${safe.slice(0, LONGEST_PART)}~~${hash}`;
}

function safeByte(byte: number): string {
  const character = String.fromCharCode(byte);
  return /[A-Za-z0-9.-]/.test(character) ? character : `~${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}
