/** Round figures from zero to just below `highest`, about `count` of them. */
export function linearTicks(highest: number, count: number): number[] {
  if (!(highest > 0)) {
    return [0];
  }
  const step = roundUp(highest / count);
  return Array.from({ length: Math.floor(highest / step) + 1 }, (_, index) => index * step);
}

/** 1, 2, 5, 10, 20, … between the two; at most `count` of them, evenly thinned to powers of ten where there are more. */
export function logTicks({ lowest, highest, count }: { lowest: number; highest: number; count: number }): number[] {
  const powers = range(Math.floor(Math.log10(lowest)), Math.ceil(Math.log10(highest)));
  const within = (value: number) => value >= lowest && value <= highest;
  const all = powers.flatMap((power) => [1, 2, 5].map((digit) => digit * 10 ** power)).filter(within);
  return all.length <= count ? all : powers.map((power) => 10 ** power).filter(within);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** The next 1, 2 or 5 times a power of ten. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const digit = [1, 2, 5, 10].find((one) => one * power >= value * (1 - 1e-9)) ?? 10;
  return digit * power;
}
