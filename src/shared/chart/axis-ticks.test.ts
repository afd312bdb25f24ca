import { linearTicks, logTicks } from './axis-ticks';

describe('ticks of an axis', () => {
  it('are round figures from zero', () => {
    expect(linearTicks(278, 4)).toEqual([0, 100, 200]);
    expect(linearTicks(1000, 5)).toEqual([0, 200, 400, 600, 800, 1000]);
  });

  it('are zero alone where there is nothing', () => {
    expect(linearTicks(0, 4)).toEqual([0]);
    expect(linearTicks(Number.NaN, 4)).toEqual([0]);
  });

  it('of a logarithmic axis go by 1, 2 and 5', () => {
    expect(logTicks({ lowest: 40, highest: 1500, count: 10 })).toEqual([50, 100, 200, 500, 1000]);
  });

  it('of a long logarithmic axis go by powers of ten', () => {
    expect(logTicks({ lowest: 1, highest: 100_000, count: 8 })).toEqual([1, 10, 100, 1000, 10_000, 100_000]);
  });
});
