import { screen, waitFor, within } from '@testing-library/react';

import { makeLane, makeQueue, MINUTE_MS, T0 } from '../../test/factories';
import { problem } from '../../test/fake-sidecar';
import { sidecar, toasts } from '../../test/grafana-runtime';
import { renderApp } from '../../test/render-app';

jest.mock('@grafana/runtime', () => jest.requireActual('../../test/grafana-runtime').runtime);

beforeEach(() => {
  sidecar.reset();
  toasts.length = 0;
});

const NOW_MS = T0 + 42 * MINUTE_MS;
const COOLING = makeQueue({
  nowMs: NOW_MS,
  lanes: [makeLane({ state: 'cooling down', running: null, cooldownEndsAtMs: NOW_MS + 14.5 * MINUTE_MS })],
});

describe('the queue', () => {
  it('counts the cool-down by the sidecar’s clock and skips it after a question', async () => {
    sidecar.answer({ 'GET /api/queue': COOLING, 'POST /api/queue/skip-cooldown': COOLING });
    const { user } = renderApp({ path: '/queue' });
    expect(await screen.findByText(/^14:(30|29|28|27)$/)).toBeInTheDocument();

    await user.click(screen.getByRole('button', { name: 'Skip cool-down' }));
    const dialog = await screen.findByRole('dialog');
    expect(sidecar.last('POST', '/api/queue/skip-cooldown')).toBeUndefined();
    await user.click(within(dialog).getByRole('button', { name: 'Skip cool-down' }));
    await waitFor(() => expect(sidecar.last('POST', '/api/queue/skip-cooldown')?.body).toEqual({ environmentId: 1 }));
  });

  it('takes a waiting run out after a question, and says so', async () => {
    sidecar.answer({ 'GET /api/queue': makeQueue(), 'POST /api/tests/43/cancel': {} });
    const { user } = renderApp({ path: '/queue' });
    await user.click(await screen.findByRole('button', { name: 'Cancel' }));
    await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Cancel run' }));
    await waitFor(() => expect(sidecar.last('POST', '/api/tests/43/cancel')).toBeDefined());
    await waitFor(() => expect(toasts).toContainEqual(expect.objectContaining({ type: 'alert-success' })));
  });

  it('says why a run could not be cancelled', async () => {
    sidecar.answer({
      'GET /api/queue': makeQueue(),
      'POST /api/tests/43/cancel': problem(409, 'CONFLICT_STATE', 'The run has ended already'),
    });
    const { user } = renderApp({ path: '/queue' });
    await user.click(await screen.findByRole('button', { name: 'Cancel' }));
    await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Cancel run' }));
    await waitFor(() =>
      expect(toasts).toEqual([
        { type: 'alert-error', payload: ['The run has ended already', 'What to do about CONFLICT_STATE.'] },
      ])
    );
  });

  it('gives a viewer nothing to press', async () => {
    sidecar.answer({ 'GET /api/queue': makeQueue() });
    renderApp({ path: '/queue', role: 'Viewer' });
    expect(await screen.findByRole('link', { name: 'prod · stress · 14.2.3' })).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /cancel|stop|skip/i })).not.toBeInTheDocument();
  });
});
