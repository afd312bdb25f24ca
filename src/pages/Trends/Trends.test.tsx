import { screen, waitFor, within } from '@testing-library/react';

import { makeEnvironment, makeScenario, makeTestType, pageOf } from '../../test/factories';
import { SIDECAR_DOWN } from '../../test/fake-sidecar';
import { sidecar } from '../../test/grafana-runtime';
import { makeTrend, makeTrendMatrix } from '../../test/history-factories';
import { renderApp } from '../../test/render-app';

jest.mock('@grafana/runtime', () => jest.requireActual('../../test/grafana-runtime').runtime);

beforeEach(() => {
  sidecar.reset();
  sidecar.answer({
    'GET /api/trends': makeTrend(),
    'GET /api/trends/matrix': makeTrendMatrix(),
    'GET /api/scenarios': pageOf([makeScenario()]),
    'GET /api/test-types': [makeTestType(), makeTestType({ id: 2, name: 'stress' })],
    'GET /api/environments': pageOf([makeEnvironment()]),
  });
});

describe('the trend', () => {
  it('asks the sidecar for what the address says', async () => {
    renderApp({ path: '/trends?scenario=1&testType=2&environment=1&label=Search&kind=sample&metric=errorRate' });
    await screen.findByRole('table', { name: 'Runs of the trend' });
    expect(Object.fromEntries(sidecar.last('GET', '/api/trends')?.query ?? [])).toEqual({
      scenarioId: '1',
      testTypeId: '2',
      environmentId: '1',
      label: 'Search',
      kind: 'sample',
      metric: 'errorRate',
    });
  });

  it('takes the first test type of the scenario, the total and its p90 unless told otherwise', async () => {
    renderApp({ path: '/trends?scenario=1' });
    expect(await screen.findByRole('heading', { name: 'p90 of all samples' })).toBeInTheDocument();
    expect(Object.fromEntries(sidecar.last('GET', '/api/trends')?.query ?? [])).toEqual({
      scenarioId: '1',
      testTypeId: '1',
      metric: 'p90Ms',
    });
  });

  it('is a table too, the newest run first, with what people decided', async () => {
    renderApp({ path: '/trends?scenario=1&testType=1' });
    const table = await screen.findByRole('table', { name: 'Runs of the trend' });
    const [newest, middle] = within(table).getAllByRole('row').slice(1);
    expect(newest).toHaveTextContent('278 ms');
    expect(newest).toHaveTextContent('Accepted');
    expect(newest).toHaveTextContent('a change begins here');
    expect(within(newest as HTMLElement).getByRole('link', { name: 'Run 41' })).toHaveAttribute(
      'href',
      expect.stringContaining('/tests/41')
    );
    expect(within(middle as HTMLElement).getByRole('link', { name: 'Compare run 35 with run 31' })).toHaveAttribute(
      'href',
      expect.stringContaining('/compare?runs=31,35')
    );
  });

  it('says what the band is, and that there is none while the history is short', async () => {
    const { unmount } = renderApp({ path: '/trends?scenario=1&testType=1' });
    expect(await screen.findByText(/190 ms to 226 ms, centre 207 ms/)).toBeInTheDocument();
    unmount();
    sidecar.answer({ 'GET /api/trends': makeTrend({ band: null }) });
    renderApp({ path: '/trends?scenario=1&testType=1' });
    expect(await screen.findByText(/too short for a band/)).toBeInTheDocument();
  });

  it('changes with the label that is chosen; the address keeps it', async () => {
    const { user } = renderApp({ path: '/trends?scenario=1&testType=1' });
    await screen.findByRole('table', { name: 'Runs of the trend' });
    await user.type(screen.getByRole('combobox', { name: 'Label' }), 'Checkout{ArrowDown}{Enter}');
    await waitFor(() => expect(screen.getByTestId('address')).toHaveTextContent('label=Checkout&kind=transaction'));
    expect(sidecar.last('GET', '/api/trends')?.query.get('label')).toBe('Checkout');
  });

  it('says what would be here while no run has been completed', async () => {
    sidecar.answer({ 'GET /api/trends': makeTrend({ points: [], labels: [], band: null }) });
    renderApp({ path: '/trends?scenario=1&testType=1' });
    expect(await screen.findByText(/Here will be the runs of prod · load on staging/)).toBeInTheDocument();
  });
});

describe('the matrix', () => {
  it('shows verdicts by version and who accepted what; each opens its run', async () => {
    renderApp({ path: '/trends' });
    const link = await screen.findByRole('link', { name: 'prod · load · 14.2.3: Failed' });
    expect(link).toHaveAttribute('href', expect.stringContaining('/tests/41'));
    expect(link.closest('td')).toHaveTextContent('accepted by eva');
    expect(screen.getByRole('link', { name: 'Compare versions of prod · load' })).toHaveAttribute(
      'href',
      expect.stringContaining('/compare?runs=31,41')
    );
    expect(sidecar.last('GET', '/api/trends')).toBeUndefined();
  });

  it('leads to the trend of a scenario and test type', async () => {
    const { user } = renderApp({ path: '/trends' });
    await user.click(await screen.findByRole('link', { name: 'prod · load' }));
    expect(await screen.findByRole('heading', { name: 'p90 of all samples' })).toBeInTheDocument();
    expect(screen.getByTestId('address')).toHaveTextContent('/trends?scenario=1&testType=1');
  });

  it('says what to do when the sidecar does not answer', async () => {
    sidecar.answer({ 'GET /api/trends/matrix': SIDECAR_DOWN });
    renderApp({ path: '/trends' });
    expect(await screen.findByRole('alert', { name: /The verdicts by version could not be read/ })).toHaveTextContent(
      'SIDECAR_UNREACHABLE'
    );
  });
});
