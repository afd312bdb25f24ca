import { screen, waitFor } from '@testing-library/react';

import { makeRunSummary, makeScenario, makeTestType, makeVersion, pageOf } from '../../test/factories';
import { SIDECAR_DOWN } from '../../test/fake-sidecar';
import { sidecar, toasts } from '../../test/grafana-runtime';
import { renderApp } from '../../test/render-app';

jest.mock('@grafana/runtime', () => jest.requireActual('../../test/grafana-runtime').runtime);

beforeEach(() => {
  sidecar.reset();
  toasts.length = 0;
});

function answerTests(page = pageOf([makeRunSummary()], { totalItems: 137 })) {
  sidecar.answer({
    'GET /api/tests': page,
    'GET /api/scenarios': pageOf([makeScenario()]),
    'GET /api/test-types': [makeTestType()],
    'GET /api/versions': pageOf([makeVersion()]),
  });
}

describe('the history', () => {
  it('asks the sidecar for what the address says', async () => {
    answerTests();
    renderApp({ path: '/tests?outcome=failed,inconclusive&scenarioId=1&search=cart&sort=-p90Ms&page=2' });
    expect(await screen.findByRole('link', { name: 'prod · load · 14.2.3' })).toBeInTheDocument();
    const query = sidecar.last('GET', '/api/tests')?.query;
    expect(Object.fromEntries(query ?? [])).toEqual({
      outcome: 'failed,inconclusive',
      scenarioId: '1',
      search: 'cart',
      sort: '-p90Ms',
      page: '2',
      pageSize: '50',
    });
  });

  it('shows the runs of a time that a panel of a dashboard asks for, and says so', async () => {
    answerTests();
    const { user } = renderApp({ path: '/tests?fromMs=1700000000000&toMs=1700003600000' });
    expect(await screen.findByText(/^Runs between/)).toBeInTheDocument();
    const query = Object.fromEntries(sidecar.last('GET', '/api/tests')?.query ?? []);
    expect(query).toMatchObject({ ranFromMs: '1700000000000', ranToMs: '1700003600000' });
    await user.click(screen.getByRole('button', { name: 'At any time' }));
    expect(screen.getByTestId('address')).toHaveTextContent(/\/tests$/);
    expect(screen.queryByText(/^Runs between/)).not.toBeInTheDocument();
  });

  it('keeps sort, search and page in the address', async () => {
    answerTests();
    const { user } = renderApp({ path: '/tests' });
    await user.click(await screen.findByRole('button', { name: /^p90/ }));
    expect(screen.getByTestId('address')).toHaveTextContent('/tests?sort=-p90Ms');
    await user.click(screen.getByRole('button', { name: /^p90/ }));
    expect(screen.getByTestId('address')).toHaveTextContent('/tests?sort=p90Ms');
    await user.click(screen.getByRole('button', { name: '2' }));
    expect(screen.getByTestId('address')).toHaveTextContent('page=2');
    await user.type(screen.getByLabelText('Search'), 'cart');
    await waitFor(() => expect(screen.getByTestId('address')).toHaveTextContent('/tests?sort=p90Ms&search=cart'));
  });

  it('compares the runs that are picked, the oldest first; the address keeps them', async () => {
    answerTests(pageOf([makeRunSummary(), makeRunSummary({ id: 31, name: 'prod · load · 14.2.2' })]));
    const { user } = renderApp({ path: '/tests?sort=-p90Ms' });
    await user.click(await screen.findByRole('checkbox', { name: 'Pick prod · load · 14.2.3, run 41' }));
    expect(screen.getByRole('button', { name: 'Compare 1 run' })).toHaveAttribute('aria-disabled', 'true');
    await user.click(screen.getByRole('checkbox', { name: 'Pick prod · load · 14.2.2, run 31' }));
    expect(screen.getByTestId('address')).toHaveTextContent('/tests?sort=-p90Ms&selected=41%2C31');
    await user.click(screen.getByRole('button', { name: 'Compare 2 runs' }));
    expect(screen.getByTestId('address')).toHaveTextContent('/compare?runs=31,41');
  });

  it('offers to clear a filter that nothing fits', async () => {
    answerTests(pageOf([]));
    const { user } = renderApp({ path: '/tests?outcome=failed' });
    await user.click(await screen.findByRole('button', { name: 'Clear the filter' }));
    expect(screen.getByTestId('address')).toHaveTextContent(/^\/tests$/);
    expect(await screen.findByText('No test has been run yet.')).toBeInTheDocument();
  });

  it('says what to do when the sidecar does not answer', async () => {
    answerTests();
    sidecar.answer({ 'GET /api/tests': SIDECAR_DOWN });
    renderApp({ path: '/tests' });
    expect(await screen.findByRole('alert', { name: /The runs could not be read/ })).toHaveTextContent(
      'SIDECAR_UNREACHABLE'
    );
  });
});
