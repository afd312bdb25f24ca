import { screen, waitFor, within } from '@testing-library/react';
import type { ReportPreview } from 'perftest-automation-sidecar/contract/reports';

import { makeBaseline, makeReport, makeRunSummary, makeScenario, makeVersion, pageOf } from '../../test/factories';
import { problem } from '../../test/fake-sidecar';
import { sidecar, toasts } from '../../test/grafana-runtime';
import { renderApp } from '../../test/render-app';

jest.mock('@grafana/runtime', () => jest.requireActual('../../test/grafana-runtime').runtime);

const PREVIEW: ReportPreview = {
  title: '14.2.3 beside 14.2.2',
  outcome: 'passed',
  sentence: 'No label became slower.',
  runs: [
    { id: 41, name: 'prod · load · 14.2.3', isJudged: true, outcome: 'passed' },
    { id: 31, name: 'prod · load · 14.2.2', isJudged: false, outcome: null },
  ],
  comparedLabels: 12,
  pictures: 1,
  leftOut: ['Scenario “search” has no valid run of 14.2.2'],
};

beforeEach(() => {
  sidecar.reset();
  toasts.length = 0;
  sidecar.answer({
    'GET /api/reports': pageOf([makeReport()]),
    'GET /api/reports/9': makeReport({ id: 9, status: 'pending', hasExcel: false, hasHtml: false }),
    'GET /api/versions': pageOf([makeVersion({ id: 3, version: '14.2.3' }), makeVersion({ id: 2, version: '14.2.2' })]),
    'GET /api/scenarios': pageOf([makeScenario()]),
    'GET /api/tests': pageOf([makeRunSummary()]),
    'GET /api/baselines': pageOf([makeBaseline({ id: 6, name: 'Release 14.2.1' })]),
    'POST /api/reports/preview': PREVIEW,
    'POST /api/reports/generate': makeReport({ id: 9, status: 'pending' }),
  });
});

async function openDrawer() {
  const app = renderApp({ path: '/reports' });
  await app.user.click(await screen.findByRole('button', { name: 'New report' }));
  return { ...app, drawer: within(await screen.findByRole('dialog', { name: /New report/ })) };
}

describe('a new report', () => {
  it('of versions says what it will be about before it is made', async () => {
    const { user, drawer } = await openDrawer();
    expect(drawer.getByText(/^Choose two versions or more/)).toBeInTheDocument();
    expect(drawer.getByRole('button', { name: 'Make report' })).toBeDisabled();
    // The order in which they are picked does not matter: the newest stands first.
    const versions = drawer.getByRole('combobox', { name: /Versions/ });
    await user.type(versions, '14.2.2{ArrowDown}{Enter}');
    expect(drawer.getByText(/^Choose another version/)).toBeInTheDocument();
    await user.clear(versions);
    await user.type(versions, '14.2.3{ArrowDown}{Enter}');
    expect(await drawer.findByText('No label became slower.')).toBeInTheDocument();
    expect(sidecar.last('POST', '/api/reports/preview')?.body).toEqual({ type: 'comparison', versionIds: [3, 2] });
    expect(drawer.getByText('2 runs, 12 compared labels, 1 picture')).toBeInTheDocument();
    expect(drawer.getByText(/has no valid run of 14.2.2/)).toBeInTheDocument();
    expect(sidecar.last('POST', '/api/reports/generate')).toBeUndefined();
    await user.click(drawer.getByRole('button', { name: 'Make report' }));
    await waitFor(() => expect(screen.getByTestId('address')).toHaveTextContent('/reports/9'));
    expect(sidecar.last('POST', '/api/reports/generate')?.body).toEqual({ type: 'comparison', versionIds: [3, 2] });
  });

  it('beside a baseline offers those of the same scenario and test type', async () => {
    const { user, drawer } = await openDrawer();
    await user.click(drawer.getByRole('radio', { name: 'Beside a baseline' }));
    await user.type(drawer.getByRole('combobox', { name: /Run/ }), '14.2.3{ArrowDown}{Enter}');
    await user.type(drawer.getByRole('combobox', { name: /Baseline/ }), 'Release{ArrowDown}{Enter}');
    expect(await drawer.findByText('No label became slower.')).toBeInTheDocument();
    expect(sidecar.last('POST', '/api/reports/preview')?.body).toEqual({
      type: 'baseline',
      testRunId: makeRunSummary().id,
      baselineId: 6,
    });
  });

  it('that cannot be made is refused with the reason, and not offered', async () => {
    sidecar.answer({ 'POST /api/reports/preview': problem(422, 'NOTHING_TO_COMPARE', 'These versions share no run') });
    const { user, drawer } = await openDrawer();
    const versions = drawer.getByRole('combobox', { name: /Versions/ });
    await user.type(versions, '14.2.2{ArrowDown}{Enter}');
    await user.clear(versions);
    await user.type(versions, '14.2.3{ArrowDown}{Enter}');
    expect(await drawer.findByText(/These versions share no run/)).toBeInTheDocument();
    expect(drawer.getByRole('button', { name: 'Make report' })).toBeDisabled();
  });

  it('is not offered to a Viewer', async () => {
    renderApp({ path: '/reports', role: 'Viewer' });
    expect(await screen.findByRole('link', { name: 'Release report 14.2.3' })).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'New report' })).not.toBeInTheDocument();
  });
});
