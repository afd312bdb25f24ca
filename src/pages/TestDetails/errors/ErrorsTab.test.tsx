import { screen, within } from '@testing-library/react';

import { makeErrorGroup, makeKeptFailure, makeRun, makeStatistics, T0 } from '../../../test/factories';
import { problem } from '../../../test/fake-sidecar';
import { sidecar } from '../../../test/grafana-runtime';
import { renderApp } from '../../../test/render-app';
import { answerRun } from '../answer-run';

jest.mock('@grafana/runtime', () => jest.requireActual('../../../test/grafana-runtime').runtime);

beforeEach(() => sidecar.reset());

describe('the errors of a run', () => {
  it('are groups of one message, numbers folded, with an example and the way to their requests', async () => {
    const group = makeErrorGroup({
      message: 'Order # not found',
      example: 'Order 4711 not found',
      responseCode: '404',
    });
    const failure = { label: 'Pay', responseCode: '404', responseMessage: 'Order 9 not found', failureMessage: null };
    answerRun(makeRun({ keptFailureCount: 2 }));
    sidecar.answer({
      'GET /api/tests/41/statistics': makeStatistics({ errors: [group, makeErrorGroup()] }),
      'GET /api/tests/41/failures': {
        failures: [makeKeptFailure({ ...failure, startMs: T0 }), makeKeptFailure({ ...failure, startMs: T0 + 1 })],
        keptPerLabel: 20,
        isComplete: true,
      },
    });
    const { user } = renderApp({ path: '/tests/41?tab=errors' });
    const table = await screen.findByRole('table', { name: 'Errors by label, code and message' });
    const row = within(table).getByText('Order # not found').closest('tr') as HTMLElement;
    expect(row).toHaveTextContent('e.g. Order 4711 not found');
    expect(row).toHaveTextContent('14:12:0014:58:00');
    expect(within(row).getByRole('link', { name: 'Pay' })).toHaveAttribute(
      'href',
      expect.stringContaining('tab=labels')
    );

    await user.click(await within(row).findByRole('button', { name: 'Show 2 kept requests of Pay' }));
    expect(screen.getByRole('heading', { name: /^Pay: 404 Order # not found/ })).toHaveFocus();
    expect(within(table).getAllByRole('button', { name: /kept requests/ })).toHaveLength(1);
  });

  it('are none where none failed', async () => {
    answerRun();
    const { total } = makeStatistics();
    sidecar.answer({ 'GET /api/tests/41/statistics': makeStatistics({ errors: [], total: { ...total, errors: 0 } }) });
    renderApp({ path: '/tests/41?tab=errors' });
    expect(await screen.findByText('No sample has failed.')).toBeInTheDocument();
  });

  it('are not denied where a saved report only counts them', async () => {
    answerRun();
    const { total } = makeStatistics();
    sidecar.answer({ 'GET /api/tests/41/statistics': makeStatistics({ errors: [], total: { ...total, errors: 3 } }) });
    renderApp({ path: '/tests/41?tab=errors' });
    expect(await screen.findByText(/Samples have failed, but the imported report/)).toBeInTheDocument();
  });

  it('say when they cannot be read', async () => {
    answerRun();
    sidecar.answer({ 'GET /api/tests/41/statistics': problem(403, 'AUTH_ROLE', 'Your role does not allow this') });
    renderApp({ path: '/tests/41?tab=errors' });
    expect(await screen.findByText('The errors could not be read')).toBeInTheDocument();
  });
});
