import { screen, waitFor, within } from '@testing-library/react';

import { makeVersion, pageOf } from '../../test/factories';
import { problem, SIDECAR_DOWN } from '../../test/fake-sidecar';
import { sidecar } from '../../test/grafana-runtime';
import { renderApp } from '../../test/render-app';

jest.mock('@grafana/runtime', () => jest.requireActual('../../test/grafana-runtime').runtime);

const NEWEST = makeVersion({ id: 2, version: '14.10.0', description: 'faster search' });
const OLDER = makeVersion({ id: 1, version: '14.9.3', isActive: false });

beforeEach(() => {
  sidecar.reset();
  sidecar.answer({ 'GET /api/versions': pageOf([NEWEST, OLDER]) });
});

function rowNames(): string[] {
  const table = screen.getByRole('table', { name: 'Versions' });
  return within(table)
    .getAllByRole('row')
    .slice(1)
    .map((row) => within(row).getByRole('link').textContent ?? '');
}

describe('the versions', () => {
  it('stand in the order of the sidecar, and lead to their runs', async () => {
    renderApp({ path: '/versions' });
    expect(await screen.findByRole('link', { name: '14.10.0' })).toHaveAttribute(
      'href',
      expect.stringContaining('/tests?versionId=2')
    );
    expect(rowNames()).toEqual(['14.10.0', '14.9.3']);
  });

  it('are found by their notes; the address keeps the search', async () => {
    renderApp({ path: '/versions?search=FASTER' });
    await screen.findByRole('link', { name: '14.10.0' });
    expect(rowNames()).toEqual(['14.10.0']);
  });

  it('are made with a name and a note', async () => {
    sidecar.answer({ 'POST /api/versions': makeVersion({ id: 3, version: '15.0' }) });
    const { user } = renderApp({ path: '/versions' });
    await user.click(await screen.findByRole('button', { name: 'New version' }));
    await user.type(screen.getByRole('textbox', { name: /^Version/ }), ' 15.0 ');
    await user.type(screen.getByRole('textbox', { name: /^Notes/ }), 'new database');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() =>
      expect(sidecar.last('POST', '/api/versions')?.body).toEqual({
        version: '15.0',
        displayName: null,
        releaseDateMs: null,
        description: 'new database',
        isActive: true,
      })
    );
  });

  it('keep what was typed when the sidecar refuses', async () => {
    sidecar.answer({ 'PUT /api/versions/1': problem(409, 'CONFLICT_NAME', 'The name is taken') });
    const { user } = renderApp({ path: '/versions' });
    await user.click(await screen.findByRole('button', { name: 'Edit version 14.9.3' }));
    await user.clear(screen.getByRole('textbox', { name: /^Version/ }));
    await user.type(screen.getByRole('textbox', { name: /^Version/ }), '14.10.0');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText(/The name is taken/)).toBeInTheDocument();
    expect(screen.getByRole('textbox', { name: /^Version/ })).toHaveValue('14.10.0');
  });

  it('keep the moment of their release where its day is not changed', async () => {
    const releaseDateMs = Date.parse('2026-11-23T14:05:00Z');
    sidecar.answer({
      'GET /api/versions': pageOf([{ ...OLDER, releaseDateMs }]),
      'PUT /api/versions/1': OLDER,
    });
    const { user } = renderApp({ path: '/versions' });
    await user.click(await screen.findByRole('button', { name: 'Edit version 14.9.3' }));
    await user.type(screen.getByRole('textbox', { name: /^Notes/ }), 'faster');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(sidecar.last('PUT', '/api/versions/1')?.body).toMatchObject({ releaseDateMs }));
  });

  it('cannot be changed by a Viewer', async () => {
    renderApp({ path: '/versions', role: 'Viewer' });
    await screen.findByRole('link', { name: '14.10.0' });
    expect(screen.queryByRole('button', { name: /New version|Edit|Delete/ })).not.toBeInTheDocument();
  });

  it('say what to do when the sidecar does not answer', async () => {
    sidecar.answer({ 'GET /api/versions': SIDECAR_DOWN });
    renderApp({ path: '/versions' });
    expect(await screen.findByRole('alert', { name: /The versions could not be read/ })).toBeInTheDocument();
  });
});
