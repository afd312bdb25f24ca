import { rangeOf, toCurve } from './distribution-curve';

describe('the curve of a distribution', () => {
  it('has the same area whatever the number of samples', () => {
    const few = toCurve([{ fromMs: 10, toMs: 20, ok: 1, failed: 1 }]);
    const many = toCurve([{ fromMs: 10, toMs: 20, ok: 1000, failed: 0 }]);
    // All samples in one bin of width ln 2.
    expect(few[0]?.density).toBeCloseTo(1 / Math.log(2), 10);
    expect(many).toEqual(few);
  });

  it('is the same line when a bin is cut in two', () => {
    const [whole] = toCurve([{ fromMs: 10, toMs: 40, ok: 8, failed: 0 }]);
    const halves = toCurve([
      { fromMs: 10, toMs: 20, ok: 4, failed: 0 },
      { fromMs: 20, toMs: 40, ok: 4, failed: 0 },
    ]);
    expect(halves.map(({ density }) => density)).toEqual([
      expect.closeTo(whole?.density ?? 0, 10),
      expect.closeTo(whole?.density ?? 0, 10),
    ]);
  });

  it('has a place for samples of zero milliseconds', () => {
    expect(toCurve([{ fromMs: 0, toMs: 1, ok: 3, failed: 0 }])[0]?.fromMs).toBe(0.5);
  });

  it('is empty without samples, and then spans nothing', () => {
    expect(toCurve([{ fromMs: 0, toMs: 1, ok: 0, failed: 0 }])).toEqual([]);
    expect(rangeOf([[]])).toBeUndefined();
  });

  it('spans what has samples', () => {
    const curve = toCurve([
      { fromMs: 10, toMs: 20, ok: 1, failed: 0 },
      { fromMs: 20, toMs: 40, ok: 0, failed: 0 },
    ]);
    expect(rangeOf([curve])).toMatchObject({ lowestMs: 10, highestMs: 20 });
  });
});
