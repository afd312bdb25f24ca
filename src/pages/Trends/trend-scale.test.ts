import { makeTrendPoint } from '../../test/history-factories';
import { fitText, linePath, MARGIN, scaleOf, versionSpans } from './trend-scale';

const SIZE = { width: 380, height: 240 };

describe('the scale of a trend', () => {
  it('begins at zero and has room for the band', () => {
    const scale = scaleOf(
      { points: [makeTrendPoint({ value: 100 })], band: { centre: 150, low: 100, high: 200 } },
      SIZE
    );
    expect(scale.highest).toBe(216);
    expect(scale.y(0)).toBe(SIZE.height - MARGIN.bottom);
    expect(scale.y(216)).toBe(MARGIN.top);
  });

  it('puts runs side by side, whatever the time between them', () => {
    const points = [0, 1, 1000].map((completedAtMs) => makeTrendPoint({ completedAtMs }));
    const { x } = scaleOf({ points, band: null }, SIZE);
    // (380 − 64 − 16) ÷ 3 = 100 px a run, each in the middle of its place.
    expect([x(0), x(1), x(2)]).toEqual([114, 214, 314]);
  });

  it('can be made of nothing', () => {
    expect(scaleOf({ points: [], band: null }, SIZE).highest).toBe(1);
    expect(scaleOf({ points: [makeTrendPoint({ value: null })], band: null }, SIZE).highest).toBe(1);
  });

  it('breaks the line where a run has no such figure', () => {
    const points = [1, null, 1, 1].map((value) => makeTrendPoint({ value }));
    const path = linePath(points, scaleOf({ points, band: null }, SIZE));
    expect(path.match(/[ML]/g)).toEqual(['M', 'M', 'L']);
  });

  it('puts neighbouring runs of a version together', () => {
    const points = ['1', '1', '2', '1'].map((versionName) => makeTrendPoint({ versionName }));
    expect(versionSpans(points)).toEqual([
      { versionName: '1', from: 0, to: 1 },
      { versionName: '2', from: 2, to: 2 },
      { versionName: '1', from: 3, to: 3 },
    ]);
  });

  it('cuts names that do not fit, and leaves them out where nothing would be said', () => {
    expect(fitText('14.2.3', 60)).toBe('14.2.3');
    expect(fitText('14.2.3-rc1', 42)).toBe('14.2.…');
    expect(fitText('14.2.3', 20)).toBeNull();
  });
});
