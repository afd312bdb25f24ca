import { safePart } from './result-name.ts';
import { timeInName } from './time-in-name.ts';

/** What there is already: a name that is known is found wherever it stands. */
export interface KnownNames {
  readonly scenarioNames: readonly string[];
  readonly testTypeNames: readonly string[];
  readonly versionNames: readonly string[];
}

/** null: not told. Names that are known are written as they are known; others as they stand in the file's name. */
export interface GuessedName {
  readonly scenarioName: string | null;
  readonly testTypeName: string | null;
  readonly versionName: string | null;
  readonly startedAtMs: number | null;
}

const ENDINGS = /\.(?:gz|zip|csv|jtl|xml|json|txt|log|tsv)$/i;
const SEPARATORS = '_ ';
const NOTHING: GuessedName = { scenarioName: null, testTypeName: null, versionName: null, startedAtMs: null };

/**
 * Scenario, test type, version and time from `{scenario}_{type}_{version}_{timestamp}.csv` or what resembles it; the
 * folders say what the name does not, the nearest first. Known names may hold underscores: the longest that fits is
 * taken. Nothing is made up: what is not told is null.
 *
 * @param path of the file, with its folders below the upload
 */
export function guessName(path: string, known: KnownNames): GuessedName {
  const segments = path.split('/').filter((segment) => segment !== '');
  const guesses = segments.reverse().map((segment, index) => guessPart(segment, { known, isFolder: index > 0 }));
  return guesses.reduce(filled, NOTHING);
}

/** The name without what only says how the file was written: `a.csv.gz` is `a`. */
export function stemOf(fileName: string): string {
  let stem = fileName;
  while (ENDINGS.test(stem)) {
    stem = stem.replace(ENDINGS, '');
  }
  return stem;
}

function filled(one: GuessedName, other: GuessedName): GuessedName {
  return {
    scenarioName: one.scenarioName ?? other.scenarioName,
    testTypeName: one.testTypeName ?? other.testTypeName,
    versionName: one.versionName ?? other.versionName,
    startedAtMs: one.startedAtMs ?? other.startedAtMs,
  };
}

/** A folder tells known names and a time only: `results` is nobody's scenario. */
function guessPart(segment: string, { known, isFolder }: { known: KnownNames; isFolder: boolean }): GuessedName {
  const stem = isFolder ? segment : stemOf(segment);
  // A version may look like a date: it is none when it is known, unless a time stands there, too.
  const time = timeInName(stem);
  const isVersion = time !== null && longestKnown(stem, known.versionNames, { isWhole: true }) !== null;
  const rest = time === null || isVersion ? stem : time.rest;
  const names = readNames(rest, known);
  const guess = { ...names, startedAtMs: isVersion ? null : (time?.atMs ?? null) };
  return isFolder ? { ...guess, ...onlyKnown(guess, known) } : guess;
}

function onlyKnown(guess: GuessedName, known: KnownNames): Partial<GuessedName> {
  const kept = (name: string | null, names: readonly string[]) => (name !== null && names.includes(name) ? name : null);
  return {
    scenarioName: kept(guess.scenarioName, known.scenarioNames),
    testTypeName: kept(guess.testTypeName, known.testTypeNames),
    versionName: kept(guess.versionName, known.versionNames),
  };
}

type Names = Omit<GuessedName, 'startedAtMs'>;

function readNames(text: string, known: KnownNames): Names {
  const scenario =
    longestKnown(text, known.scenarioNames, { isFirst: true }) ?? longestKnown(text, known.scenarioNames);
  const behind = scenario === null ? text : withoutRange(text, scenario);
  const version = longestKnown(behind, known.versionNames);
  const beside = version === null ? behind : withoutRange(behind, version);
  const type = longestKnown(beside, known.testTypeNames);
  const found: Names = {
    scenarioName: scenario?.name ?? null,
    testTypeName: type?.name ?? null,
    versionName: version?.name ?? null,
  };
  return withUnknown(found, type === null ? beside : withCut(beside, type));
}

/** What stands between the separators where no known name does: a new scenario, a version to be made. */
function withUnknown(found: Names, text: string): Names {
  const isTypeFound = found.testTypeName !== null;
  const parts = text.split(CUT).map((part) => trimmed(part));
  const [before = '', behind = ''] = isTypeFound ? parts : ['', ''];
  if (isTypeFound) {
    return {
      ...found,
      scenarioName: found.scenarioName ?? written(before),
      versionName: found.versionName ?? versionIn(behind) ?? (found.scenarioName === null ? null : versionIn(before)),
    };
  }
  return untyped(found, trimmed(text).split('_').filter(Boolean));
}

/** Without a known test type only the form tells: three parts, or two behind a scenario that is known. */
function untyped(found: Names, parts: readonly string[]): Names {
  const wanted = [found.scenarioName, found.testTypeName, found.versionName].filter((name) => name === null).length;
  if (parts.length !== wanted) {
    return { ...found, versionName: found.versionName ?? parts.map(versionIn).find((part) => part !== null) ?? null };
  }
  const left = [...parts];
  const next = (name: string | null) => name ?? written(left.shift() ?? '');
  return {
    scenarioName: next(found.scenarioName),
    testTypeName: next(found.testTypeName),
    versionName: next(found.versionName),
  };
}

/** A part that begins with a digit, or with `v` and one, or that is all that is left. */
function versionIn(text: string): string | null {
  const part = text.split('_').find((one) => /^v?\d/i.test(one));
  return part === undefined ? null : written(part);
}

function written(part: string): string | null {
  return part === '' ? null : decoded(part);
}

interface FoundName {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

interface Place {
  /** At the beginning of the text. */
  isFirst?: boolean;
  /** Nothing else stands in the text. */
  isWhole?: boolean;
}

/** The longest known name that stands between separators, as it is or as the names of result files have it. */
function longestKnown(text: string, names: readonly string[], place: Place = {}): FoundName | null {
  const found = names
    .flatMap((name) => [...new Set([name, safePart(name)])].map((form) => findForm(text, { name, form })))
    .filter((one) => one !== null)
    .filter(({ from, to }) => (!place.isFirst || from === 0) && (!place.isWhole || (from === 0 && to === text.length)));
  return found.reduce<FoundName | null>(
    (best, one) => (best === null || one.to - one.from > best.to - best.from ? one : best),
    null
  );
}

function findForm(text: string, { name, form }: { name: string; form: string }): FoundName | null {
  const wanted = comparable(form);
  const whole = comparable(text);
  for (let from = whole.indexOf(wanted); from >= 0; from = whole.indexOf(wanted, from + 1)) {
    const to = from + wanted.length;
    if (endsAt(whole, { outside: from - 1, inside: from }) && endsAt(whole, { outside: to, inside: to - 1 })) {
      return { name, from, to };
    }
  }
  return null;
}

/** Of the same length, so that positions stay: letter case, and spaces that became underscores, make no difference. */
function comparable(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase()).replaceAll(' ', '_');
}

/**
 * Whether a name ends at a position. `-` and `.` separate too (`checkout-load-1.2`), but not digits: the version 1.0 does
 * not stand in `1.1.0`.
 */
function endsAt(text: string, { outside, inside }: { outside: number; inside: number }): boolean {
  const character = text[outside];
  if (character === undefined || SEPARATORS.includes(character)) {
    return true;
  }
  const isBetweenDigits = isDigit(text[inside]) && isDigit(text[2 * outside - inside]);
  return (character === '-' || character === '.') && !isBetweenDigits;
}

function isDigit(character: string | undefined): boolean {
  return character !== undefined && /\d/.test(character);
}

const CUT = '\u0000';

function withoutRange(text: string, { from, to }: FoundName): string {
  return `${text.slice(0, from)}_${text.slice(to)}`;
}

/** The place of the test type stays known: the scenario stands before it, the version behind it. */
function withCut(text: string, { from, to }: FoundName): string {
  return text.slice(0, from) + CUT + text.slice(to);
}

function trimmed(text: string): string {
  return text.replace(/^[_\s.-]+|[_\s.-]+$/g, '').replace(/__+/g, '_');
}

/** `~5F` of a result file's name is the byte that it stands for. */
function decoded(part: string): string {
  if (!/~[0-9A-F]{2}/.test(part)) {
    return part;
  }
  const bytes = part.replace(/~([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
