import type { AnalysisWindow } from '../runs/analysis-window.ts';

/** One end of a window: a time, or so long behind the first sample (or, negative, before the last one's end). */
export type WindowEnd =
  { readonly kind: 'at'; readonly atMs: number } | { readonly kind: 'offset'; readonly ms: number };

/** null: as the run begins or ends. */
export interface WindowText {
  readonly from: WindowEnd | null;
  readonly to: WindowEnd | null;
}

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000, '': 1000 };
const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/;

/** `60s..-30s`, `2m..`, `..-30s`, `2024-01-07T13:15:00Z..2024-01-07T14:15:00Z`; undefined: it is none of these. */
export function parseWindow(text: string): WindowText | undefined {
  const parts = text.split('..');
  if (parts.length !== 2) {
    return undefined;
  }
  const [from, to] = parts.map((part) => parseEnd(part.trim()));
  return from === undefined || to === undefined || (from === null && to === null) ? undefined : { from, to };
}

/** undefined where nothing is left between its ends. */
export function windowOf(text: WindowText, span: { startMs: number; endMs: number }): AnalysisWindow | undefined {
  const fromMs = text.from === null ? span.startMs : timeOf(text.from, span);
  // The end is exclusive: without a choice of it the last sample is inside.
  const toMs = text.to === null ? span.endMs + 1 : timeOf(text.to, span);
  return fromMs < toMs ? { fromMs, toMs } : undefined;
}

function timeOf(end: WindowEnd, { startMs, endMs }: { startMs: number; endMs: number }): number {
  if (end.kind === 'at') {
    return end.atMs;
  }
  return end.ms < 0 || Object.is(end.ms, -0) ? endMs + end.ms : startMs + end.ms;
}

function parseEnd(text: string): WindowEnd | null | undefined {
  if (text === '') {
    return null;
  }
  const zone = ISO.exec(text);
  if (zone !== null) {
    const atMs = Date.parse(zone[1] === undefined ? `${text}Z` : text);
    return Number.isFinite(atMs) ? { kind: 'at', atMs } : undefined;
  }
  const offset = /^(-?)(\d+(?:\.\d+)?)\s*([a-z]*)$/.exec(text);
  const unitMs = UNITS_MS[offset?.[3] ?? 'none'];
  if (offset === null || unitMs === undefined) {
    return undefined;
  }
  const ms = Math.round(Number(offset[2]) * unitMs);
  return { kind: 'offset', ms: offset[1] === '-' ? -ms : ms };
}
