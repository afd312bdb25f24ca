import { act, screen } from '@testing-library/react';

import { makeRunSummary, makeStats, pageOf } from '../../test/factories';
import { sidecar, toasts } from '../../test/grafana-runtime';
import { renderApp } from '../../test/render-app';

jest.mock('@grafana/runtime', () => jest.requireActual('../../test/grafana-runtime').runtime);

const LONG_AGO = makeRunSummary({ id: 40, name: 'prod · load · 14.2.2', completedAtMs: 1_000 });

/** Of 128 runs one is going on; the page is not one that shows runs. */
async function lookElsewhere() {
  answer({ running: 1, endedRuns: [LONG_AGO] });
  renderApp({ path: '/versions' });
  await screen.findByRole('heading', { name: 'Versions' });
  await passTime();
}

function answer({ running, endedRuns }: { running: number; endedRuns: Array<ReturnType<typeof makeRunSummary>> }) {
  sidecar.answer({
    'GET /api/versions': pageOf([]),
    'GET /api/dashboard/stats': makeStats({ runsTotal: 128, running, waiting: 0 }),
    'GET /api/tests': pageOf(endedRuns),
  });
}

/** Longer than the counts are waited for. */
async function passTime() {
  await act(() => jest.advanceTimersByTimeAsync(11_000));
}

beforeEach(() => {
  jest.useFakeTimers();
  sidecar.reset();
  toasts.length = 0;
});

afterEach(() => {
  jest.useRealTimers();
});

describe('somebody who is elsewhere in the app', () => {
  it('hears nothing of runs that had ended before', async () => {
    await lookElsewhere();
    expect(sidecar.last('GET', '/api/tests')).toBeDefined();
    await passTime();
    expect(toasts).toEqual([]);
  });

  it.each([
    [{ status: 'completed', outcome: 'passed' }, 'alert-success', 'prod · load · 14.2.3 passed'],
    [{ status: 'completed', outcome: 'failed' }, 'alert-error', 'prod · load · 14.2.3 failed'],
    [{ status: 'completed', outcome: 'inconclusive' }, 'alert-warning', 'prod · load · 14.2.3 is inconclusive'],
    [{ status: 'failed', outcome: null }, 'alert-error', 'prod · load · 14.2.3 was not carried out'],
  ] as const)('is told once of a run that ended: %j', async (end, type, title) => {
    await lookElsewhere();
    answer({ running: 0, endedRuns: [makeRunSummary({ ...end, completedAtMs: 2_000 }), LONG_AGO] });
    await passTime();
    await passTime();
    expect(toasts).toEqual([{ type, payload: [title, expect.any(String)] }]);
  });

  it('hears nothing of a run that somebody cancelled', async () => {
    await lookElsewhere();
    answer({ running: 0, endedRuns: [makeRunSummary({ status: 'cancelled', completedAtMs: 2_000 }), LONG_AGO] });
    await passTime();
    expect(toasts).toEqual([]);
  });
});
