import { screen, within } from '@testing-library/react';

import { makeEvidence } from '../../../test/analysis-factories';
import { makeComparison, makeRun, makeVerdict } from '../../../test/factories';
import { sidecar } from '../../../test/grafana-runtime';
import { renderApp } from '../../../test/render-app';
import { answerRun } from '../answer-run';

jest.mock('@grafana/runtime', () => jest.requireActual('../../../test/grafana-runtime').runtime);

beforeEach(() => sidecar.reset());

describe('the comparison of a run', () => {
  it('with a history says what could have been seen, what is undecided, and what drifts', async () => {
    const comparisons = [
      makeComparison({ evidence: makeEvidence({ smallestVisibleRatio: 0.13 }) }),
      makeComparison({ label: 'Pay', state: 'inconclusive', severity: null, why: 'Too much noise.' }),
      makeComparison({ label: 'Log in', state: 'unchanged' }),
    ];
    const drifts = [{ label: 'Search', kind: 'sample' as const, sinceRunId: 12, changeRatio: 0.22, isNotable: true }];
    answerRun(makeRun({ verdict: makeVerdict({ comparisons, drifts }) }));
    renderApp({ path: '/tests/41?tab=compare' });
    const table = await screen.findByRole('table', { name: 'Comparison with the reference' });
    expect(within(table).getByText('Visible from')).toBeInTheDocument();
    expect(within(table).getByText('Search').closest('tr')).toHaveTextContent('13.0%');
    expect(within(table).getByText('Pay').closest('tr')).toHaveTextContent('Too much noise.');
    expect(screen.getByText('1 figure of 3 changed, 1 undecided')).toBeInTheDocument();
    const drift = screen.getByRole('table', { name: 'Drift of the key labels' });
    expect(within(drift).getByText('Search').closest('tr')).toHaveTextContent('Look at itSearch+22%run 12');
  });

  it('writes each comparator of an SLO as it is', async () => {
    const slos = (['<', '<=', '>', '>='] as const).map((comparator) => ({
      slo: { label: null, metric: 'p90Ms' as const, comparator, limit: 800 },
      value: 700,
      state: 'passed' as const,
      why: `so it is with ${comparator}`,
    }));
    answerRun(makeRun({ verdict: makeVerdict({ slos }) }));
    renderApp({ path: '/tests/41?tab=compare' });
    for (const [sign, comparator] of [
      ['<', '<'],
      ['≤', '<='],
      ['>', '>'],
      ['≥', '>='],
    ]) {
      const row = (await screen.findByText(`so it is with ${comparator}`)).closest('tr');
      expect(row).toHaveTextContent(`${sign} 800 ms`);
    }
  });
});
