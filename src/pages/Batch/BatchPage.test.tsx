import { screen, waitFor, within } from '@testing-library/react';
import type { Batch } from 'perftest-automation-sidecar/contract/runs';

import {
  makeBatch,
  makeComparison,
  makeKeptFailure,
  makeReport,
  makeRun,
  makeRunningRun,
  makeRunSummary,
  makeWaitingRun,
  MINUTE_MS,
  pageOf,
  T0,
} from '../../test/factories';
import { problem } from '../../test/fake-sidecar';
import { sidecar, toasts } from '../../test/grafana-runtime';
import { renderApp } from '../../test/render-app';

jest.mock('@grafana/runtime', () => jest.requireActual('../../test/grafana-runtime').runtime);

beforeEach(() => {
  sidecar.reset();
  toasts.length = 0;
});

function slot(changes: Partial<Batch['timeline'][number]>): Batch['timeline'][number] {
  const endsAtMs = changes.endsAtMs ?? T0;
  return {
    runId: 41,
    environmentName: 'staging',
    startsAtMs: T0,
    endsAtMs,
    cooldownEndsAtMs: endsAtMs + 15 * MINUTE_MS,
    isForecast: false,
    ...changes,
  };
}

describe('a batch', () => {
  it('begins with its verdict, then the matrix, what matters most, and its reports', async () => {
    sidecar.answer({ 'GET /api/batches/7': makeBatch(), 'GET /api/reports': pageOf([makeReport()]) });
    renderApp({ path: '/batches/7', role: 'Viewer' });
    expect(
      await screen.findByText('One of two runs failed: Search is 31 % slower than in 14.2.2.')
    ).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'prod · load · 14.2.3: Failed' })).toBeInTheDocument();
    expect(screen.getByText(/p90 of Search rose/)).toBeInTheDocument();
    const excel = await screen.findByRole('link', { name: 'Release report 14.2.3 as Excel' });
    expect(excel).toHaveAttribute('href', '/api/plugin-proxy/perftest-automation-app/api/reports/5/download/excel');
    expect(excel).toHaveAttribute('download');
    expect(sidecar.last('GET', '/api/reports')?.query.get('batchId')).toBe('7');
  });

  it('has the remarks of people, and takes another', async () => {
    const remark = { id: 1, runId: null, batchId: 7, label: null, text: 'The host was moved', by: 'eva', atMs: T0 };
    sidecar.answer({
      'GET /api/batches/7': makeBatch(),
      'GET /api/reports': pageOf([]),
      'GET /api/comments': [remark],
      'POST /api/comments': { ...remark, id: 2 },
    });
    const { user } = renderApp({ path: '/batches/7' });
    expect(await screen.findByText('The host was moved')).toBeInTheDocument();
    expect(Object.fromEntries(sidecar.last('GET', '/api/comments')?.query ?? [])).toEqual({ batchId: '7' });
    await user.type(screen.getByRole('textbox', { name: 'New remark' }), 'Back since noon');
    await user.click(screen.getByRole('button', { name: 'Add remark' }));
    await waitFor(() =>
      expect(sidecar.last('POST', '/api/comments')?.body).toEqual({ batchId: 7, text: 'Back since noon' })
    );
  });

  it('shows how far it is and cancels the rest after a question', async () => {
    const open = makeBatch({
      status: 'running',
      outcome: null,
      completedAtMs: null,
      runCount: 3,
      endedRunCount: 1,
      sentence: 'One of three runs has ended.',
      findings: [],
      runs: [makeRunSummary(), makeRunningRun({ testTypeId: 2 }), makeWaitingRun({ testTypeId: 3 })],
    });
    sidecar.answer({
      'GET /api/batches/7': open,
      'GET /api/reports': pageOf([]),
      'POST /api/batches/7/cancel': open,
    });
    const { user } = renderApp({ path: '/batches/7' });
    expect(await screen.findByText('One of three runs has ended.')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Cancel the rest' }));
    const dialog = await screen.findByRole('dialog');
    expect(dialog).toHaveTextContent('2 runs that still wait or run');
    await user.click(within(dialog).getByRole('button', { name: 'Cancel the rest' }));
    await waitFor(() => expect(sidecar.last('POST', '/api/batches/7/cancel')).toBeDefined());
  });

  it('shows each repeat of a cell, its worst label, and folds away what was repeated', async () => {
    const again = makeRunSummary({ id: 45, outcome: 'failed' });
    const batch = makeBatch({
      runs: [
        makeRunSummary({ outcome: 'failed', supersededByRunId: 45 }),
        again,
        makeRunSummary({ id: 46, outcome: 'passed' }),
        makeRunSummary({ id: 39, kind: 'smoke' }),
      ],
      worstChanges: [{ runId: 45, comparison: makeComparison({ label: 'Search', changeRatio: 0.31 }) }],
    });
    sidecar.answer({ 'GET /api/batches/7': batch, 'GET /api/reports': pageOf([]) });
    renderApp({ path: '/batches/7', role: 'Viewer' });
    const table = await screen.findByRole('table', { name: 'Verdicts by scenario and test type' });
    expect(within(table).getByRole('link', { name: 'prod · load · 14.2.3, run 1: Failed' })).toBeInTheDocument();
    expect(within(table).getByRole('link', { name: 'prod · load · 14.2.3, run 2: Passed' })).toBeInTheDocument();
    expect(within(table).getByText('p90 +31%')).toBeInTheDocument();
    const folded = within(table).getByText('1 repeated run').closest('details');
    expect(folded).not.toHaveAttribute('open');
    expect(screen.getByRole('region', { name: 'Smoke runs' })).toHaveTextContent('prod');
    expect(within(screen.getByRole('table', { name: /^Runs of/ })).getAllByRole('row')).toHaveLength(3);
  });

  it('that is held shows the failed request and takes the answer', async () => {
    const hold = {
      reason: 'smoke run failed' as const,
      question: 'The smoke run of prod failed. Go on without it?',
      runId: 39,
      sinceMs: T0,
    };
    sidecar.answer({
      'GET /api/batches/7': makeBatch({ status: 'held', outcome: null, completedAtMs: null, hold }),
      'GET /api/tests/39': makeRun({ id: 39, kind: 'smoke', keptFailureCount: 1 }),
      'GET /api/tests/39/failures': { failures: [makeKeptFailure()], keptPerLabel: 20, isComplete: true },
      'GET /api/reports': pageOf([]),
      'POST /api/batches/7/answer': {},
    });
    const { user } = renderApp({ path: '/batches/7' });
    expect(await screen.findByText(hold.question)).toBeInTheDocument();
    expect(await screen.findByText(/test user has expired/)).toBeInTheDocument();
    expect(screen.getByText('POST http://shop.example/login')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Smoke again' }));
    await waitFor(() => expect(sidecar.last('POST', '/api/batches/7/answer')?.body).toEqual({ answer: 'smoke again' }));
    await user.click(screen.getByRole('button', { name: 'Go on' }));
    await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Go on' }));
    await waitFor(() => expect(sidecar.last('POST', '/api/batches/7/answer')?.body).toEqual({ answer: 'go on' }));
  });

  it('runs what failed again, where one wants it', async () => {
    sidecar.answer({
      'GET /api/batches/7': makeBatch(),
      'GET /api/reports': pageOf([]),
      'POST /api/tests/41/repeat': makeRun({ id: 50 }),
    });
    const { user } = renderApp({ path: '/batches/7' });
    await user.click(await screen.findByRole('button', { name: 'Run 1 failed again' }));
    const dialog = await screen.findByRole('dialog');
    await user.click(within(dialog).getByRole('radio', { name: 'Next' }));
    await user.click(within(dialog).getByRole('button', { name: 'Run again' }));
    await waitFor(() => expect(sidecar.last('POST', '/api/tests/41/repeat')?.body).toEqual({ place: 'next' }));
  });

  it('has a time line of what was and what is expected', async () => {
    const running = makeRunningRun();
    const batch = makeBatch({
      status: 'running',
      completedAtMs: null,
      runs: [running, makeWaitingRun()],
      timeline: [
        slot({ runId: 42, startsAtMs: T0, endsAtMs: T0 + 60 * MINUTE_MS }),
        slot({ runId: 43, startsAtMs: T0 + 75 * MINUTE_MS, endsAtMs: T0 + 135 * MINUTE_MS, isForecast: true }),
      ],
    });
    sidecar.answer({ 'GET /api/batches/7': batch, 'GET /api/reports': pageOf([]) });
    renderApp({ path: '/batches/7', role: 'Viewer' });
    const lane = await screen.findByRole('list', { name: 'Runs on staging' });
    expect(within(lane).getByRole('link', { name: /^prod · load, .*running$/ })).toBeInTheDocument();
    expect(within(lane).getByRole('link', { name: /^prod · stress, .*expected$/ })).toBeInTheDocument();
  });

  it('keeps a comment', async () => {
    sidecar.answer({
      'GET /api/batches/7': makeBatch(),
      'GET /api/reports': pageOf([]),
      'PUT /api/batches/7': {},
    });
    const { user } = renderApp({ path: '/batches/7' });
    await user.type(await screen.findByRole('textbox', { name: 'Comment' }), 'cold cache');
    await user.click(screen.getByRole('button', { name: 'Save comment' }));
    await waitFor(() => expect(sidecar.last('PUT', '/api/batches/7')?.body).toEqual({ comment: 'cold cache' }));
  });

  it('says that there is no such batch', async () => {
    sidecar.answer({ 'GET /api/batches/99': problem(404, 'NOT_FOUND', 'There is no such thing') });
    renderApp({ path: '/batches/99' });
    const alert = await screen.findByRole('alert', { name: /The batch could not be read/ });
    expect(alert).toHaveTextContent('NOT_FOUND');
  });
});
