import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('statistics.py', import.meta.url));
const LARGEST_ANSWER_BYTES = 256 * 1024 * 1024;
/** Two correct ways to add up the same numbers differ by less. */
const RELATIVE_TOLERANCE = 1e-12;
const FLOATS = ['errorRate', 'meanMs', 'standardDeviationMs', 'throughputPerSec', 'receivedKbPerSec', 'sentKbPerSec'];
const WHOLE_NUMBERS = [
  ...['count', 'errors', 'minMs', 'maxMs', 'medianMs', 'p90Ms', 'p95Ms', 'p99Ms'],
  ...['firstStartMs', 'lastEndMs'],
];

/** Figures by name: of a label, or of the total. */
export type Figures = Readonly<Record<string, unknown>>;

export interface Table {
  readonly total: Figures;
  readonly rows: readonly Figures[];
}

export interface Statistics {
  readonly counts: Readonly<Record<string, number>>;
  readonly whole: Table;
  /** undefined: the run has no analysis window. */
  readonly window?: Table | undefined;
}

export interface ResultFile {
  readonly path: string;
  readonly window: { fromMs: number; toMs: number } | null;
  readonly setUpGroups: readonly string[];
  readonly stopSentAtMs: number | null;
}

/** What the independent program computes from the file. */
export function computeIndependently({ path, window, setUpGroups, stopSentAtMs }: ResultFile): Statistics {
  const args = [
    PROGRAM,
    path,
    ...(window === null ? [] : ['--window', String(window.fromMs), String(window.toMs)]),
    ...setUpGroups.flatMap((name) => ['--setup-group', name]),
    ...(stopSentAtMs === null ? [] : ['--stop-sent', String(stopSentAtMs)]),
  ];
  const output = execFileSync('python3', args, { encoding: 'utf8', maxBuffer: LARGEST_ANSWER_BYTES });
  return JSON.parse(output) as Statistics;
}

/** Names of the set-up and tear-down thread groups in a JMX file, found without the product's reader. */
export function setUpGroupsOf(scriptPath: string): string[] {
  const elements = readFileSync(scriptPath, 'utf8').matchAll(/<(?:Setup|Post)ThreadGroup\b[^>]*\btestname="([^"]*)"/g);
  return [...elements].map(([, name = '']) => unescape(name));
}

function unescape(text: string): string {
  const characters: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return text.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => characters[name] ?? '');
}

/** Every difference in words; nothing when both say the same. */
export function differences(expected: Statistics, actual: Statistics): string[] {
  return [
    ...Object.entries(expected.counts).flatMap(([name, count]) =>
      actual.counts[name] === count ? [] : [`counts.${name}: ${String(actual.counts[name])} instead of ${count}`]
    ),
    ...tableDifferences('run', expected.whole, actual.whole),
    ...tableDifferences('window', expected.window, actual.window),
  ];
}

function tableDifferences(scope: string, expected: Table | undefined, actual: Table | undefined): string[] {
  if (expected === undefined || actual === undefined) {
    return expected === actual ? [] : [`${scope}: only one of them has it`];
  }
  const keys = new Set([...expected.rows, ...actual.rows].map(keyOf));
  const rows = [...keys].flatMap((key) =>
    rowDifferences(
      `${scope} ${key}`,
      expected.rows.find((row) => keyOf(row) === key),
      actual.rows.find((row) => keyOf(row) === key)
    )
  );
  const repeated = actual.rows.length === new Set(actual.rows.map(keyOf)).size ? [] : [`${scope}: a label twice`];
  return [...rowDifferences(`${scope} total`, expected.total, actual.total), ...rows, ...repeated];
}

function keyOf(row: Figures): string {
  return `${String(row.kind)} "${String(row.label)}"`;
}

function rowDifferences(where: string, expected: Figures | undefined, actual: Figures | undefined): string[] {
  if (expected === undefined || actual === undefined) {
    return [`${where}: only in one of them`];
  }
  return [
    ...WHOLE_NUMBERS.filter((name) => (actual[name] ?? null) !== (expected[name] ?? null)),
    ...FLOATS.filter((name) => !isClose(expected[name] ?? null, actual[name] ?? null)),
  ].map((name) => `${where} ${name}: ${String(actual[name])} instead of ${String(expected[name])}`);
}

function isClose(expected: unknown, actual: unknown): boolean {
  if (typeof expected !== 'number' || typeof actual !== 'number') {
    return expected === actual;
  }
  return Math.abs(expected - actual) <= RELATIVE_TOLERANCE * Math.max(Math.abs(expected), Math.abs(actual));
}
