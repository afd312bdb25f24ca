/** From here on the asymptotic series have full precision. */
const ASYMPTOTIC_FROM = 15;
const MAX_STEPS = 50;
const PRECISION = 1e-14;

/** ψ(x) for x > 0: the recurrence ψ(x) = ψ(x + 1) − 1/x up to where the series holds (DLMF 5.11.2). */
export function digamma(x: number): number {
  let [at, sum] = [x, 0];
  for (; at < ASYMPTOTIC_FROM; at += 1) {
    sum -= 1 / at;
  }
  const square = 1 / (at * at);
  const series = square * (1 / 12 - square * (1 / 120 - square * (1 / 252 - square * (1 / 240 - square / 132))));
  return sum + Math.log(at) - 1 / (2 * at) - series;
}

/** ψ′(x) for x > 0. */
export function trigamma(x: number): number {
  let [at, sum] = [x, 0];
  for (; at < ASYMPTOTIC_FROM; at += 1) {
    sum += 1 / (at * at);
  }
  const square = 1 / (at * at);
  const series = 1 / 6 - square * (1 / 30 - square * (1 / 42 - square * (1 / 30 - (square * 5) / 66)));
  return sum + 1 / at + square / 2 + (square / at) * series;
}

/** ψ″(x) for x > 0. */
function tetragamma(x: number): number {
  let [at, sum] = [x, 0];
  for (; at < ASYMPTOTIC_FROM; at += 1) {
    sum -= 2 / at ** 3;
  }
  const square = 1 / (at * at);
  const series = 1 / 2 - square * (1 / 6 - square * (1 / 6 - square * (3 / 10 - (square * 5) / 6)));
  return sum - square - square / at - square * square * series;
}

/**
 * The x with ψ′(x) = value, for value > 0: Newton’s method on 1/ψ′, which is convex and nearly straight, from a starting
 * point below the root, so that it climbs to it (Smyth 2004, appendix).
 */
export function trigammaInverse(value: number): number {
  if (value > 1e7) {
    return 1 / Math.sqrt(value);
  }
  let x = 0.5 + 1 / value;
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const found = trigamma(x);
    const change = (found * (1 - found / value)) / tetragamma(x);
    x += change;
    if (Math.abs(change) <= PRECISION * x) {
      break;
    }
  }
  return x;
}
