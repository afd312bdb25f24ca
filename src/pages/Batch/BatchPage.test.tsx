import { screen, waitFor, within } from '@testing-library/react';

import { makeBatch, makeReport, makeRunningRun, makeRunSummary, makeWaitingRun, pageOf } from '../../test/factories';
import { problem } from '../../test/fake-sidecar';
import { sidecar, toasts } from '../../test/grafana-runtime';
import { renderApp } from '../../test/render-app';

jest.mock('@grafana/runtime', () => jest.requireActual('../../test/grafana-runtime').runtime);

beforeEach(() => {
  sidecar.reset();
  toasts.length = 0;
});

describe('a batch', () => {
  it('begins with its verdict, then the matrix, what matters most, and its reports', async () => {
    sidecar.answer({ 'GET /api/batches/7': makeBatch(), 'GET /api/reports': pageOf([makeReport()]) });
    renderApp({ path: '/batches/7', role: 'Viewer' });
    expect(
      await screen.findByText('One of two runs failed: Search is 31 % slower than in 14.2.2.')
    ).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'prod · load · 14.2.3: Failed' })).toBeInTheDocument();
    expect(screen.getByText(/p90 of Search rose/)).toBeInTheDocument();
    const excel = await screen.findByRole('link', { name: 'Release report 14.2.3 as Excel' });
    expect(excel).toHaveAttribute('href', '/api/plugin-proxy/perftest-automation-app/api/reports/5/download/excel');
    expect(excel).toHaveAttribute('download');
    expect(sidecar.last('GET', '/api/reports')?.query.get('batchId')).toBe('7');
  });

  it('shows how far it is and cancels the rest after a question', async () => {
    const open = makeBatch({
      status: 'running',
      outcome: null,
      completedAtMs: null,
      runCount: 3,
      endedRunCount: 1,
      sentence: 'One of three runs has ended.',
      findings: [],
      runs: [makeRunSummary(), makeRunningRun({ testTypeId: 2 }), makeWaitingRun({ testTypeId: 3 })],
    });
    sidecar.answer({
      'GET /api/batches/7': open,
      'GET /api/reports': pageOf([]),
      'POST /api/batches/7/cancel': open,
    });
    const { user } = renderApp({ path: '/batches/7' });
    expect(await screen.findByText('One of three runs has ended.')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Cancel the rest' }));
    const dialog = await screen.findByRole('dialog');
    expect(dialog).toHaveTextContent('2 runs that still wait or run');
    await user.click(within(dialog).getByRole('button', { name: 'Cancel the rest' }));
    await waitFor(() => expect(sidecar.last('POST', '/api/batches/7/cancel')).toBeDefined());
  });

  it('says that there is no such batch', async () => {
    sidecar.answer({ 'GET /api/batches/99': problem(404, 'NOT_FOUND', 'There is no such thing') });
    renderApp({ path: '/batches/99' });
    const alert = await screen.findByRole('alert', { name: /The batch could not be read/ });
    expect(alert).toHaveTextContent('NOT_FOUND');
  });
});
