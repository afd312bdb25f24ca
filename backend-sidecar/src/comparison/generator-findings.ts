import type { GeneratorLoad } from '../contract/runs.ts';
import { formatShare } from './wording.ts';

/** What was measured of the generator, and the time that is judged. */
export interface GeneratorEvidence {
  readonly samples: GeneratorLoad['samples'];
  /** The analysis window; null = everything that was measured. */
  readonly window: { readonly fromMs: number; readonly toMs: number } | null;
  /** From there on the processors are busy; makers of load generators advise 80 to 90 %. 1 is never exceeded. */
  readonly cpuLimitRatio: number;
}

type Sample = GeneratorLoad['samples'][number];
type Measure = Exclude<keyof Sample, 'atMs'>;

/** A sample and for how long it speaks, within the window. */
type Spanned = Sample & { readonly spanMs: number };

/** From there on the kernel swaps or kills. */
const MEMORY_LIMIT = 0.95;
/** From there on collections follow each other and every request waits for them. */
const HEAP_LIMIT = 0.9;
/** Oracle's guides take a tenth of the time as the point where collecting is the problem. */
const COLLECTION_LIMIT = 0.1;
/** A p90 is only as good as nine tenths of the time in which it was measured. */
const SHARE_LIMIT = 0.1;
/** JMeter's first seconds are compilation, whatever the load; so little of a run says nothing. */
const LEAST_MS = 10_000;

/** Where the generator itself was the bottleneck, so that its times are not the system's. */
export function generatorFindings(evidence: GeneratorEvidence): string[] {
  const samples = withSpans(evidence);
  return [
    cpuFinding(samples, evidence.cpuLimitRatio),
    stateFinding(samples, {
      ...{ measure: 'memoryRatio', limit: MEMORY_LIMIT, subject: 'the load generator’s memory was over 95 % full' },
      advice: 'end what else runs there or give it more memory',
    }),
    stateFinding(samples, {
      ...{ measure: 'heapRatio', limit: HEAP_LIMIT, subject: 'JMeter’s heap was over 90 % full after its collections' },
      advice: 'give JMeter more heap (-Xmx)',
    }),
    collectionFinding(samples),
  ].filter((finding) => finding !== undefined);
}

function withSpans({ samples, window }: GeneratorEvidence): Spanned[] {
  return samples.flatMap((sample, index) => {
    const beforeMs = samples[index - 1]?.atMs ?? sample.atMs - firstSpanMs(samples);
    const fromMs = Math.max(beforeMs, window?.fromMs ?? -Infinity);
    const spanMs = Math.min(sample.atMs, window?.toMs ?? Infinity) - fromMs;
    return spanMs > 0 ? [{ ...sample, spanMs }] : [];
  });
}

/** Nobody knows when the first one began; they are about as long as each other. */
function firstSpanMs(samples: readonly Sample[]): number {
  return (samples[1]?.atMs ?? 0) - (samples[0]?.atMs ?? 0);
}

function cpuFinding(samples: readonly Spanned[], limit: number): string | undefined {
  const busy = timeOver(samples, 'cpuRatio', limit);
  if (busy === undefined) {
    return undefined;
  }
  const own = meanOf(busy.over, 'jmeterCpuRatio');
  const part = own === null ? '' : ` (JMeter’s own part: ${formatShare(own)})`;
  const said = `the load generator’s processors were over ${formatShare(limit)} busy for ${formatShare(busy.share)}`;
  return `${said} of the time that is judged${part}: ${thenAgain('use more or faster processors, fewer users, or end what else runs there')}`;
}

interface StateRule {
  readonly measure: Measure;
  readonly limit: number;
  readonly subject: string;
  readonly advice: string;
}

function stateFinding(samples: readonly Spanned[], { measure, limit, subject, advice }: StateRule): string | undefined {
  const over = timeOver(samples, measure, limit);
  return over && `${subject} for ${formatShare(over.share)} of the time that is judged: ${thenAgain(advice)}`;
}

function collectionFinding(samples: readonly Spanned[]): string | undefined {
  const share = meanOf(samples, 'gcRatio');
  if (share === null || share <= COLLECTION_LIMIT || timeOf(knownOf(samples, 'gcRatio')) < LEAST_MS) {
    return undefined;
  }
  const said = `garbage collection stopped JMeter for ${formatShare(share)} of the time that is judged`;
  return `${said}: ${thenAgain('give JMeter more heap (-Xmx)')}`;
}

const thenAgain = (advice: string) => `${advice}, then run again`;

/** `undefined`: too little of the time to matter, or not measured. */
function timeOver(
  samples: readonly Spanned[],
  measure: Measure,
  limit: number
): { share: number; over: Spanned[] } | undefined {
  const known = knownOf(samples, measure);
  const over = known.filter((sample) => (sample[measure] ?? 0) > limit);
  const share = timeOf(over) / timeOf(known);
  return timeOf(over) >= LEAST_MS && share > SHARE_LIMIT ? { share, over } : undefined;
}

function knownOf(samples: readonly Spanned[], measure: Measure): Spanned[] {
  return samples.filter((sample) => sample[measure] !== null);
}

function timeOf(samples: readonly Spanned[]): number {
  return samples.reduce((sum, { spanMs }) => sum + spanMs, 0);
}

/** By time; null where nothing was measured. */
function meanOf(samples: readonly Spanned[], measure: Measure): number | null {
  const known = knownOf(samples, measure);
  const weighted = known.reduce((sum, sample) => sum + (sample[measure] ?? 0) * sample.spanMs, 0);
  return known.length === 0 ? null : weighted / timeOf(known);
}
