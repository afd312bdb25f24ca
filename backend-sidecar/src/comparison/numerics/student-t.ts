import { normalQuantile } from './normal-quantile.ts';
import { incompleteBeta } from './incomplete-beta.ts';
import { logGamma } from './log-gamma.ts';

const MAX_STEPS = 200;
const PRECISION = 1e-14;

/** P(T > t) of Student’s t with `df` > 0 degrees of freedom, which need not be whole; exact far out in the tail. */
export function studentUpperTail(t: number, df: number): number {
  const square = t * t;
  const tail = incompleteBeta({ x: df / (df + square), complement: square / (df + square), a: df / 2, b: 0.5 }) / 2;
  return t >= 0 ? tail : 1 - tail;
}

/** P(T ≤ t) */
export function studentCdf(t: number, df: number): number {
  return studentUpperTail(-t, df);
}

/** The t with P(T ≤ t) = p, for p in (0, 1). */
export function studentQuantile(p: number, df: number): number {
  if (!(p > 0 && p < 1)) {
    throw new RangeError(`A quantile needs a probability between 0 and 1, not ${p}`);
  }
  if (p === 0.5) {
    return 0;
  }
  return p > 0.5 ? positiveQuantile(1 - p, df) : -positiveQuantile(p, df);
}

/** Newton’s steps on the logarithm of the tail, which is nearly straight; halving the bracket where one leads out of it. */
function positiveQuantile(tail: number, df: number): number {
  let [low, high] = bracket(tail, df);
  let t = Math.min(high, Math.max(low, -normalQuantile(tail)));
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const found = studentUpperTail(t, df);
    [low, high] = found > tail ? [t, high] : [low, t];
    const next = t + (Math.log(found / tail) * found) / density(t, df);
    const chosen = next > low && next < high ? next : (low + high) / 2;
    if (Math.abs(chosen - t) <= PRECISION * t) {
      return chosen;
    }
    t = chosen;
  }
  return t;
}

function bracket(tail: number, df: number): [low: number, high: number] {
  let high = 1;
  while (studentUpperTail(high, df) > tail) {
    high *= 2;
  }
  return [high === 1 ? 0 : high / 2, high];
}

function density(t: number, df: number): number {
  const logFront = logGamma((df + 1) / 2) - logGamma(df / 2) - 0.5 * Math.log(df * Math.PI);
  return Math.exp(logFront - ((df + 1) / 2) * Math.log1p((t * t) / df));
}
