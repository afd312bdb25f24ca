import { makeComparedMetrics, makeRunComparison } from '../../test/history-factories';
import { toRows } from './compare-rows';

const [search] = makeRunComparison().labels;

describe('a row of the comparison', () => {
  it('has the change that the sidecar says, whatever the two figures are', () => {
    const metrics = makeComparedMetrics({ p90Ms: { values: [1, 2], changes: [null, 7], changeRatios: [null, 0.7] } });
    const comparison = makeRunComparison({ total: metrics, labels: [{ ...search, metrics }] as never });
    const [total, label] = toRows([{ groupIndex: 0, comparison }], 'p90Ms');
    expect(total?.cells[1]).toMatchObject({ value: 2, change: 7, changeRatio: 0.7 });
    expect(label?.cells[1]).toMatchObject({ value: 2, change: 7, changeRatio: 0.7, state: 'regressed' });
    expect(label?.cells[0]).toMatchObject({ value: 1, change: null, changeRatio: null });
  });

  it.each(['meanMs', 'medianMs', 'p95Ms', 'p99Ms', 'maxMs', 'throughputPerSec'] as const)(
    'has the change of %s without a state of its own',
    (metric) => {
      const metrics = makeComparedMetrics({
        [metric]: { values: [4, 5], changes: [null, 1], changeRatios: [null, 0.25] },
      });
      const comparison = makeRunComparison({ labels: [{ ...search, metrics }] as never });
      const [, label] = toRows([{ groupIndex: 0, comparison }], metric);
      expect(label?.cells[1]).toMatchObject({ value: 5, change: 1, changeRatio: 0.25, state: 'not judged' });
    }
  );
});
