import { describe, expect, it } from 'vitest';

import { CHART_THEMES, DASHES, MOST_SERIES } from './palette.ts';

type Triple = readonly [number, number, number];
type Matrix = readonly [Triple, Triple, Triple];

/** Machado, Oliveira, Fernandes (2009), severity 1, on linear sRGB: how people see colours who lack one kind of cone. */
const SIGHTS: Readonly<Record<string, Matrix>> = {
  'all cones': [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};
/** CIE 15, D65. */
const TO_XYZ: Matrix = [
  [0.4124, 0.3576, 0.1805],
  [0.2126, 0.7152, 0.0722],
  [0.0193, 0.1192, 0.9505],
];
const WHITE: Triple = [0.95047, 1, 1.08883];
/** 2.3 is just noticed side by side (Mahy 1994); lines lie apart and are thin. */
const LEAST_DIFFERENCE = 20;

describe('colours of drawn charts', () => {
  it('are as many as there are lines at most, each with a dash', () => {
    expect([CHART_THEMES.light.series.length, CHART_THEMES.dark.series.length, DASHES.length]).toEqual(
      Array<number>(3).fill(MOST_SERIES)
    );
  });

  it.each(Object.keys(SIGHTS))('tell lines of the same dash apart: %s', (sight) => {
    for (const { series } of Object.values(CHART_THEMES)) {
      const seen = series.map((colour) => toLab(times(SIGHTS[sight] ?? TO_XYZ, linear(colour))));
      const alike = seen.flatMap((one, index) =>
        seen
          .slice(index + 1)
          .filter((_, further) => DASHES[index + 1 + further] === DASHES[index])
          .map((other) => Math.hypot(...one.map((value, axis) => value - (other[axis] ?? 0))))
      );
      expect(alike).toHaveLength(MOST_SERIES / 2);
      expect(Math.min(...alike)).toBeGreaterThan(LEAST_DIFFERENCE);
    }
  });
});

function linear(colour: string): Triple {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return [red, green, blue];
}

function times(matrix: Matrix, [x, y, z]: Triple): Triple {
  const [first, second, third] = matrix.map(([a, b, c]) => a * x + b * y + c * z);
  return [first ?? 0, second ?? 0, third ?? 0];
}

/** CIE 1976 L*a*b*. */
function toLab(rgb: Triple): Triple {
  const [x = 0, y = 0, z = 0] = times(TO_XYZ, rgb).map((value, axis) => {
    const part = Math.max(0, value) / (WHITE[axis] ?? 1);
    return part > 0.008856 ? Math.cbrt(part) : 7.787 * part + 16 / 116;
  });
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}
