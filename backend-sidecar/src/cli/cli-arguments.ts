import { resolve } from 'node:path';
import { parseArgs, type ParseArgsConfig } from 'node:util';

import { parseSlo } from '../comparison/slo-grammar.ts';
import type { ReadOptions } from '../contract/imports.ts';
import { DEFAULT_JUDGEMENT, type JudgementRules } from '../contract/scenarios.ts';
import type { Severity, Slo } from '../contract/verdict.ts';
import { AppError } from '../kernel/errors.ts';
import { checkedDelimiter } from '../results/delimiter.ts';
import { timeStampFormats } from '../results/time-stamp-format.ts';
import { parseWindow, type WindowText } from './window-text.ts';

/** How files are read and counted, the same for every command. */
export interface ReadingArguments {
  readonly read: ReadOptions;
  readonly window: WindowText | null;
  readonly setupGroups: readonly string[];
  readonly excludedLabels: readonly string[];
}

export interface AnalyzeArguments extends ReadingArguments {
  readonly command: 'analyze';
  /** Parts of one run. */
  readonly files: readonly string[];
  readonly output: 'table' | 'json' | 'csv';
  readonly html: string | null;
  readonly excel: string | null;
  readonly slos: readonly Slo[];
  /** Ranks in percent, as they were written. */
  readonly percentiles: readonly number[];
}

/** What a scenario says of the verdict. */
export interface RulesArguments {
  readonly judgement: JudgementRules;
  readonly failSeverity: Severity;
  /** `null`: the 20 labels with the largest total time. */
  readonly keyLabels: readonly string[] | null;
}

export interface CompareArguments extends ReadingArguments {
  readonly command: 'compare';
  /** Each is one run. */
  readonly references: readonly string[];
  readonly current: readonly string[];
  readonly output: 'table' | 'json';
  readonly slos: readonly Slo[];
  readonly rules: RulesArguments;
}

export type CliArguments =
  AnalyzeArguments | CompareArguments | { readonly command: 'help' } | { readonly command: 'version' };

/** What was written does not make sense; nothing was done. */
export class UsageError extends Error {}

export const USAGE = `Usage
  perftest analyze FILE… [options]             statistics of one run; several files are its parts
  perftest compare REFERENCE… -- CURRENT…      each file is one run; from 4 references on by their history

Output of analyze
  --json, --csv                  instead of the table
  --html FILE, --excel FILE      a report, too
  --label-percentiles 75,99.9    further percentiles
Output of compare
  --json                         instead of the table

Rules of compare, as a scenario has them
  --tolerance 20%, --tolerance-ms 20    the change that must be excluded for “unchanged”
  --floor 5%, --floor-ms 10             no smaller change is a regression
  --major-from 10%, --critical-from 25% how large a change is what
  --fail-severity major                 minor, major or critical: from there a regression fails
  --key-label LABEL                     decides; may be repeated; else the 20 with the largest total time

Judgement
  --slo "p95 of Login < 800 ms"  a rule that must hold; may be repeated
  --window 60s..-30s             what is judged: behind the first sample, before the end; or two ISO times

Reading
  --columns timeStamp,elapsed,…  of a file without a header
  --delimiter CHARACTER          \\t for a tab
  --timestamp-format PATTERN     as Java’s SimpleDateFormat has them; ms
  --time-zone ZONE               of time stamps without one, e.g. Europe/Berlin; UTC
  --clock-offset MILLISECONDS    added to the times of each file in turn; repeat it (--clock-offset=-250)
  --setup-group NAME             a thread group outside the total; may be repeated
  --exclude-label PATTERN        outside the total, * for any characters; may be repeated

  --help, --version

Exit codes
  0 passed (or nothing to judge)   1 failed   2 inconclusive   3 unusable input   64 wrong usage
  70 a fault of perftest itself        73 a report or the output could not be written
`;

const TEXT = { type: 'string' } as const;
const TEXTS = { type: 'string', multiple: true } as const;
const FLAG = { type: 'boolean' } as const;

const OPTIONS = {
  json: FLAG,
  csv: FLAG,
  html: TEXT,
  excel: TEXT,
  window: TEXT,
  slo: TEXTS,
  'label-percentiles': TEXT,
  columns: TEXT,
  delimiter: TEXT,
  'timestamp-format': TEXT,
  'time-zone': TEXT,
  'clock-offset': TEXTS,
  'setup-group': TEXTS,
  'exclude-label': TEXTS,
  tolerance: TEXT,
  'tolerance-ms': TEXT,
  floor: TEXT,
  'floor-ms': TEXT,
  'major-from': TEXT,
  'critical-from': TEXT,
  'fail-severity': TEXT,
  'key-label': TEXTS,
  help: { ...FLAG, short: 'h' },
  version: FLAG,
} satisfies ParseArgsConfig['options'];

const OF_ANALYZE_ONLY = ['csv', 'html', 'excel', 'label-percentiles'] as const;

const OF_COMPARE_ONLY = [
  ...['tolerance', 'tolerance-ms', 'floor', 'floor-ms', 'major-from', 'critical-from'],
  ...['fail-severity', 'key-label'],
] as ReadonlyArray<keyof Values>;

/** @throws UsageError that says what is wrong */
export function readArguments(argv: readonly string[]): CliArguments {
  const { values, files, behind } = parsed(argv);
  if (values.help === true) {
    return { command: 'help' };
  }
  if (values.version === true) {
    return { command: 'version' };
  }
  const [command, ...before] = files;
  switch (command) {
    case 'analyze':
      return analyzeArguments(values, [...before, ...behind]);
    case 'compare':
      return compareArguments(values, { before, behind });
    default:
      throw new UsageError(command === undefined ? 'a command is missing' : `there is no command “${command}”`);
  }
}

/** Options may stand on both sides of `--`, which only parts the files: a name that begins with `-` is written `./-`. */
function parsed(argv: readonly string[]) {
  const at = argv.indexOf('--');
  const one = parsedSide(at < 0 ? argv : argv.slice(0, at));
  const other = parsedSide(at < 0 ? [] : argv.slice(at + 1));
  if (at >= 0 && argv.includes('--', at + 1)) {
    throw new UsageError('there is more than one “--”');
  }
  const both = [...Object.entries(one.values), ...Object.entries(other.values)];
  const lists = Object.fromEntries(
    both
      .filter(([, value]) => Array.isArray(value))
      .map(([name]) => [name, both.flatMap(([key, value]) => (key === name ? value : []))])
  );
  const values: typeof one.values = { ...one.values, ...other.values, ...lists };
  return { values, files: one.positionals, behind: other.positionals };
}

function parsedSide(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

type Values = ReturnType<typeof parsed>['values'];

function analyzeArguments(values: Values, files: string[]): AnalyzeArguments {
  const wrong = OF_COMPARE_ONLY.filter((name) => values[name] !== undefined);
  if (wrong.length > 0) {
    throw new UsageError(`--${wrong[0]} is an option of compare`);
  }
  if (files.length === 0) {
    throw new UsageError('analyze needs a file');
  }
  if (values.json === true && values.csv === true) {
    throw new UsageError('--json and --csv exclude each other');
  }
  refuseOutputs(values);
  refuseSpareOffsets(values, files.length);
  return {
    command: 'analyze',
    files,
    output: values.json === true ? 'json' : values.csv === true ? 'csv' : 'table',
    html: values.html ?? null,
    excel: values.excel ?? null,
    slos: (values.slo ?? []).map(readSlo),
    percentiles: percentilesOf(values['label-percentiles']),
    ...readingArguments(values),
  };
}

function refuseOutputs({ html, excel }: Values): void {
  const empty = Object.entries({ html, excel }).find(([, path]) => path === '');
  if (empty !== undefined) {
    throw new UsageError(`--${empty[0]} needs the name of a file`);
  }
  if (html !== undefined && excel !== undefined && resolve(html) === resolve(excel)) {
    throw new UsageError('--html and --excel name the same file');
  }
}

/** One for each file of a run; what is left over would be ignored in silence. */
function refuseSpareOffsets(values: Values, fileCount: number): void {
  const given = values['clock-offset']?.length ?? 0;
  if (given > fileCount) {
    throw new UsageError(
      `--clock-offset is given ${given} times, but a run has ${fileCount} file${fileCount === 1 ? '' : 's'} here`
    );
  }
}

function compareArguments(values: Values, files: { before: string[]; behind: string[] }): CompareArguments {
  const wrong = OF_ANALYZE_ONLY.filter((name) => values[name] !== undefined);
  if (wrong.length > 0) {
    throw new UsageError(`--${wrong[0]} is an option of analyze`);
  }
  if (files.before.length === 0 || files.behind.length === 0) {
    throw new UsageError('compare needs files before and behind “--”: perftest compare REFERENCE… -- CURRENT…');
  }
  refuseSpareOffsets(values, 1);
  return {
    command: 'compare',
    references: files.before,
    current: files.behind,
    output: values.json === true ? 'json' : 'table',
    slos: (values.slo ?? []).map(readSlo),
    rules: rulesOf(values),
    ...readingArguments(values),
  };
}

function rulesOf(values: Values): RulesArguments {
  const judgement = {
    tolerance: ratioOf('tolerance', values.tolerance),
    toleranceMs: msOf('tolerance-ms', values['tolerance-ms']),
    floorRatio: ratioOf('floor', values.floor),
    floorMs: msOf('floor-ms', values['floor-ms']),
    majorFrom: ratioOf('major-from', values['major-from']),
    criticalFrom: ratioOf('critical-from', values['critical-from']),
  };
  const given = Object.fromEntries(Object.entries(judgement).filter(([, value]) => value !== undefined));
  const rules = { ...DEFAULT_JUDGEMENT, ...given };
  if (rules.criticalFrom < rules.majorFrom) {
    throw new UsageError('--critical-from: a critical change is not smaller than a major one');
  }
  return {
    judgement: rules,
    failSeverity: severityOf(values['fail-severity'] ?? 'major'),
    keyLabels: values['key-label'] ?? null,
  };
}

/** Within the limits that a scenario has for it; with the sign or without: `20%` and `20` are the same. */
function ratioOf(name: 'tolerance' | 'floor' | 'major-from' | 'critical-from', text: string | undefined) {
  const least = name === 'tolerance' ? 1 : 0;
  return numberOf({ name, text: text?.replace(/\s*%$/, ''), least, most: 1000, unit: '%', divisor: 100 });
}

function msOf(name: 'tolerance-ms' | 'floor-ms', text: string | undefined) {
  return numberOf({ name, text, least: 0, most: 60_000, unit: 'ms', divisor: 1 });
}

interface GivenNumber {
  name: string;
  text: string | undefined;
  least: number;
  most: number;
  unit: string;
  divisor: number;
}

function numberOf({ name, text, least, most, unit, divisor }: GivenNumber): number | undefined {
  if (text === undefined) {
    return undefined;
  }
  const value = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text.trim()) || value < least || value > most) {
    throw new UsageError(`--${name} “${text}” is no number from ${least} to ${most} ${unit}`);
  }
  return value / divisor;
}

const SEVERITIES: readonly Severity[] = ['minor', 'major', 'critical'];

function severityOf(text: string): Severity {
  const severity = SEVERITIES.find((one) => one === text);
  if (severity === undefined) {
    throw new UsageError(`--fail-severity “${text}” is none of ${SEVERITIES.join(', ')}`);
  }
  return severity;
}

function readingArguments(values: Values): ReadingArguments {
  const window = values.window === undefined ? null : parseWindow(values.window);
  if (window === undefined) {
    throw new UsageError(`--window “${values.window}” is no window: write 60s..-30s, 2m.. or two ISO times with ..`);
  }
  refuseFormats(values);
  const read: ReadOptions = {
    columns: values.columns?.split(',').map((name) => name.trim()),
    delimiter: values.delimiter,
    timestampFormat: values['timestamp-format'],
    timeZone: values['time-zone'],
    clockOffsetsMs: values['clock-offset']?.map(readOffset),
  };
  return {
    read: Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined)),
    window,
    setupGroups: values['setup-group'] ?? [],
    excludedLabels: values['exclude-label'] ?? [],
  };
}

/** What can be said of the options alone is said before anything is read. */
function refuseFormats({ delimiter, 'timestamp-format': pattern, 'time-zone': timeZone }: Values): void {
  try {
    if (delimiter !== undefined) {
      checkedDelimiter(delimiter);
    }
    timeStampFormats(pattern, timeZone ?? 'UTC');
  } catch (error) {
    throw error instanceof AppError ? new UsageError(error.detail ?? error.message) : error;
  }
}

function readSlo(text: string): Slo {
  const reading = parseSlo(text);
  if ('error' in reading) {
    throw new UsageError(`--slo “${text}”: ${reading.error.message}`);
  }
  return reading.slo;
}

function readOffset(text: string): number {
  if (!/^[+-]?\d{1,12}$/.test(text)) {
    throw new UsageError(`--clock-offset “${text}” is no number of milliseconds`);
  }
  return Number(text);
}

function percentilesOf(text: string | undefined): number[] {
  const percents = (text?.split(',') ?? []).map((part) => {
    const percent = Number(part.trim().replace(/^p/i, ''));
    if (part.trim() === '' || !(percent > 0 && percent <= 100)) {
      throw new UsageError(`--label-percentiles: “${part}” is no percentage above 0 and up to 100`);
    }
    return percent;
  });
  return [...new Set(percents)];
}
