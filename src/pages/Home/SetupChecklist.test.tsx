import { act, screen, within } from '@testing-library/react';
import type { Setup, SetupStep } from 'perftest-automation-sidecar/contract/system';

import { makeQueue, makeStats, makeTrends, pageOf } from '../../test/factories';
import { sidecar } from '../../test/grafana-runtime';
import { renderApp } from '../../test/render-app';

jest.mock('@grafana/runtime', () => jest.requireActual('../../test/grafana-runtime').runtime);

const step = (id: SetupStep['id'], state: SetupStep['state']): SetupStep => ({ id, state, sentence: `About ${id}.` });

const OPEN: Setup = {
  isDone: false,
  steps: [
    ...[step('sidecar', 'done'), step('jmeter', 'done'), step('grafana', 'open'), step('influxdb', 'optional')],
    ...[step('environment', 'done'), step('script', 'open'), step('scenario', 'open'), step('run', 'open')],
  ],
};

beforeEach(() => {
  localStorage.clear();
  sidecar.reset();
  sidecar.answer({
    'GET /api/setup': OPEN,
    'GET /api/queue': makeQueue({ lanes: [] }),
    'GET /api/dashboard/stats': makeStats(),
    'GET /api/dashboard/recent-tests': { runs: [] },
    'GET /api/dashboard/trends': makeTrends(),
    'GET /api/batches': pageOf([]),
  });
});

describe('the first steps', () => {
  it('say what is done, and lead to where the rest is done', async () => {
    renderApp({ path: '/home', role: 'Admin' });
    const steps = await screen.findByRole('region', { name: 'First steps' });
    expect(within(steps).getByText('3 of 8 done')).toBeInTheDocument();
    const links = within(steps).getAllByRole('link');
    expect(links.map((link) => link.getAttribute('href'))).toEqual(
      ['settings?tab=grafana', 'settings?tab=influxdb', 'scripts', 'scenarios/new', 'run'].map(
        (path) => `/a/perftest-automation-app/${path}`
      )
    );
  });

  it('tell an Editor what an Admin does, and a Viewer nothing', async () => {
    const { unmount } = renderApp({ path: '/home', role: 'Editor' });
    const steps = await screen.findByRole('region', { name: 'First steps' });
    expect(within(steps).getAllByText('An Admin does this')).toHaveLength(2);
    unmount();
    sidecar.calls.length = 0;
    renderApp({ path: '/home', role: 'Viewer' });
    await screen.findByRole('region', { name: 'Now and next' });
    expect(screen.queryByText('First steps')).not.toBeInTheDocument();
    expect(sidecar.last('GET', '/api/setup')).toBeUndefined();
  });

  it('are gone once somebody wants them no more', async () => {
    const { user, unmount } = renderApp({ path: '/home', role: 'Admin' });
    await user.click(await screen.findByRole('button', { name: 'Do not show again' }));
    expect(screen.queryByText('First steps')).not.toBeInTheDocument();
    unmount();
    renderApp({ path: '/home', role: 'Admin' });
    await screen.findByRole('region', { name: 'Now and next' });
    expect(screen.queryByText('First steps')).not.toBeInTheDocument();
  });

  it('are not shown where a test has passed already', async () => {
    const steps = OPEN.steps.map(({ id }) => step(id, 'done'));
    sidecar.answer({ 'GET /api/setup': { isDone: true, steps } });
    renderApp({ path: '/home', role: 'Admin' });
    await screen.findByRole('region', { name: 'Now and next' });
    expect(screen.queryByText(/First steps|everything works/)).not.toBeInTheDocument();
  });

  it('say so when the first test passes while somebody looks on', async () => {
    jest.useFakeTimers({ advanceTimers: true });
    try {
      renderApp({ path: '/home', role: 'Admin' });
      await screen.findByRole('region', { name: 'First steps' });
      sidecar.answer({ 'GET /api/setup': { isDone: true, steps: OPEN.steps.map(({ id }) => step(id, 'done')) } });
      await act(() => jest.advanceTimersByTimeAsync(10_000));
      expect(await screen.findByRole('region', { name: 'A test has passed: everything works' })).toBeInTheDocument();
    } finally {
      jest.useRealTimers();
    }
  });
});
