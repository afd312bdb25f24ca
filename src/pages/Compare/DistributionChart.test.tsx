import React from 'react';
import { render, screen } from '@testing-library/react';

import { toCurve } from './distribution-curve';
import { DistributionChart } from './DistributionChart';

jest.mock('../../shared/use-element-width', () => ({ useElementWidth: () => [{ current: null }, 600] }));

function pathOf(bins: Parameters<typeof toCurve>[0]): string {
  const line = { name: '14.2.2', color: 'blue', isDashed: false, curve: toCurve(bins) };
  const { container } = render(<DistributionChart title="Distribution of Search" lines={[line]} />);
  return container.querySelector('path')?.getAttribute('d') ?? '';
}

describe('the chart of distributions', () => {
  it('goes from bin to bin without a gap, though edges differ in their last digits', () => {
    const path = pathOf([
      { fromMs: 10, toMs: 11.000000000000002, ok: 5, failed: 0 },
      { fromMs: 11, toMs: 12.1, ok: 3, failed: 0 },
    ]);
    expect(path.match(/M/g)).toHaveLength(1);
  });

  it('goes down to the axis where there is nothing', () => {
    const path = pathOf([
      { fromMs: 10, toMs: 11, ok: 5, failed: 0 },
      { fromMs: 50, toMs: 55, ok: 3, failed: 0 },
    ]);
    expect(path.match(/M/g)).toHaveLength(2);
  });

  it('says when no samples are kept, as of an imported summary', () => {
    render(<DistributionChart title="Distribution of Search" lines={[]} />);
    expect(screen.getByText('No samples are kept of these runs')).toBeInTheDocument();
  });
});
