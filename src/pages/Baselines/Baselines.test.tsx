import { screen, waitFor, within } from '@testing-library/react';

import {
  makeBaseline,
  makeBatch,
  makeEnvironment,
  makePlannedRun,
  makePreview,
  makeRunSummary,
  makeScenario,
  makeTestType,
  makeVersion,
  MINUTE_MS,
  pageOf,
  T0,
} from '../../test/factories';
import { problem, SIDECAR_DOWN } from '../../test/fake-sidecar';
import { sidecar } from '../../test/grafana-runtime';
import { makeHistory, makeHistoryEntry, makeNoise } from '../../test/history-factories';
import { renderApp } from '../../test/render-app';

jest.mock('@grafana/runtime', () => jest.requireActual('../../test/grafana-runtime').runtime);

const SPRING = makeBaseline();
const AUTUMN = makeBaseline({ id: 10, name: 'prod load, autumn', isDefault: false, versionName: '14.1.0' });

beforeEach(() => {
  sidecar.reset();
  sidecar.answer({
    'GET /api/baselines': pageOf([SPRING, AUTUMN]),
    'GET /api/tests': pageOf([makeRunSummary()]),
    'GET /api/history': makeHistory(),
    'GET /api/scenarios': pageOf([makeScenario()]),
    'GET /api/test-types': [makeTestType()],
    'GET /api/environments': pageOf([makeEnvironment()]),
    'GET /api/versions': pageOf([makeVersion()]),
  });
});

describe('the baselines', () => {
  it('tell whose they are, which is the default, and are found by name or version', async () => {
    const { user } = renderApp({ path: '/baselines' });
    const row = (await screen.findByText('prod load, spring')).closest('tr') as HTMLElement;
    expect(row).toHaveTextContent('Default');
    expect(within(row).getByRole('link', { name: 'Run 31' })).toBeInTheDocument();
    await user.type(screen.getByRole('textbox', { name: 'Search baselines' }), 'autumn');
    expect(screen.queryByText('prod load, spring')).not.toBeInTheDocument();
    expect(screen.getByTestId('address')).toHaveTextContent('/baselines?search=autumn');
  });

  it('are made of a completed run', async () => {
    sidecar.answer({ 'POST /api/baselines': SPRING });
    const { user } = renderApp({ path: '/baselines' });
    await user.click(await screen.findByRole('button', { name: 'New baseline' }));
    const dialog = await screen.findByRole('dialog');
    await user.type(within(dialog).getByRole('combobox', { name: /Run/ }), '14.2.3{ArrowDown}{Enter}');
    await user.click(within(dialog).getByRole('button', { name: 'Make baseline' }));
    await waitFor(() =>
      expect(sidecar.last('POST', '/api/baselines')?.body).toEqual({
        name: 'prod · load · 14.2.3',
        isDefault: false,
        sourceTestRunId: 41,
      })
    );
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
  });

  it('become the default after a question, and are archived', async () => {
    sidecar.answer({ 'POST /api/baselines/10/set-default': AUTUMN, 'PUT /api/baselines/10': AUTUMN });
    const { user } = renderApp({ path: '/baselines' });
    await user.click(await screen.findByRole('button', { name: 'Make default' }));
    await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Make default' }));
    await waitFor(() => expect(sidecar.last('POST', '/api/baselines/10/set-default')).toBeDefined());
    await user.click(screen.getByRole('button', { name: 'Archive prod load, autumn' }));
    await waitFor(() => expect(sidecar.last('PUT', '/api/baselines/10')?.body).toEqual({ isActive: false }));
  });

  it('are only looked at by Viewers; there is nothing to press', async () => {
    renderApp({ path: '/baselines', role: 'Viewer' });
    await screen.findByText('prod load, spring');
    expect(screen.queryByRole('button', { name: 'New baseline' })).not.toBeInTheDocument();
    expect(screen.queryByRole('columnheader', { name: 'Actions' })).not.toBeInTheDocument();
  });

  it('say what would be here, and what to do when the sidecar does not answer', async () => {
    sidecar.answer({ 'GET /api/baselines': pageOf([]) });
    const { unmount } = renderApp({ path: '/baselines' });
    expect(await screen.findByText('Here will be your baselines')).toBeInTheDocument();
    unmount();
    sidecar.answer({ 'GET /api/baselines': SIDECAR_DOWN });
    renderApp({ path: '/baselines' });
    expect(await screen.findByRole('alert', { name: /The baselines could not be read/ })).toBeInTheDocument();
  });
});

const HISTORY = '/baselines?tab=history&scenario=1&testType=1';

describe('the history', () => {
  it('says which runs are compared with, and why not the others', async () => {
    renderApp({ path: HISTORY });
    const row = (await screen.findByRole('link', { name: 'Run 31 · 14.2.2' })).closest('tr');
    expect(row).toHaveTextContent('Out');
    expect(row).toHaveTextContent('It failed and nobody has accepted it.');
    expect(await screen.findByText('1 of 2 runs of prod · load on staging are compared with')).toBeInTheDocument();
    expect(Object.fromEntries(sidecar.last('GET', '/api/history')?.query ?? [])).toEqual({
      scenarioId: '1',
      testTypeId: '1',
    });
  });

  it('takes a decision with its reason', async () => {
    sidecar.answer({ 'PUT /api/tests/31/decision': {} });
    const { user } = renderApp({ path: HISTORY });
    await user.click(await screen.findByRole('button', { name: 'Accept: run 31' }));
    const dialog = await screen.findByRole('dialog');
    await user.type(within(dialog).getByRole('textbox', { name: /Reason/ }), 'new search index');
    await user.click(within(dialog).getByRole('button', { name: 'Accept' }));
    await waitFor(() =>
      expect(sidecar.last('PUT', '/api/tests/31/decision')?.body).toEqual({
        decision: 'accepted',
        reason: 'new search index',
      })
    );
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
  });

  it('takes one decision on several runs with one reason, by keyboard too', async () => {
    sidecar.answer({ 'PUT /api/tests/31/decision': {}, 'PUT /api/tests/41/decision': {} });
    const { user } = renderApp({ path: HISTORY });
    (await screen.findByRole('checkbox', { name: 'Pick run 31 of 14.2.2' })).focus();
    await user.keyboard(' ');
    expect(screen.getByText('1 run picked')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Pick all 2' }));
    await user.click(screen.getByRole('button', { name: 'Quarantine 2 runs' }));
    const dialog = await screen.findByRole('dialog', { name: 'Quarantine 2 runs?' });
    await user.click(within(dialog).getByRole('button', { name: 'Quarantine' }));
    expect(within(dialog).getByText('Say why: others will ask')).toBeInTheDocument();
    await user.type(within(dialog).getByRole('textbox', { name: /Reason/ }), 'the host was ill');
    await user.click(within(dialog).getByRole('button', { name: 'Quarantine' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    const said = { decision: 'quarantined', reason: 'the host was ill' };
    expect(sidecar.last('PUT', '/api/tests/31/decision')?.body).toEqual(said);
    expect(sidecar.last('PUT', '/api/tests/41/decision')?.body).toEqual(said);
    expect(screen.getByText('Pick runs to decide on several at once')).toBeInTheDocument();
  });

  it('says which of several runs could not be decided and why, and decides no other twice', async () => {
    sidecar.answer({
      'PUT /api/tests/31/decision': problem(409, 'CONFLICT_STATE', 'run 31 is running'),
      'PUT /api/tests/41/decision': {},
    });
    const { user } = renderApp({ path: HISTORY });
    await user.click(await screen.findByRole('button', { name: 'Pick all 2' }));
    await user.click(screen.getByRole('button', { name: 'Accept 2 runs' }));
    const dialog = await screen.findByRole('dialog');
    await user.type(within(dialog).getByRole('textbox', { name: /Reason/ }), 'known');
    await user.click(within(dialog).getByRole('button', { name: 'Accept' }));
    const alert = await within(dialog).findByRole('alert', { name: /Not all decisions were saved/ });
    expect(alert).toHaveTextContent('1 of 2 runs could not be decided: run 31: run 31 is running');
    await user.click(within(dialog).getByRole('button', { name: 'Accept' }));
    await waitFor(() =>
      expect(sidecar.calls.filter(({ method }) => method === 'PUT').map(({ path }) => path)).toEqual([
        ...['/api/tests/41/decision', '/api/tests/31/decision', '/api/tests/31/decision'],
      ])
    );
    await user.click(within(dialog).getByRole('button', { name: 'Back' }));
    expect(screen.getByText('1 run picked')).toBeInTheDocument();
  });

  it('has nothing to pick for Viewers', async () => {
    renderApp({ path: HISTORY, role: 'Viewer' });
    await screen.findByRole('link', { name: 'Run 31 · 14.2.2' });
    expect(screen.queryByRole('checkbox')).not.toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /Pick all/ })).not.toBeInTheDocument();
  });

  it('names the run that perhaps does not belong', async () => {
    sidecar.answer({ 'GET /api/history': makeHistory({ suspiciousRunId: 41 }) });
    renderApp({ path: HISTORY });
    expect(await screen.findByText('Run 41 of 14.2.3 perhaps does not belong here')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Quarantine' })).toBeInTheDocument();
  });

  it('tells the noise of each label and what can be seen', async () => {
    sidecar.answer({
      'GET /api/history': makeHistory({
        noise: [makeNoise(), makeNoise({ label: 'Pay', spread: 0.2, smallestChange: 0.8, runsForFivePercent: null })],
      }),
    });
    renderApp({ path: HISTORY });
    const table = await screen.findByRole('table', { name: 'Noise of each label' });
    const [search, pay] = within(table).getAllByRole('row').slice(1);
    expect(search).toHaveTextContent(/±3\.1%\+12\.0%7$/);
    expect(pay).toHaveTextContent('more than 100');
  });

  it('shows who decided what and why', async () => {
    const decisions = [{ decision: 'accepted' as const, reason: 'new search index', by: 'eva', atMs: T0 }];
    sidecar.answer({
      'GET /api/history': makeHistory({ entries: [makeHistoryEntry({ decision: 'accepted', decisions })] }),
    });
    renderApp({ path: HISTORY });
    const row = (await screen.findByRole('link', { name: 'Run 41 · 14.2.3' })).closest('tr');
    expect(row).toHaveTextContent('Accepted by eva');
    expect(row).toHaveTextContent('new search index');
  });

  it('asks for a scenario, and says what would be here', async () => {
    const { unmount } = renderApp({ path: '/baselines?tab=history' });
    expect(await screen.findByText('Choose a scenario')).toBeInTheDocument();
    unmount();
    sidecar.answer({ 'GET /api/history': makeHistory({ entries: [], noise: [] }) });
    renderApp({ path: HISTORY });
    expect(await screen.findByText(/Here will be the runs of prod · load/)).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Import results' })).toBeInTheDocument();
  });
});

describe('learning the noise', () => {
  const PREVIEW = makePreview({
    runs: [makePlannedRun({ startsAtMs: T0 })],
    endsAtMs: T0 + 375 * MINUTE_MS,
  });

  it('says how long it takes, and queues the repeats', async () => {
    sidecar.answer({
      'POST /api/batches/preview': PREVIEW,
      'POST /api/batches': makeBatch(),
      'GET /api/batches/7': makeBatch(),
    });
    const { user } = renderApp({ path: HISTORY });
    await user.click(await screen.findByRole('button', { name: 'Run it to learn its noise' }));
    // Five runs of 60 minutes and five cool-downs of 15.
    expect(await screen.findByText(/It takes 6 h 15 m with cool-downs/)).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Queue 5 runs' }));
    await waitFor(() => expect(screen.getByTestId('address')).toHaveTextContent('/queue/batches/7'));
    expect(sidecar.last('POST', '/api/batches')?.body).toEqual({
      versionId: 3,
      name: 'Noise of prod · load on staging',
      runs: [{ scenarioId: 1, testTypeId: 1, repeats: 5 }],
    });
  });

  it('says why it cannot be', async () => {
    sidecar.answer({
      'POST /api/batches/preview': makePreview({
        canStart: false,
        runs: [makePlannedRun({ problems: ['prod has no script'] })],
      }),
    });
    const { user } = renderApp({ path: HISTORY });
    await user.click(await screen.findByRole('button', { name: 'Run it to learn its noise' }));
    expect(await screen.findByText('prod has no script')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Queue 5 runs' })).toBeDisabled();
  });

  it('shows a refusal', async () => {
    sidecar.answer({
      'POST /api/batches/preview': PREVIEW,
      'POST /api/batches': problem(409, 'CONFLICT_STATE', 'The environment is archived'),
    });
    const { user } = renderApp({ path: HISTORY });
    await user.click(await screen.findByRole('button', { name: 'Run it to learn its noise' }));
    const start = await screen.findByRole('button', { name: 'Queue 5 runs' });
    await waitFor(() => expect(start).toBeEnabled());
    await user.click(start);
    expect(await screen.findByText(/The environment is archived/)).toBeInTheDocument();
  });
});
