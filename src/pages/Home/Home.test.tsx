import { screen, within } from '@testing-library/react';

import {
  makeBatch,
  makeFinding,
  makeLane,
  makePreflight,
  makeQueue,
  makeRun,
  makeRunSummary,
  makeStats,
  makeTrends,
  MINUTE_MS,
  NO_FIGURES,
  pageOf,
  T0,
} from '../../test/factories';
import { SIDECAR_DOWN } from '../../test/fake-sidecar';
import { sidecar, toasts } from '../../test/grafana-runtime';
import { renderApp } from '../../test/render-app';

jest.mock('@grafana/runtime', () => jest.requireActual('../../test/grafana-runtime').runtime);

beforeEach(() => {
  sidecar.reset();
  toasts.length = 0;
});

const FAILED = makeRunSummary({ outcome: 'failed', verdictSentence: 'Search is 31 % slower than in 14.2.2.' });

function answerHome() {
  sidecar.answer({
    'GET /api/queue': makeQueue(),
    'GET /api/dashboard/stats': makeStats(),
    'GET /api/dashboard/recent-tests': { runs: [FAILED] },
    'GET /api/dashboard/trends': makeTrends(),
    'GET /api/batches': pageOf([]),
    'GET /api/tests/43': makeRun({ id: 43, status: 'queued' }),
    'GET /api/scripts/2/preflight': makePreflight(),
  });
}

describe('the home page', () => {
  it('shows what runs, what waits, what needs somebody and the last verdicts', async () => {
    answerHome();
    renderApp({ path: '/home' });

    const now = await screen.findByRole('region', { name: 'Now and next' });
    expect(within(now).getByRole('progressbar', { name: 'Progress of prod · load · 14.2.3' })).toHaveAttribute(
      'aria-valuenow',
      '71'
    );
    expect(within(now).getByText('212 ms')).toBeInTheDocument();
    expect(within(now).getByText('18 m left')).toBeInTheDocument();
    expect(within(now).getByRole('link', { name: 'prod · stress' })).toBeInTheDocument();

    expect(await screen.findByText('Search is 31 % slower than in 14.2.2.')).toBeInTheDocument();
    const verdict = await screen.findByRole('link', { name: 'prod load 14.2.3: Failed' });
    expect(verdict).toHaveAttribute('href', '/a/perftest-automation-app/tests/41');
  });

  it('no longer asks for attention once a later run has passed', async () => {
    answerHome();
    const later = makeRunSummary({ id: 45, completedAtMs: T0 + 300 * MINUTE_MS });
    sidecar.answer({ 'GET /api/dashboard/recent-tests': { runs: [FAILED, later] } });
    renderApp({ path: '/home' });
    expect(await screen.findByText(/Nothing needs you/)).toBeInTheDocument();
  });

  it('names first what is held or paused, then what will fail, with the way to each', async () => {
    answerHome();
    const since = { sinceMs: T0 };
    const lane = makeLane({
      hold: { reason: 'version mismatch', question: 'It says 14.2.2. Go on?', runId: 43, ...since },
    });
    sidecar.answer({
      'GET /api/queue': makeQueue({ lanes: [lane], pause: { by: 'anna', ...since } }),
      'GET /api/batches': pageOf([
        makeBatch({ hold: { reason: 'smoke run failed', question: 'Login fails. Go on?', runId: 39, ...since } }),
      ]),
      'GET /api/scripts/2/preflight': makePreflight({
        findings: [makeFinding({ text: 'users.csv is not there.' }), makeFinding({ severity: 'warning' })],
      }),
    });
    renderApp({ path: '/home', role: 'Viewer' });
    const needs = await screen.findByRole('region', { name: 'Needs you' });
    expect(await within(needs).findByText('users.csv is not there.')).toBeInTheDocument();
    const links = within(needs).getAllByRole('link');
    expect(links.map(({ textContent }) => textContent)).toEqual([
      'The whole queue is paused',
      'The lane staging is held: version mismatch',
      '14.2.3 of 2 March is held: smoke run failed',
      'prod · stress · 14.2.3 waits, and its script has 1 error',
      'prod · load · 14.2.3',
    ]);
    expect(links[3]).toHaveAttribute('href', '/a/perftest-automation-app/scripts/2');
  });

  it('asks nothing about a run that was repeated, nor about a smoke run', async () => {
    answerHome();
    const runs = [
      { ...FAILED, supersededByRunId: 60 },
      { ...FAILED, id: 39, kind: 'smoke' as const },
    ];
    sidecar.answer({ 'GET /api/dashboard/recent-tests': { runs } });
    renderApp({ path: '/home' });
    expect(await screen.findByText(/Nothing needs you/)).toBeInTheDocument();
  });

  it('shows unknown figures of a run that has just begun as no data', async () => {
    answerHome();
    const queue = makeQueue();
    queue.lanes.forEach((lane) => lane.running && (lane.running.figures = NO_FIGURES));
    sidecar.answer({ 'GET /api/queue': queue });
    renderApp({ path: '/home' });
    const now = await screen.findByRole('region', { name: 'Now and next' });
    expect(within(now).queryByText(/\b0( ms|%)/)).not.toBeInTheDocument();
  });

  it('offers the first step while there is nothing yet, but not to a viewer', async () => {
    sidecar.answer({
      'GET /api/queue': makeQueue({ lanes: [] }),
      'GET /api/dashboard/stats': makeStats(),
      'GET /api/dashboard/recent-tests': { runs: [] },
      'GET /api/dashboard/trends': { series: [] },
      'GET /api/batches': pageOf([]),
    });
    const { unmount } = renderApp({ path: '/home' });
    expect(await screen.findByText(/Nothing runs and nothing waits/)).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Choose tests to run' })).toBeInTheDocument();
    unmount();

    renderApp({ path: '/home', role: 'Viewer' });
    expect(await screen.findByText(/Nothing runs and nothing waits/)).toBeInTheDocument();
    expect(screen.queryByRole('link', { name: /run/i })).not.toBeInTheDocument();
  });

  it('says what to do when the sidecar does not answer, and tries again', async () => {
    answerHome();
    sidecar.answer({ 'GET /api/queue': SIDECAR_DOWN });
    const { user } = renderApp({ path: '/home' });
    const alert = await screen.findByRole('alert', { name: /The queue could not be read/ });
    expect(alert).toHaveTextContent('Check that it is running');

    sidecar.answer({ 'GET /api/queue': makeQueue() });
    await user.click(within(alert).getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('region', { name: 'Now and next' })).toBeInTheDocument();
  });
});
