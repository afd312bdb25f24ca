import { screen, waitFor, within } from '@testing-library/react';

import {
  makeBatch,
  makeEnvironment,
  makeFinding,
  makePlannedRun,
  makePreview,
  makeRun,
  makeScenario,
  makeScript,
  makeTestType,
  makeVersion,
  pageOf,
} from '../../test/factories';
import { problem } from '../../test/fake-sidecar';
import { sidecar, toasts } from '../../test/grafana-runtime';
import { renderApp } from '../../test/render-app';

jest.mock('@grafana/runtime', () => jest.requireActual('../../test/grafana-runtime').runtime);

beforeEach(() => {
  sidecar.reset();
  toasts.length = 0;
});

beforeEach(() => localStorage.clear());

function answerRunTests() {
  sidecar.answer({
    'GET /api/scenarios': pageOf([
      makeScenario(),
      makeScenario({ id: 4, name: 'uid', displayName: 'uid', position: 2 }),
    ]),
    'GET /api/test-types': [
      makeTestType(),
      makeTestType({ id: 2, name: 'stress', displayName: 'Stress', position: 2 }),
    ],
    'GET /api/versions': pageOf([makeVersion()]),
    'GET /api/environments': pageOf([makeEnvironment(), makeEnvironment({ id: 2, name: 'preprod' })]),
    'GET /api/scripts': pageOf([makeScript()]),
    'POST /api/batches/preview': makePreview(),
    'POST /api/batches': makeBatch(),
    'GET /api/batches/7': makeBatch(),
    'GET /api/reports': pageOf([]),
  });
}

/** What is sent of a batch when nothing of it was changed. */
const STANDARD = { versionId: 3, failurePolicy: 'continue', smoke: true };

const remembered = (choices: object) =>
  localStorage.setItem('perftest-automation-app.run-choice.v1', JSON.stringify({ versionId: 3, choices }));

describe('choosing tests to run', () => {
  it('previews what was chosen and changed, starts it and goes to its batch', async () => {
    answerRunTests();
    remembered({});
    const { user } = renderApp({ path: '/run' });

    const users = await screen.findByRole('textbox', { name: /^Users of prod Load/ });
    await user.clear(users);
    await user.type(users, '40{Enter}');
    await user.click(screen.getByRole('checkbox', { name: 'Run uid Stress' }));

    const start = await screen.findByRole('button', { name: 'Run 2 tests' });
    await waitFor(() => expect(start).toBeEnabled());
    const plan = screen.getByRole('complementary', { name: 'What will happen' });
    expect(plan).toHaveTextContent('compared with prod · load · 14.2.2');
    await user.click(start);

    await waitFor(() => expect(screen.getByTestId('address')).toHaveTextContent('/batches/7'));
    expect(sidecar.last('POST', '/api/batches')?.body).toEqual({
      ...STANDARD,
      runs: [
        { scenarioId: 1, testTypeId: 1, userCount: 40 },
        { scenarioId: 4, testTypeId: 2 },
      ],
    });
  });

  it('remembers the last choice of this browser', async () => {
    answerRunTests();
    remembered({ '1:2': { isChosen: true, durationSeconds: 90 } });
    renderApp({ path: '/run' });
    expect(await screen.findByRole('checkbox', { name: 'Run prod Stress' })).toBeChecked();
    expect(screen.getByRole('textbox', { name: /^Duration of prod Stress/ })).toHaveValue('1 m 30 s');
  });

  it('does not start what the sidecar says cannot start, and shows why', async () => {
    answerRunTests();
    remembered({ '1:1': { isChosen: true } });
    const blocked = makePlannedRun({ problems: ['The script has no thread group named "prod"'] });
    sidecar.answer({ 'POST /api/batches/preview': makePreview({ runs: [blocked], canStart: false }) });
    renderApp({ path: '/run' });
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('The script has no thread group named "prod" (prod · load)');
    expect(screen.getByRole('button', { name: 'Run 1 test' })).toBeDisabled();
  });

  it('marks a load that cannot be read and keeps asking with the last good one', async () => {
    answerRunTests();
    remembered({ '1:1': { isChosen: true } });
    const { user } = renderApp({ path: '/run' });
    const duration = await screen.findByRole('textbox', { name: /^Duration of prod Load/ });
    await user.clear(duration);
    await user.type(duration, 'soon{Enter}');
    expect(duration).toHaveAttribute('aria-invalid', 'true');
    // The question is asked once typing has rested.
    await waitFor(() =>
      expect(sidecar.last('POST', '/api/batches/preview')?.body).toEqual({
        ...STANDARD,
        runs: [{ scenarioId: 1, testTypeId: 1 }],
      })
    );
  });

  it('says why a start was refused and stays', async () => {
    answerRunTests();
    remembered({ '1:1': { isChosen: true } });
    sidecar.answer({ 'POST /api/batches': problem(409, 'CONFLICT_STATE', 'The environment is not active') });
    const { user } = renderApp({ path: '/run' });
    const start = await screen.findByRole('button', { name: 'Run 1 test' });
    await waitFor(() => expect(start).toBeEnabled());
    await user.click(start);
    const plan = screen.getByRole('complementary', { name: 'What will happen' });
    expect(await within(plan).findByText(/The environment is not active/)).toBeInTheDocument();
    expect(screen.getByTestId('address')).toHaveTextContent('/run');
  });

  it('chooses environment, repeats, policy and no smoke run, and counts every run', async () => {
    answerRunTests();
    remembered({ '1:1': { isChosen: true } });
    const { user } = renderApp({ path: '/run' });
    const repeats = await screen.findByRole('textbox', { name: 'Runs of prod Load' });
    await user.clear(repeats);
    await user.type(repeats, '3{Enter}');
    expect(await screen.findByRole('button', { name: 'Run 3 tests' })).toBeInTheDocument();
    await user.click(screen.getByRole('switch', { name: 'Smoke run before the tests' }));
    // jsdom shows no options, for they have no height; the keyboard chooses them all the same.
    await user.type(screen.getByRole('combobox', { name: /Environment/ }), 'preprod{ArrowDown}{Enter}');
    await user.type(screen.getByRole('combobox', { name: /After a failure/ }), 'verdict{ArrowDown}{Enter}');
    await waitFor(() =>
      expect(sidecar.last('POST', '/api/batches/preview')?.body).toEqual({
        versionId: 3,
        failurePolicy: 'stop on failed verdict',
        smoke: false,
        runs: [{ scenarioId: 1, testTypeId: 1, environmentId: 2, repeats: 3 }],
      })
    );
  });

  it('leaves the script its own schedule, and says so in the cell', async () => {
    answerRunTests();
    sidecar.answer({ 'GET /api/baselines': pageOf([]), 'GET /api/scripts/2/revisions': [] });
    remembered({ '1:1': { isChosen: true } });
    const { user } = renderApp({ path: '/run' });
    await user.click(await screen.findByRole('button', { name: /^Schedule, script, .* of prod Load$/ }));
    await user.click(await screen.findByRole('radio', { name: 'The script’s own' }));
    expect(screen.getByText('own schedule')).toBeInTheDocument();
    await waitFor(() =>
      expect(sidecar.last('POST', '/api/batches/preview')?.body).toEqual({
        ...STANDARD,
        runs: [{ scenarioId: 1, testTypeId: 1, appliesLoad: false }],
      })
    );
  });

  it('chooses the tests of the scenario one comes from, and these alone', async () => {
    answerRunTests();
    remembered({ '1:1': { isChosen: true } });
    renderApp({ path: '/run?scenario=4' });
    expect(await screen.findByRole('checkbox', { name: 'Run uid Load' })).toBeChecked();
    expect(screen.getByRole('checkbox', { name: 'Run uid Stress' })).toBeChecked();
    expect(screen.getByRole('checkbox', { name: 'Run prod Load' })).not.toBeChecked();
  });

  it('inserts before a waiting run, until somebody puts the tests at the end', async () => {
    answerRunTests();
    sidecar.answer({ 'GET /api/tests/43': makeRun({ id: 43, status: 'queued', name: 'uid · load · 14.2.3' }) });
    remembered({ '1:1': { isChosen: true } });
    const { user } = renderApp({ path: '/run?before=43' });
    expect(await screen.findByRole('link', { name: 'uid · load · 14.2.3' })).toBeInTheDocument();
    const lastBody = () => sidecar.last('POST', '/api/batches/preview')?.body;
    await waitFor(() => expect(lastBody()).toHaveProperty('beforeRunId', 43));
    await user.click(screen.getByRole('button', { name: 'Put them at the end' }));
    await waitFor(() => expect(lastBody()).not.toHaveProperty('beforeRunId'));
  });

  it('shows what preflight found once, with the fix and the way to the script', async () => {
    answerRunTests();
    remembered({ '1:1': { isChosen: true } });
    const finding = makeFinding({ fix: 'Upload it with the script.' });
    const runs = [
      makePlannedRun({ kind: 'smoke', warnings: [finding] }),
      makePlannedRun({ warnings: [finding], groups: [{ name: 'Shoppers', load: null }] }),
    ];
    sidecar.answer({ 'POST /api/batches/preview': makePreview({ runs }) });
    renderApp({ path: '/run' });
    const plan = await screen.findByRole('complementary', { name: 'What will happen' });
    expect(await within(plan).findByText('Preflight found 1 error')).toBeInTheDocument();
    expect(within(plan).getByText('Upload it with the script.')).toBeInTheDocument();
    const link = await within(plan).findByRole('link', { name: 'prod-rev-trans' });
    expect(link).toHaveAttribute('href', '/a/perftest-automation-app/scripts/2');
    expect(within(plan).getByText('Shoppers as in the script')).toBeInTheDocument();
    const [first] = within(within(plan).getAllByRole('list').at(-1) ?? plan).getAllByRole('listitem');
    expect(first).toHaveTextContent('smoke');
    // Preflight warns; it is the person who decides.
    await waitFor(() => expect(screen.getByRole('button', { name: 'Run 1 test' })).toBeEnabled());
  });

  it('tells a viewer who may start tests', async () => {
    renderApp({ path: '/run', role: 'Viewer' });
    expect(await screen.findByRole('heading', { name: 'Starting tests is for editors' })).toBeInTheDocument();
    // Only the notices of runs that end ask for something, on every page.
    expect(sidecar.calls.map(({ path }) => path)).toEqual(['/api/dashboard/stats']);
  });
});
