import { screen, waitFor, within } from '@testing-library/react';

import { makeRemark, makeTransactionTree } from '../../../test/analysis-factories';
import { makeStatistics, makeStatisticsRow } from '../../../test/factories';
import { problem } from '../../../test/fake-sidecar';
import { sidecar } from '../../../test/grafana-runtime';
import { renderApp } from '../../../test/render-app';
import { answerRun } from '../answer-run';
import { readPercentiles } from './use-label-view';

jest.mock('@grafana/runtime', () => jest.requireActual('../../../test/grafana-runtime').runtime);

beforeEach(() => sidecar.reset());

const STATISTICS = 'GET /api/tests/41/statistics';

/** Of the table; the tree of transactions asks for the whole run beside it. */
function lastQuery() {
  const asked = sidecar.calls.filter(
    ({ path, query }) => path === '/api/tests/41/statistics' && query.get('scope') === 'window'
  );
  return asked.at(-1)?.query;
}

describe('the labels of a run', () => {
  it('have further columns and percentiles when the address asks for them', async () => {
    answerRun();
    sidecar.answer({
      [STATISTICS]: makeStatistics({
        percentiles: [
          { label: null, kind: 'sample', valuesMs: [190, 1802] },
          { label: 'Search', kind: 'sample', valuesMs: [171, 2044] },
        ],
      }),
    });
    renderApp({
      path: '/tests/41?tab=labels&columns=apdex,latency,nonsense&percentiles=75,99.9&estimator=interpolated',
    });
    const table = await screen.findByRole('table', { name: 'Statistics per label' });
    const row = within(table).getByRole('button', { name: 'Search' }).closest('tr');
    expect(row).toHaveTextContent(/1712,0440\.97132$/);
    expect(within(table).getByRole('button', { name: 'Total' }).closest('tr')).toHaveTextContent('1901,802');
    expect(within(table).getByRole('button', { name: 'APDEX' })).toBeInTheDocument();
    expect(within(table).queryByRole('button', { name: 'Idle ms' })).not.toBeInTheDocument();
    expect(lastQuery()?.get('percentiles')).toBe('75,99.9');
    expect(lastQuery()?.get('estimator')).toBe('interpolated');
  });

  it('get a total of those that somebody picks, which stands in the address', async () => {
    answerRun();
    sidecar.answer({
      [STATISTICS]: ({ query }: { query: URLSearchParams }) =>
        makeStatistics({ subset: query.get('labels') ? makeStatisticsRow({ label: 'Subset', count: 777 }) : null }),
    });
    const { user } = renderApp({ path: '/tests/41?tab=labels' });
    await user.click(await screen.findByRole('checkbox', { name: 'Search in a total of its own' }));
    const name = await screen.findByText(/^Total of 1 label/);
    expect(name.closest('tr')).toHaveTextContent('777');
    expect(lastQuery()?.get('labels')).toBe('["Search"]');
    expect(screen.getByTestId('address')).toHaveTextContent('pick=Search');
    expect(screen.queryByRole('checkbox', { name: /Checkout/ })).not.toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Clear' }));
    await waitFor(() => expect(screen.queryByText(/^Total of 1 label/)).not.toBeInTheDocument());
    expect(screen.getByTestId('address')).not.toHaveTextContent('pick');
  });

  it('stay when the address picks a label that this run does not have', async () => {
    answerRun();
    renderApp({ path: '/tests/41?tab=labels&pick=Gone' });
    expect(await screen.findByRole('button', { name: 'Search' })).toBeInTheDocument();
    expect(sidecar.calls.some(({ query }) => query.has('labels'))).toBe(false);
  });

  it('switch to the other way of reading percentiles', async () => {
    answerRun();
    const { user } = renderApp({ path: '/tests/41?tab=labels' });
    await user.click(await screen.findByRole('radio', { name: 'Interpolated' }));
    await waitFor(() => expect(lastQuery()?.get('estimator')).toBe('interpolated'));
    expect(screen.getByTestId('address')).toHaveTextContent('estimator=interpolated');
  });

  it('can be downloaded as they are looked at', async () => {
    answerRun();
    renderApp({ path: '/tests/41?tab=labels' });
    expect(await screen.findByRole('link', { name: 'Download the statistics as CSV' })).toHaveAttribute(
      'href',
      '/api/plugin-proxy/perftest-automation-app/api/tests/41/statistics/export?format=csv&scope=window'
    );
  });

  it('that are picked are downloaded alone', async () => {
    answerRun();
    renderApp({ path: '/tests/41?tab=labels&pick=Search' });
    const link = await screen.findByRole('link', { name: 'Download the statistics as CSV' });
    const query = new URLSearchParams((link.getAttribute('href') ?? '').split('?')[1]);
    expect(Object.fromEntries(query)).toEqual({ format: 'csv', scope: 'window', labels: '["Search"]' });
  });

  it('show transactions with what ran in them, opened and closed by keyboard too', async () => {
    answerRun();
    sidecar.answer({ 'GET /api/tests/41/transactions': makeTransactionTree({ unmatchedCount: 3 }) });
    const { user } = renderApp({ path: '/tests/41?tab=labels' });
    const tree = await screen.findByRole('table', { name: 'Transactions and what ran within them' });
    expect(within(tree).getByRole('link', { name: 'Pay' }).closest('tr')).toHaveTextContent('Pay9004398');
    const toggle = within(tree).getByRole('button', { name: 'What ran in Payment' });
    expect(toggle).toHaveAttribute('aria-expanded', 'true');
    toggle.focus();
    await user.keyboard('{Enter}');
    expect(within(tree).queryByRole('link', { name: 'Pay' })).not.toBeInTheDocument();
    expect(screen.getByText(/^Of 3 samples within transactions/)).toBeInTheDocument();
  });

  it('say when the transactions cannot be read, and keep the rest', async () => {
    answerRun();
    sidecar.answer({ 'GET /api/tests/41/transactions': problem(500, 'INTERNAL', 'Something broke') });
    renderApp({ path: '/tests/41?tab=labels' });
    expect(await screen.findByText('The transactions could not be read')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Search' })).toBeInTheDocument();
  });

  it('can be remarked on', async () => {
    answerRun();
    sidecar.answer({
      'GET /api/comments': [
        makeRemark({ label: 'Search', text: 'new index' }),
        makeRemark({ id: 2, text: 'of the run' }),
      ],
      'POST /api/comments': makeRemark(),
    });
    const { user } = renderApp({ path: '/tests/41?tab=labels&label=Search' });
    const section = await screen.findByRole('region', { name: 'Remarks on Search' });
    expect(await within(section).findByText('new index')).toBeInTheDocument();
    expect(within(section).queryByText('of the run')).not.toBeInTheDocument();
    expect(screen.getByRole('img', { name: '1 remark' })).toBeInTheDocument();
    await user.type(within(section).getByRole('textbox', { name: 'New remark on Search' }), 'still slow');
    await user.click(within(section).getByRole('button', { name: 'Add remark' }));
    await waitFor(() =>
      expect(sidecar.last('POST', '/api/comments')?.body).toEqual({ runId: 41, label: 'Search', text: 'still slow' })
    );
  });
});

describe('percentiles that somebody asks for', () => {
  it('are ranks between 0 and 100, each once, ascending', () => {
    expect(readPercentiles(['99.9', 'p75', ' 80 ', '75', '0', '100', '-3', 'x', ''])).toEqual([75, 80, 99.9]);
  });
});
