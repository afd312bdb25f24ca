import type { Metric, Slo } from '../contract/verdict.ts';
import { shiftDecimals } from './decimal-text.ts';

/** What is wrong with a text and what may stand there; the indexes are those of the text, the end is exclusive. */
export interface SloError {
  message: string;
  fromIndex: number;
  toIndex: number;
}

export type SloReading = { slo: Slo } | { error: SloError };

type Kind = 'time' | 'share' | 'rate';

interface MetricWords {
  metric: Metric;
  kind: Kind;
  /** The first one is the one that is written. */
  words: readonly string[];
}

const METRICS: readonly MetricWords[] = [
  { metric: 'meanMs', kind: 'time', words: ['mean', 'average'] },
  { metric: 'medianMs', kind: 'time', words: ['median', 'p50'] },
  { metric: 'p90Ms', kind: 'time', words: ['p90'] },
  { metric: 'p95Ms', kind: 'time', words: ['p95'] },
  { metric: 'p99Ms', kind: 'time', words: ['p99'] },
  { metric: 'maxMs', kind: 'time', words: ['max'] },
  { metric: 'errorRate', kind: 'share', words: ['errors', 'error rate'] },
  { metric: 'throughputPerSec', kind: 'rate', words: ['throughput'] },
];

/** From the number's text to what is stored. */
type Unit = (number: string) => number;

const UNITS: Readonly<Record<Kind, Readonly<Record<string, Unit>>>> = {
  time: {
    ms: Number,
    s: (number) => Number(shiftDecimals(number, 3)),
    min: (number) => Number(number) * 60_000,
  },
  share: { ratio: Number, '%': (number) => Number(shiftDecimals(number, -2)) },
  rate: { '/s': Number, '/min': (number) => Number(number) / 60, '/h': (number) => Number(number) / 3600 },
};

const UNIT_HINTS: Readonly<Record<Kind, string>> = {
  time: 'a time is written in ms, s or min',
  share: 'errors are written in % or as a ratio: “1 %” or “0.01 ratio”',
  rate: 'throughput is written in /s, /min or /h',
};

const METRIC_HINT = 'there are mean, median, p90, p95, p99, max, errors and throughput';
const COMPARATOR_HINT = 'a comparator stands here: <, <=, > or >=';
const LONGEST_LABEL = 500;
const NOWHERE = /(?!)/;
const CLOSING_QUOTES: Readonly<Record<string, string>> = { '"': '"', '“': '”' };

/** `<metric> [of <label|total>] <comparator> <number> [unit]`, see docs/SLO.md. Times are in ms without a unit. */
export function parseSlo(text: string): SloReading {
  try {
    return { slo: new SloReader(text).read() };
  } catch (error) {
    if (error instanceof Refusal) {
      return { error: { message: error.message, fromIndex: error.fromIndex, toIndex: error.toIndex } };
    }
    throw error;
  }
}

/** The SLO in the grammar's own words: `parseSlo` gives the same SLO again, if it is one that makes sense. */
export function writeSlo({ metric, label, comparator, limit }: Slo): string {
  const word = wordsOf(metric).words[0] ?? metric;
  const subject = label === null ? 'total' : writeLabel(label);
  return `${word} of ${subject} ${comparator} ${writeLimit(metric, limit)}`;
}

/** What makes an SLO nonsense that its fields allow; `null` if it makes sense. */
export function sloProblem({ metric, comparator, limit }: Omit<Slo, 'label'>): string | null {
  const { kind } = wordsOf(metric);
  if (kind !== 'rate' && comparator.startsWith('>')) {
    return `${kind === 'time' ? 'a time' : 'an error rate'} has an upper limit, which is written with < or <=`;
  }
  return limitProblem(kind, comparator, limit);
}

function limitProblem(kind: Kind, comparator: Slo['comparator'], limit: number): string | null {
  if (!Number.isFinite(limit) || limit < 0) {
    return 'a limit is a number that is not negative';
  }
  if (kind === 'share' && limit > 1) {
    return 'more than 100 % of the samples cannot fail';
  }
  return limit === 0 && comparator === '<' ? 'nothing is less than 0' : null;
}

class Refusal extends Error {
  constructor(
    message: string,
    readonly fromIndex: number,
    readonly toIndex: number
  ) {
    super(message);
  }
}

/** Reads from the left; each step begins where the one before it ended. */
class SloReader {
  private position = 0;

  constructor(private readonly text: string) {}

  read(): Slo {
    const { metric, kind } = this.metric();
    const label = this.label();
    const fromIndex = this.skipSpace();
    const comparator = this.comparator();
    const limit = this.limit(kind);
    const problem = sloProblem({ metric, comparator, limit });
    if (problem !== null) {
      throw new Refusal(capitalised(problem), fromIndex, this.text.trimEnd().length);
    }
    return { label, metric, comparator, limit };
  }

  private metric(): MetricWords {
    const from = this.skipSpace();
    const words = this.takeUntil(/\sof(?:\s|$)|[<>≤≥=]/i);
    const wanted = words.toLowerCase().replace(/\s+/g, ' ');
    const found = METRICS.find((candidate) => candidate.words.includes(wanted));
    if (found === undefined) {
      const message = words === '' ? `An SLO begins with a metric: ${METRIC_HINT}` : notAMetric(words);
      throw new Refusal(message, from, this.position);
    }
    return found;
  }

  /** `null`: the total, which is meant as well where no label is named. */
  private label(): string | null {
    if (this.take(/\s+of(?=\s|$)/iy) === '') {
      return null;
    }
    const from = this.skipSpace();
    const closing = CLOSING_QUOTES[this.text.charAt(from)];
    const label = closing === undefined ? this.takeUntil(/[<>≤≥]/) : this.quoted(closing);
    if (label === '' || label.length > LONGEST_LABEL) {
      const message = `A label of 1 to ${LONGEST_LABEL} characters stands here, in quotes or not, or the word total`;
      throw new Refusal(message, from, this.position);
    }
    return closing === undefined && label.toLowerCase() === 'total' ? null : label;
  }

  /** Between quotes any character may stand; the closing quote itself is doubled. */
  private quoted(closing: string): string {
    const from = this.position;
    let label = '';
    this.position += 1;
    while (this.position < this.text.length) {
      const next = this.text.indexOf(closing, this.position);
      if (next === -1) {
        break;
      }
      label += this.text.slice(this.position, next);
      this.position = next + 1;
      if (this.text.charAt(this.position) !== closing) {
        return label;
      }
      label += closing;
      this.position += 1;
    }
    throw new Refusal(`The label is not closed: ${closing} is missing`, from, this.text.length);
  }

  private comparator(): Slo['comparator'] {
    const from = this.position;
    const written = this.take(/<=|>=|[<>≤≥]/y);
    if (written === '') {
      const isEquality = this.text.includes('=', from);
      throw new Refusal(
        capitalised(COMPARATOR_HINT),
        isEquality ? this.text.indexOf('=', from) : from,
        this.text.length
      );
    }
    return written.replace('≤', '<=').replace('≥', '>=') as Slo['comparator'];
  }

  private limit(kind: Kind): number {
    const from = this.skipSpace();
    const number = this.take(/\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:\.\d+)?(?![\d.])|\d+(?:\.\d+)?(?:e[+-]?\d+)?/iy);
    if (number === '' || /^[.,]\d/.test(this.text.slice(this.position))) {
      const message = 'A number that is not negative stands here, with a decimal point and not a comma';
      throw new Refusal(message, from, Math.max(this.position, this.text.trimEnd().length));
    }
    const digits = number.replace(/\s/g, '');
    return this.unit(kind, Number(digits) === 0)(digits);
  }

  private unit(kind: Kind, isZero: boolean): Unit {
    const from = this.skipSpace();
    const written = this.takeUntil(NOWHERE);
    if (/[<>≤≥]/.test(written)) {
      throw new Refusal('One SLO ends here: write the next one as a text of its own', from, this.position);
    }
    if (written === '' && (kind !== 'share' || isZero)) {
      return Number;
    }
    const name = written
      .toLowerCase()
      .replace(/^per\s+/, '/')
      .replace(/\s+/g, '');
    const unit = Object.hasOwn(UNITS[kind], name) ? UNITS[kind][name] : undefined;
    if (unit === undefined) {
      throw new Refusal(capitalised(UNIT_HINTS[kind]), from, this.position);
    }
    return unit;
  }

  private skipSpace(): number {
    this.take(/\s*/y);
    return this.position;
  }

  /** What stands before the first place that the expression finds, or else before the end, without the space behind it. */
  private takeUntil(expression: RegExp): string {
    const rest = this.text.slice(this.position);
    const end = rest.search(expression);
    const taken = (end === -1 ? rest : rest.slice(0, end)).trimEnd();
    this.position += taken.length;
    return taken;
  }

  /** What the expression finds at this place, and nothing where it finds nothing. */
  private take(expression: RegExp): string {
    expression.lastIndex = this.position;
    const found = expression.exec(this.text)?.[0] ?? '';
    this.position += found.length;
    return found;
  }
}

function notAMetric(words: string): string {
  const shown = words.length > 40 ? `${words.slice(0, 40)}…` : words;
  return `“${shown}” is no metric: ${METRIC_HINT}`;
}

function wordsOf(metric: Metric): MetricWords {
  const found = METRICS.find((candidate) => candidate.metric === metric);
  if (found === undefined) {
    throw new Error(`the grammar does not know ${metric}`);
  }
  return found;
}

/** Without quotes where nothing in it could be taken for something else. */
function writeLabel(label: string): string {
  const isPlain = /^[^\s<>≤≥"“”]+(?: [^\s<>≤≥"“”]+)*$/.test(label) && label.toLowerCase() !== 'total';
  return isPlain ? label : `"${label.replaceAll('"', '""')}"`;
}

function writeLimit(metric: Metric, limit: number): string {
  const { kind } = wordsOf(metric);
  if (kind === 'share') {
    return `${shiftDecimals(String(limit), 2)} %`;
  }
  if (kind === 'rate') {
    return `${limit}/s`;
  }
  const isWholeSeconds = limit >= 1000 && limit < 1e15 && limit % 1000 === 0;
  return isWholeSeconds ? `${limit / 1000} s` : `${limit} ms`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
