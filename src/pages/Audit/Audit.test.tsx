import { screen, waitFor, within } from '@testing-library/react';
import type { AuditEntry } from 'perftest-automation-sidecar/contract/system';

import { pageOf } from '../../test/factories';
import { problem } from '../../test/fake-sidecar';
import { sidecar } from '../../test/grafana-runtime';
import { renderApp } from '../../test/render-app';

jest.mock('@grafana/runtime', () => jest.requireActual('../../test/grafana-runtime').runtime);

const ENTRY: AuditEntry = {
  ...{ id: 7, atMs: 1_700_000_000_000, person: 'anna', role: 'Editor', action: 'scenario changed', subject: 'prod' },
  detail: null,
  before: { 'loads.0.users': 10, isActive: true },
  after: { 'loads.0.users': 20, isActive: false, tags: ['a', 'b'] },
};

beforeEach(() => {
  sidecar.reset();
  sidecar.answer({
    'GET /api/audit': pageOf([ENTRY]),
    'GET /api/audit/choices': { people: ['anna', 'ben'], actions: ['scenario changed'] },
  });
});

describe('the audit log', () => {
  it('shows what differs, before and after', async () => {
    renderApp({ path: '/audit', role: 'Admin' });
    const table = await screen.findByRole('table', { name: 'Audit log' });
    const [users, active, tags] = within(table).getAllByRole('listitem');
    expect(users).toHaveTextContent('loads 1 › users 10 → 20');
    expect(active).toHaveTextContent('isActive yes → no');
    expect(tags).toHaveTextContent('tags a, b');
  });

  it('is filtered by its address', async () => {
    renderApp({ path: '/audit?person=anna&action=scenario+changed&days=7&sort=person&page=2', role: 'Admin' });
    await screen.findByRole('table', { name: 'Audit log' });
    const query = sidecar.last('GET', '/api/audit')?.query;
    expect(Object.fromEntries(query ?? [])).toMatchObject({
      ...{ person: 'anna', action: 'scenario changed', sort: 'person', page: '2' },
    });
    expect(Number(query?.get('fromMs'))).toBeGreaterThan(Date.now() - 8 * 86_400_000);
    expect(screen.getByRole('link', { name: 'CSV' })).toHaveAttribute(
      'href',
      expect.stringMatching(/audit\/export\?.*person=anna/)
    );
  });

  it('is sorted by the sidecar', async () => {
    const { user } = renderApp({ path: '/audit', role: 'Admin' });
    await user.click(await screen.findByRole('button', { name: 'Who' }));
    await waitFor(() => expect(sidecar.last('GET', '/api/audit')?.query.get('sort')).toBe('person'));
    expect(screen.getByTestId('address')).toHaveTextContent('/audit?sort=person');
  });

  it('says what will be there, and what nothing fits', async () => {
    sidecar.answer({ 'GET /api/audit': pageOf([]) });
    const { unmount } = renderApp({ path: '/audit', role: 'Admin' });
    expect(await screen.findByText('Here will be what people do')).toBeInTheDocument();
    unmount();
    renderApp({ path: '/audit?person=ben', role: 'Admin' });
    expect(await screen.findByText('Nothing fits these filters')).toBeInTheDocument();
  });

  it('is for Admins, and says so, also where the sidecar refuses', async () => {
    const { unmount } = renderApp({ path: '/audit', role: 'Editor' });
    expect(await screen.findByText('The audit log is for Admins')).toBeInTheDocument();
    expect(sidecar.calls.filter(({ path }) => path.startsWith('/api/audit'))).toEqual([]);
    unmount();
    sidecar.answer({ 'GET /api/audit': problem(403, 'AUTH_ROLE', 'Your role does not allow this') });
    renderApp({ path: '/audit', role: 'Admin' });
    expect(await screen.findByRole('alert')).toHaveTextContent('The audit log could not be read');
  });
});
