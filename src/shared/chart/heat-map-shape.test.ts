import { SHADES, shadeOf, toHeatMapShape } from './heat-map-shape';

describe('a heat map', () => {
  it('has a cell for each count, short times at the bottom, and a gap where nothing began', () => {
    const { columns, bins, largest, paths } = toHeatMapShape({
      startsMs: [1000, 3000],
      sliceMs: 1000,
      edgesMs: [50, 100, 200],
      counts: [
        [64, 0],
        [0, 1],
      ],
    });
    expect([columns, bins, largest]).toEqual([3, 2, 64]);
    // The first column's short times are in the lower row; one of 64 is √(1/64) = an eighth of the way.
    expect(paths[SHADES - 1]).toBe('M0 1h1v1h-1z');
    expect(paths[1]).toBe('M2 0h1v1h-1z');
    expect(paths.filter(Boolean)).toHaveLength(2);
  });

  it('shows a single sample among a million', () => {
    expect(shadeOf(1, 1_000_000)).toBe(0);
    expect(shadeOf(1_000_000, 1_000_000)).toBe(SHADES - 1);
  });

  it('of nothing is empty', () => {
    expect(toHeatMapShape({ startsMs: [], sliceMs: 1000, edgesMs: [], counts: [] })).toMatchObject({
      columns: 0,
      bins: 0,
      largest: 0,
    });
  });
});
