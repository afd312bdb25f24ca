import React from 'react';
import { MemoryRouter } from 'react-router-dom';
import { render, screen } from '@testing-library/react';

import { makeTrend, makeTrendPoint } from '../../test/history-factories';
import { TrendChart } from './TrendChart';

jest.mock('../../shared/use-element-width', () => ({ useElementWidth: () => [{ current: null }, 800] }));

function show(trend = makeTrend()) {
  return render(
    <MemoryRouter>
      <TrendChart trend={trend} title="p90 of all samples of prod · load" />
    </MemoryRouter>
  );
}

describe('the chart of a trend', () => {
  it('has a point for each run, which says everything and opens the run', () => {
    show();
    const points = screen.getAllByRole('link');
    expect(points.map((point) => point.getAttribute('aria-label'))).toEqual([
      'Run 31 of 14.2.2, 2026-03-02 14:00: 204 ms, Passed',
      'Run 35 of 14.2.2, 2026-03-03 15:00: 210 ms, Passed',
      'Run 41 of 14.2.3, 2026-03-13 00:00: 278 ms, Failed, accepted change',
    ]);
    expect(points[2]).toHaveAttribute('href', expect.stringContaining('/tests/41'));
  });

  it('tells failed runs by their shape, not by colour alone', () => {
    show();
    const [passed, , failed] = screen.getAllByRole('link');
    expect(passed?.querySelector('circle')).not.toBeNull();
    expect(failed?.querySelector('rect')).not.toBeNull();
  });

  it('leaves out runs without such a figure', () => {
    show(makeTrend({ points: [makeTrendPoint({ value: null }), makeTrendPoint({ runId: 32 })] }));
    expect(screen.getAllByRole('link')).toHaveLength(1);
  });

  it('can be drawn without a band and without runs', () => {
    show(makeTrend({ points: [], band: null }));
    expect(screen.getByRole('group', { name: 'p90 of all samples of prod · load' })).toBeInTheDocument();
  });
});
