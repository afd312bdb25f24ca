import { screen, within } from '@testing-library/react';
import type { Report } from 'perftest-automation-sidecar/contract/reports';

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
    sidecar.answer({
      'GET /api/reports/5': makeReport(),
      'GET /api/reports/5/html': '<html lang="en"><h1>Release</h1>',
    });
    renderApp({ path: '/reports/5' });
    const frame = await screen.findByTitle('Release report 14.2.3');
    expect(frame).toHaveAttribute('srcdoc', '<html data-theme="dark" lang="en"><h1>Release</h1>');
    expect(frame.getAttribute('sandbox')).not.toContain('allow-same-origin');
  });

  it('that were deleted are said to be gone', async () => {
    sidecar.answer({ 'GET /api/reports/6': problem(404, 'NOT_FOUND', 'There is no such thing') });
    renderApp({ path: '/reports/6' });
    expect(await screen.findByRole('alert', { name: /The report could not be read/ })).toBeInTheDocument();
  });

  it('are found by what the address says', async () => {
    sidecar.answer({ 'GET /api/reports': pageOf([]) });
    const { user } = renderApp({ path: '/reports?type=comparison&outcome=failed&search=14' });
    expect(await screen.findByText('No report fits this filter')).toBeInTheDocument();
    expect(Object.fromEntries(sidecar.last('GET', '/api/reports')?.query ?? [])).toEqual({
      page: '1',
      pageSize: '50',
      type: 'comparison',
      outcome: 'failed',
      search: '14',
    });
    await user.type(screen.getByRole('combobox', { name: /Verdict/ }), 'passed{ArrowDown}{Enter}');
    expect(screen.getByTestId('address')).toHaveTextContent('outcome=passed');
  });

  it('lead to their pages in Confluence, or say that there is none', async () => {
    const page = (state: 'ready' | 'failed' | 'making') =>
      ({ kind: 'confluence', state, detail: null, sizeBytes: null, updatedAtMs: 1 }) as const;
    const url = 'https://wiki.example/pages/77';
    sidecar.answer({
      'GET /api/reports': pageOf([
        makeReport({ id: 5, name: 'there', artefacts: [page('ready')], confluenceUrl: url }),
        makeReport({ id: 6, name: 'nowhere', artefacts: [page('failed')] }),
        makeReport({ id: 7, name: 'on its way', artefacts: [page('making')] }),
        makeReport({ id: 8, name: 'unwanted' }),
      ]),
    });
    renderApp({ path: '/reports', role: 'Viewer' });
    expect(await screen.findByRole('link', { name: 'Confluence page of there' })).toHaveAttribute('href', url);
    expect(screen.getByRole('link', { name: /^Not published: why nowhere/ })).toHaveAttribute(
      'href',
      expect.stringMatching(/\/reports\/6$/)
    );
    expect(screen.getAllByText('being published')).toHaveLength(1);
    expect(screen.getAllByText('Confluence')).toHaveLength(1);
  });

  it('come as one zip with all that stands behind them', async () => {
    sidecar.answer({ 'GET /api/reports/5': makeReport(), 'GET /api/reports/5/html': '<h1>Release</h1>' });
    renderApp({ path: '/reports/5', role: 'Viewer' });
    expect(
      await screen.findByRole('link', { name: 'Evidence pack of Release report 14.2.3 as a zip' })
    ).toHaveAttribute('href', '/api/plugin-proxy/perftest-automation-app/api/reports/5/download/evidence');
  });

  it('say how far each of their files is; one that failed is made again', async () => {
    const artefacts: Report['artefacts'] = [
      { kind: 'html', state: 'ready', detail: null, sizeBytes: 112_640, updatedAtMs: 1 },
      { kind: 'excel', state: 'failed', detail: 'the disk is full', sizeBytes: null, updatedAtMs: 1 },
    ];
    sidecar.answer({
      'GET /api/reports/5': makeReport({ artefacts, hasExcel: false }),
      'GET /api/reports/5/html': '<h1>Release</h1>',
      'POST /api/reports/5/artefacts/excel': { ...artefacts[1], state: 'waiting', detail: null },
    });
    const { user } = renderApp({ path: '/reports/5' });
    const [html, excel] = within(await screen.findByRole('list', { name: 'What the report becomes' })).getAllByRole(
      'listitem'
    );
    expect(html).toHaveTextContent('HTML is ready');
    expect(html).toHaveTextContent('110 KiB');
    expect(excel).toHaveTextContent('Excel failed');
    expect(excel).toHaveTextContent('the disk is full');
    await user.click(screen.getByRole('button', { name: 'Make Excel again' }));
    expect(sidecar.last('POST', '/api/reports/5/artefacts/excel')).toBeDefined();
  });

  it('offer a Viewer nothing that would be refused', async () => {
    const failed = { kind: 'excel', state: 'failed', detail: null, sizeBytes: null, updatedAtMs: 1 } as const;
    sidecar.answer({ 'GET /api/reports/5': makeReport({ artefacts: [failed], hasHtml: false }) });
    renderApp({ path: '/reports/5', role: 'Viewer' });
    expect(await screen.findByText('Excel failed')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /again/ })).not.toBeInTheDocument();
  });
});
