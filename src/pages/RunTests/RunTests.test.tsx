import { screen, waitFor, within } from '@testing-library/react';

import {
  makeBatch,
  makePlannedRun,
  makePreview,
  makeScenario,
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
    'POST /api/batches/preview': makePreview(),
    'POST /api/batches': makeBatch(),
    'GET /api/batches/7': makeBatch(),
    'GET /api/reports': pageOf([]),
  });
}

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
      versionId: 3,
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
    expect(await screen.findByText('The script has no thread group named "prod"')).toBeInTheDocument();
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
        versionId: 3,
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

  it('tells a viewer who may start tests', async () => {
    renderApp({ path: '/run', role: 'Viewer' });
    expect(await screen.findByRole('heading', { name: 'Starting tests is for editors' })).toBeInTheDocument();
    expect(sidecar.calls).toEqual([]);
  });
});
