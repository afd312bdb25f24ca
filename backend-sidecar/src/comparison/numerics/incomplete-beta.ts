import { logGamma } from './log-gamma.ts';

const MAX_TERMS = 1000;
const PRECISION = 1e-16;
const TINY = 1e-300;

/**
 * I_x(a, b), the regularised incomplete beta function, for x in [0, 1] and a, b > 0: Lentz’s method on its continued
 * fraction (DLMF 8.17.22), which converges fast for x below (a + 1)/(a + b + 2); above, I_x(a, b) = 1 − I_{1−x}(b, a).
 *
 * @param complement 1 − x, given apart because near x = 1 the subtraction loses digits
 */
export function incompleteBeta({
  x,
  complement,
  a,
  b,
}: {
  x: number;
  complement: number;
  a: number;
  b: number;
}): number {
  if (x <= 0 || complement <= 0) {
    return x <= 0 ? 0 : 1;
  }
  return x > (a + 1) / (a + b + 2)
    ? 1 - fractionOf({ x: complement, complement: x, a: b, b: a })
    : fractionOf({ x, complement, a, b });
}

function fractionOf({ x, complement, a, b }: { x: number; complement: number; a: number; b: number }): number {
  const logFront = a * Math.log(x) + b * Math.log(complement) + logGamma(a + b) - logGamma(a) - logGamma(b);
  let c = 1;
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let term = 1; term <= MAX_TERMS; term += 1) {
    const even = (term * (b - term) * x) / ((a + 2 * term - 1) * (a + 2 * term));
    const odd = (-(a + term) * (a + b + term) * x) / ((a + 2 * term) * (a + 2 * term + 1));
    let factor = 1;
    for (const numerator of [even, odd]) {
      d = 1 / awayFromZero(1 + numerator * d);
      c = awayFromZero(1 + numerator / c);
      factor = c * d;
      fraction *= factor;
    }
    if (Math.abs(factor - 1) <= PRECISION) {
      break;
    }
  }
  return (Math.exp(logFront) * fraction) / a;
}

function awayFromZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}
