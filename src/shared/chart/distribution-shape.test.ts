import { makeDistribution } from '../../test/analysis-factories';
import { placeOfTime, toDistributionShape } from './distribution-shape';

const { bins } = makeDistribution();

describe('a distribution', () => {
  it('has bars for good and failed samples, each on its own scale', () => {
    const shape = toDistributionShape(bins);
    expect(shape).toMatchObject({ mostOk: 600, mostFailed: 8 });
    // 200 of 600 reach a third of the height, from the ground up; the first bin has no failure.
    expect(shape.ok.split('z')[0]).toBe(`M0.05 ${1 - 1 / 3}h0.9v${1 / 3}h-0.9`);
    expect(shape.failed).toBe('M1.05 0h0.9v0.5h-0.9zM2.05 0h0.9v1h-0.9z');
  });

  it('without samples has no bars', () => {
    expect(toDistributionShape([])).toEqual({ ok: '', failed: '', mostOk: 0, mostFailed: 0 });
  });

  it('knows the place of a time within bins of any width', () => {
    // 300 ms is in the middle of the third of three bins.
    expect(placeOfTime(bins, 300)).toBeCloseTo(2.5 / 3);
    expect(placeOfTime(bins, 50)).toBe(0);
    expect(placeOfTime(bins, 400)).toBeUndefined();
    expect(placeOfTime(bins, null)).toBeUndefined();
  });
});
