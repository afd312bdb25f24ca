interface LineInput {
  xs: readonly number[];
  values: ReadonlyArray<number | null>;
  toX: (x: number) => number;
  toY: (y: number) => number;
}

/** SVG paths of a line, across in hundredths so that it can be enlarged; it breaks where there is no data. A lone point becomes a dot (round line caps). */
export function linePaths({ xs, values, toX, toY }: LineInput): string[] {
  const paths: string[] = [];
  let path = '';
  values.forEach((value, index) => {
    const x = xs[index];
    if (value === null || x === undefined) {
      paths.push(path);
      path = '';
      return;
    }
    path += `${path === '' ? 'M' : 'L'}${toX(x).toFixed(2)} ${toY(value).toFixed(1)}`;
  });
  return [...paths, path].filter((part) => part !== '').map((part) => (part.includes('L') ? part : `${part}h0`));
}

/**
 * Round values from at most the smallest to at least the largest, 0 among them: steps of 1, 2 or 5 times a power of ten.
 * Three to six where nothing is below 0, else up to seven.
 */
export function niceTicks(largest: number, smallest = 0): number[] {
  const range = Math.max(0, largest) - Math.min(0, smallest);
  if (!(range > 0)) {
    return [0, 1];
  }
  const rough = range / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const stepsTo = (value: number) => Math.ceil(Math.max(0, value) / step - 1e-9);
  const [below, above] = [stepsTo(-smallest), stepsTo(largest)];
  return Array.from({ length: below + above + 1 }, (_, index) => Number(((index - below) * step).toPrecision(12)));
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const TIME_STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 6, 12, 24].map((count) => count * HOUR),
];

/** At most seven times from 0 on, at steps that people use. */
export function timeTicks(spanMs: number): number[] {
  const longest = 24 * HOUR;
  const step = TIME_STEPS.find((candidate) => spanMs / candidate <= 6) ?? Math.ceil(spanMs / 6 / longest) * longest;
  return Array.from({ length: Math.floor(spanMs / step) + 1 }, (_, index) => index * step);
}

/** Moves labels apart downwards until each is `gap` below the one above it; keeps their order of height. */
export function spreadLabels(positions: readonly number[], gap: number): number[] {
  const order = positions.map((position, index) => ({ position, index })).sort((a, b) => a.position - b.position);
  const places = [...positions];
  let least = Number.NEGATIVE_INFINITY;
  for (const { position, index } of order) {
    const place = Math.max(position, least);
    places[index] = place;
    least = place + gap;
  }
  return places;
}
