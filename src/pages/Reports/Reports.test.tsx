import { screen } from '@testing-library/react';

import { makeReport, pageOf } from '../../test/factories';
import { problem } from '../../test/fake-sidecar';
import { sidecar, toasts } from '../../test/grafana-runtime';
import { renderApp } from '../../test/render-app';

jest.mock('@grafana/runtime', () => jest.requireActual('../../test/grafana-runtime').runtime);

beforeEach(() => {
  sidecar.reset();
  toasts.length = 0;
});

describe('reports', () => {
  it('are listed with their verdict and downloads', async () => {
    sidecar.answer({ 'GET /api/reports': pageOf([makeReport()]) });
    renderApp({ path: '/reports', role: 'Viewer' });
    expect(await screen.findByRole('link', { name: 'Release report 14.2.3' })).toBeInTheDocument();
    expect(screen.getByText('Failed')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Release report 14.2.3 as HTML' })).toHaveAttribute(
      'href',
      '/api/plugin-proxy/perftest-automation-app/api/reports/5/download/html'
    );
  });

  it('say why one could not be made', async () => {
    const failed = makeReport({ status: 'failed', error: 'the disk is full', hasExcel: false, hasHtml: false });
    sidecar.answer({ 'GET /api/reports': pageOf([failed]) });
    renderApp({ path: '/reports' });
    expect(await screen.findByText(/the disk is full/)).toBeInTheDocument();
  });

  it('are shown in a frame whose scripts reach nothing of Grafana', async () => {
    sidecar.answer({ 'GET /api/reports/5': makeReport(), 'GET /api/reports/5/html': '<h1>Release</h1>' });
    renderApp({ path: '/reports/5' });
    const frame = await screen.findByTitle('Release report 14.2.3');
    expect(frame).toHaveAttribute('srcdoc', '<h1>Release</h1>');
    expect(frame.getAttribute('sandbox')).not.toContain('allow-same-origin');
  });

  it('that were deleted are said to be gone', async () => {
    sidecar.answer({ 'GET /api/reports/6': problem(404, 'NOT_FOUND', 'There is no such thing') });
    renderApp({ path: '/reports/6' });
    expect(await screen.findByRole('alert', { name: /The report could not be read/ })).toBeInTheDocument();
  });
});
