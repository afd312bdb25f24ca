import { screen, waitFor, within } from '@testing-library/react';
import type { Publication, PublishPreview } from 'perftest-automation-sidecar/contract/publishing';

import { makeReport } from '../../test/factories';
import { problem } from '../../test/fake-sidecar';
import { sidecar } from '../../test/grafana-runtime';
import { renderApp } from '../../test/render-app';

jest.mock('@grafana/runtime', () => jest.requireActual('../../test/grafana-runtime').runtime);

const PREVIEW: PublishPreview = {
  title: 'Performance test: <b>14.2.3</b> (report 9)',
  spaceKey: 'PERF',
  parentPageId: null,
  pageId: null,
  storage: '<p>Passed</p>',
  html: '<p>Passed</p>',
  attachments: [{ fileName: 'report-9.xlsx', sizeBytes: 2048 }],
  labels: ['performance-test', 'verdict-passed'],
  problems: [],
};
const PUBLISHED: Publication = {
  ...{ reportId: 9, state: 'published', step: 'done', title: 'Performance test: 14.2.3', spaceKey: 'PERF' },
  ...{ pageId: '425001', url: 'https://wiki.example.com/pages/425001', attachmentsDone: 2, attachmentsAll: 2 },
  ...{ attempts: 1, nextTryAtMs: null, error: null, requestedBy: 'zoe', updatedAtMs: 1_772_442_000_000 },
};

beforeEach(() => {
  sidecar.reset();
  sidecar.answer({
    'GET /api/reports/9': makeReport({ id: 9, name: '14.2.3' }),
    'GET /api/reports/9/html': '<!doctype html><html lang="en"><body>report</body></html>',
    'GET /api/confluence/status/9': null,
    'GET /api/confluence/spaces': [
      { key: 'PERF', name: 'Performance', url: null },
      { key: 'TEAM', name: 'Team', url: null },
    ],
    'GET /api/confluence/templates': [
      { id: 4, name: 'Short', title: '{{title}}', body: '{{verdict}}', isDefault: false },
    ],
    'POST /api/confluence/preview/9': PREVIEW,
    'POST /api/confluence/publish/9': {
      ...PUBLISHED,
      state: 'waiting',
      step: 'page',
      pageId: null,
      url: null,
      attempts: 0,
    },
  });
});

async function openDrawer(button = 'Publish in Confluence…') {
  const app = renderApp({ path: '/reports/9' });
  await app.user.click(await screen.findByRole('button', { name: button }));
  return { ...app, drawer: within(await screen.findByRole('dialog', { name: /Confluence/ })) };
}

describe('publishing a report', () => {
  it('shows what will stand there in a frame in which nothing runs, then publishes what was chosen', async () => {
    const { user, drawer } = await openDrawer();
    const frame = await drawer.findByTitle(`Preview of ${PREVIEW.title}`);
    expect(frame.getAttribute('sandbox')).not.toMatch(/allow-(scripts|same-origin|forms)/);
    expect(frame.getAttribute('srcdoc')).toContain('&lt;b&gt;14.2.3&lt;/b&gt;');
    expect(frame.getAttribute('srcdoc')).toContain("default-src 'none'");
    expect(drawer.getByText(/A new page in PERF · files: report-9.xlsx \(2/)).toBeInTheDocument();
    await user.type(drawer.getByRole('textbox', { name: /Title/ }), 'Release night');
    await user.type(drawer.getByRole('textbox', { name: /Parent page/ }), '77');
    await waitFor(() =>
      expect(sidecar.last('POST', '/api/confluence/preview/9')?.body).toEqual({
        title: 'Release night',
        parentPageId: '77',
      })
    );
    await user.click(drawer.getByRole('button', { name: 'Publish' }));
    expect(await screen.findByText('Will be published in Confluence')).toBeInTheDocument();
    expect(sidecar.last('POST', '/api/confluence/publish/9')?.body).toEqual({
      title: 'Release night',
      parentPageId: '77',
    });
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  });

  it('says what stands in the way, and what was refused', async () => {
    sidecar.answer({
      'POST /api/confluence/preview/9': { ...PREVIEW, problems: ['There is no space PERF.'] },
      'POST /api/confluence/publish/9': problem(409, 'CONFLUENCE_NOT_SET_UP', 'Not set up'),
      'GET /api/confluence/spaces': problem(409, 'CONFLUENCE_NOT_SET_UP', 'Not set up'),
    });
    const { user, drawer } = await openDrawer();
    expect(await drawer.findByText('There is no space PERF.')).toBeInTheDocument();
    await user.click(drawer.getByRole('button', { name: 'Publish' }));
    expect(await drawer.findByText('The report was not published')).toBeInTheDocument();
  });

  it('again keeps the page where it is', async () => {
    sidecar.answer({
      'GET /api/confluence/status/9': PUBLISHED,
      'POST /api/confluence/preview/9': { ...PREVIEW, pageId: '425001' },
    });
    const { drawer } = await openDrawer('Publish again…');
    expect(await drawer.findByRole('button', { name: 'Update the page' })).toBeEnabled();
    expect(drawer.getByRole('textbox', { name: /Parent page/ })).toBeDisabled();
    expect(drawer.getByText(/The page 425001 that is there/)).toBeInTheDocument();
  });
});

describe('the page of a report', () => {
  it('is linked for everybody; who may not publish is offered nothing', async () => {
    sidecar.answer({ 'GET /api/confluence/status/9': PUBLISHED });
    renderApp({ path: '/reports/9', role: 'Viewer' });
    const link = await screen.findByRole('link', { name: /Performance test: 14.2.3/ });
    expect(link).toHaveAttribute('href', PUBLISHED.url);
    expect(screen.queryByRole('button', { name: /Publish/ })).not.toBeInTheDocument();
  });

  it('that was given up says why and is tried again', async () => {
    const why = 'The account of the token may not make a page in the space PERF (403).';
    sidecar.answer({
      'GET /api/confluence/status/9': {
        ...PUBLISHED,
        state: 'failed',
        step: 'page',
        pageId: null,
        url: null,
        error: why,
      },
    });
    const { user } = renderApp({ path: '/reports/9' });
    expect(await screen.findByText(why)).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('Will be published in Confluence')).toBeInTheDocument();
    expect(sidecar.last('POST', '/api/confluence/publish/9')?.body).toEqual({});
  });
});
