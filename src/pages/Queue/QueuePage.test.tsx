import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';

import { makeBatch, makeLane, makeQueue, makeWaitingRun, MINUTE_MS, pageOf, T0 } from '../../test/factories';
import { problem } from '../../test/fake-sidecar';
import { sidecar, toasts } from '../../test/grafana-runtime';
import { renderApp } from '../../test/render-app';

jest.mock('@grafana/runtime', () => jest.requireActual('../../test/grafana-runtime').runtime);

beforeEach(() => {
  sidecar.reset();
  sidecar.answer({ 'GET /api/batches': pageOf([]) });
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
    await user.click(await screen.findByRole('button', { name: 'Take prod · stress · 14.2.3 out of the queue' }));
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
    await user.click(await screen.findByRole('button', { name: 'Take prod · stress · 14.2.3 out of the queue' }));
    await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Cancel run' }));
    await waitFor(() =>
      expect(toasts).toEqual([
        { type: 'alert-error', payload: ['The run has ended already', 'What to do about CONFLICT_STATE.'] },
      ])
    );
  });

  it('is paused and goes on, as a whole and lane by lane', async () => {
    sidecar.answer({ 'GET /api/queue': makeQueue(), 'POST /api/queue/pause': {}, 'POST /api/queue/resume': {} });
    const { user } = renderApp({ path: '/queue' });
    await user.click(await screen.findByRole('button', { name: 'Pause the lane staging' }));
    await waitFor(() => expect(sidecar.last('POST', '/api/queue/pause')?.body).toEqual({ environmentId: 1 }));

    const pause = { by: 'anna', sinceMs: NOW_MS - 5 * MINUTE_MS };
    sidecar.answer({ 'GET /api/queue': makeQueue({ pause }) });
    await user.click(await screen.findByRole('button', { name: 'Pause the whole queue' }));
    await waitFor(() => expect(sidecar.last('POST', '/api/queue/pause')?.body).toEqual({}));
    expect(await screen.findByText(/The whole queue is paused by anna/)).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Let the whole queue go on' }));
    await waitFor(() => expect(sidecar.last('POST', '/api/queue/resume')?.body).toEqual({}));
  });

  it('asks its question while a lane is held, and takes each answer', async () => {
    const hold = {
      reason: 'version mismatch' as const,
      question: 'staging says that it is 14.2.2. Is 14.2.3 there?',
      runId: 43,
      sinceMs: NOW_MS,
    };
    sidecar.answer({
      'GET /api/queue': makeQueue({ lanes: [makeLane({ state: 'held', running: null, hold })] }),
      'POST /api/queue/answer': {},
    });
    const { user } = renderApp({ path: '/queue' });
    expect(await screen.findByText(hold.question)).toBeInTheDocument();
    const lastAnswer = () => sidecar.last('POST', '/api/queue/answer')?.body;
    await user.click(screen.getByRole('button', { name: 'Check again' }));
    await waitFor(() => expect(lastAnswer()).toEqual({ environmentId: 1, answer: 'check again' }));
    for (const word of ['Go on', 'Cancel the run']) {
      await user.click(await screen.findByRole('button', { name: word }));
      await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: word }));
      await waitFor(() => expect(lastAnswer()).toEqual({ environmentId: 1, answer: word.toLowerCase() }));
    }
  });

  it('says that a batch is held and where to answer', async () => {
    const hold = { reason: 'smoke run failed' as const, question: 'Go on without?', runId: 40, sinceMs: NOW_MS };
    sidecar.answer({
      'GET /api/queue': makeQueue(),
      'GET /api/batches': pageOf([makeBatch({ status: 'held', hold })]),
    });
    renderApp({ path: '/queue' });
    const link = await screen.findByRole('link', { name: 'Look at 14.2.3 of 2 March and answer' });
    expect(link).toHaveAttribute('href', expect.stringContaining('/queue/batches/7'));
  });

  describe('with three waiting runs', () => {
    const names = ['one', 'two', 'three'];
    const waiting = names.map((name, index) => ({
      run: makeWaitingRun({ id: 51 + index, name }),
      startsAtMs: T0 + index * 75 * MINUTE_MS,
      endsAtMs: T0 + (index * 75 + 60) * MINUTE_MS,
      cooldownSeconds: 900,
    }));
    const THREE = makeQueue({ lanes: [makeLane({ waiting })] });
    const namesInOrder = () =>
      screen.getAllByRole('link', { name: /^(one|two|three)$/ }).map(({ textContent }) => textContent);

    it('moves a run to the top by its menu, at once', async () => {
      sidecar.answer({ 'GET /api/queue': THREE, 'POST /api/queue/move': () => new Promise(() => undefined) });
      const { user } = renderApp({ path: '/queue' });
      await user.click(await screen.findByRole('button', { name: 'More for three' }));
      await user.click(await screen.findByRole('menuitem', { name: 'Move to top' }));
      await waitFor(() => expect(namesInOrder()).toEqual(['three', 'one', 'two']));
      expect(sidecar.last('POST', '/api/queue/move')?.body).toEqual({ runId: 53, beforeRunId: 51 });
      expect(screen.getByText('three was moved. Place 1 of 3')).toBeInTheDocument();
    });

    it('moves it back and says why when the sidecar refuses', async () => {
      sidecar.answer({
        'GET /api/queue': THREE,
        'POST /api/queue/move': problem(409, 'CONFLICT_STATE', 'The run has begun meanwhile'),
      });
      const { user } = renderApp({ path: '/queue' });
      await user.click(await screen.findByRole('button', { name: 'More for one' }));
      await user.click(await screen.findByRole('menuitem', { name: 'Move to end' }));
      await waitFor(() => expect(toasts).toContainEqual(expect.objectContaining({ type: 'alert-error' })));
      expect(sidecar.last('POST', '/api/queue/move')?.body).toEqual({ runId: 51, beforeRunId: null });
      expect(namesInOrder()).toEqual(['one', 'two', 'three']);
    });

    it('moves it by keyboard, says where it is, and reads nothing meanwhile', async () => {
      layOutRows();
      sidecar.answer({ 'GET /api/queue': THREE, 'POST /api/queue/move': {} });
      renderApp({ path: '/queue' });
      const handle = await screen.findByRole('button', { name: 'Move one' });
      handle.focus();
      fireEvent.keyDown(handle, { keyCode: 32 });
      expect(await screen.findByText('one is lifted. Place 1 of 3')).toBeInTheDocument();
      const callsBefore = sidecar.calls.length;
      // Longer than the queue is read anew at other times.
      await act(() => new Promise((resolve) => setTimeout(resolve, 2500)));
      expect(sidecar.calls).toHaveLength(callsBefore);

      fireEvent.keyDown(handle, { keyCode: 40 });
      expect(await screen.findByText('one: Place 2 of 3')).toBeInTheDocument();
      fireEvent.keyDown(handle, { keyCode: 32 });
      await waitFor(() =>
        expect(sidecar.last('POST', '/api/queue/move')?.body).toEqual({ runId: 51, beforeRunId: 53 })
      );
    });
  });

  it('gives a viewer nothing to press', async () => {
    sidecar.answer({ 'GET /api/queue': makeQueue() });
    renderApp({ path: '/queue', role: 'Viewer' });
    expect(await screen.findByRole('link', { name: 'prod · stress · 14.2.3' })).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /cancel|stop|skip|pause|move|take|more/i })).not.toBeInTheDocument();
  });
});

/** jsdom lays nothing out; rows of 40 pixels, one under the other, are what dragging needs. */
function layOutRows() {
  jest.spyOn(Element.prototype, 'getBoundingClientRect').mockImplementation(function (this: Element) {
    const rows = [...(this.parentElement?.children ?? [])];
    const top = this.tagName === 'LI' ? 40 * rows.indexOf(this) : 0;
    const height = this.tagName === 'LI' ? 40 : 40 * Math.max(1, this.querySelectorAll('li').length);
    const edges = { x: 0, y: top, left: 0, top, width: 800, height, right: 800, bottom: top + height };
    return { ...edges, toJSON: () => edges };
  });
}
