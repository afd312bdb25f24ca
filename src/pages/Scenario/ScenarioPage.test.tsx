import { screen, waitFor, within } from '@testing-library/react';
import type { ScenarioInput, SloCheckInput } from 'perftest-automation-sidecar/contract/scenarios';

import { makeScenario, makeScript, makeTestType, pageOf } from '../../test/factories';
import { problem, type RecordedCall } from '../../test/fake-sidecar';
import { sidecar } from '../../test/grafana-runtime';
import { renderApp } from '../../test/render-app';

jest.mock('@grafana/runtime', () => jest.requireActual('../../test/grafana-runtime').runtime);

const SLO = { label: 'Login', metric: 'p95Ms', comparator: '<', limit: 800 };

/** As the sidecar does: one text that it can read. */
function checkSlos({ body }: RecordedCall) {
  const results = (body as SloCheckInput).texts.map((text) => ({
    text,
    slo: text === 'p95 of Login < 800 ms' ? SLO : null,
    written: null,
    error: text.startsWith('p95') ? null : { message: 'a metric is expected', fromIndex: 0, toIndex: 3 },
    warning: null,
  }));
  return { results, labels: ['Login', 'Pay'] };
}

beforeEach(() => {
  sidecar.reset();
  sidecar.answer({
    'GET /api/grafana/presets': [],
    'GET /api/scenarios/1': makeScenario({ sloTexts: ['p95 of Login < 800 ms'] }),
    'GET /api/scenarios': pageOf([makeScenario()]),
    'GET /api/environments': pageOf([{ id: 1, name: 'staging', description: '' }]),
    'GET /api/scripts': pageOf([makeScript()]),
    'GET /api/test-types': [makeTestType(), makeTestType({ id: 2, name: 'stress', displayName: 'Stress' })],
    'GET /api/tests': pageOf([]),
    'POST /api/slos/check': checkSlos,
    'PUT /api/scenarios/1': makeScenario(),
  });
});

function saved(): ScenarioInput {
  return sidecar.last('PUT', '/api/scenarios/1')?.body as ScenarioInput;
}

describe('a scenario', () => {
  it('is saved with what was changed and everything else as it was', async () => {
    const { user } = renderApp({ path: '/scenarios/1' });
    const users = await screen.findByRole('textbox', { name: 'Users of Load' });
    await user.clear(users);
    await user.type(users, '40{Enter}');
    await user.click(await screen.findByRole('button', { name: 'Save' }));
    await waitFor(() => expect(saved()).toBeDefined());
    const { loads, ...same } = saved();
    expect(loads.find(({ testTypeId }) => testTypeId === 1)).toMatchObject({ userCount: 40, durationSeconds: 3600 });
    expect(loads.find(({ testTypeId }) => testTypeId === 2)).toMatchObject({ userCount: 50 });
    expect(same).toMatchObject({ enabledThreadGroups: ['prod'], testType: 'combined', slos: [SLO], keyLabels: null });
  });

  it('cannot be saved while an SLO cannot be read, and says what is expected there', async () => {
    const { user } = renderApp({ path: '/scenarios/1' });
    const slo = await screen.findByRole('textbox', { name: 'SLO 1' });
    await user.clear(slo);
    await user.type(slo, 'fast');
    expect(await screen.findByRole('alert')).toHaveTextContent('a metric is expected');
    expect(screen.getByRole('button', { name: 'Save' })).toBeDisabled();
    expect(screen.getByText('1 SLO cannot be read')).toBeInTheDocument();
  });

  it('takes a trim of the window as people write it, and none when it is emptied', async () => {
    const { user } = renderApp({ path: '/scenarios/1' });
    const begin = await screen.findByRole('textbox', { name: 'Left out at the begin' });
    await user.type(begin, '5 m{Tab}');
    await user.click(await screen.findByRole('button', { name: 'Save' }));
    await waitFor(() => expect(saved()?.windowTrimStartSeconds).toBe(300));
    await user.clear(begin);
    await user.tab();
    await user.click(await screen.findByRole('button', { name: 'Save' }));
    await waitFor(() => expect(saved()?.windowTrimStartSeconds).toBeNull());
  });

  it('shows why the sidecar refused it, and keeps what was typed', async () => {
    sidecar.answer({ 'PUT /api/scenarios/1': problem(409, 'CONFLICT_NAME', 'The name is taken') });
    const { user } = renderApp({ path: '/scenarios/1' });
    const name = await screen.findByRole('textbox', { name: /^Name/ });
    await user.clear(name);
    await user.type(name, 'other');
    await user.click(await screen.findByRole('button', { name: 'Save' }));
    expect(await screen.findByText(/The name is taken/)).toBeInTheDocument();
    expect(name).toHaveValue('other');
  });

  it('can be looked at but not changed by a Viewer', async () => {
    renderApp({ path: '/scenarios/1', role: 'Viewer' });
    expect(await screen.findByRole('textbox', { name: 'Users of Load' })).toBeDisabled();
    expect(
      screen.queryByRole('button', { name: /Save|Copy|Delete|Add SLO|Add pattern|Add property/ })
    ).not.toBeInTheDocument();
  });
});

describe('the list of scenarios', () => {
  it('tells script, environment, users and duration, and hides archived ones', async () => {
    sidecar.answer({
      'GET /api/scenarios': pageOf([makeScenario(), makeScenario({ id: 2, name: 'old', isActive: false })]),
    });
    renderApp({ path: '/scenarios' });
    const row = (await screen.findByRole('link', { name: 'prod' })).closest('tr') as HTMLElement;
    await waitFor(() => expect(row).toHaveTextContent('staging'));
    expect(within(row).getByRole('link', { name: 'prod-rev-trans' })).toBeInTheDocument();
    expect(row).toHaveTextContent('load 25 users · 60 m');
    expect(screen.queryByRole('link', { name: 'old' })).not.toBeInTheDocument();
  });

  it('shows what an import would change before it changes anything', async () => {
    const trial = {
      scenarios: [{ name: 'prod', action: 'change', changes: ['slos'], problems: [] }],
      isImported: false,
    };
    sidecar.answer({ 'POST /api/scenarios/import': trial });
    const { user } = renderApp({ path: '/scenarios' });
    await user.click(await screen.findByRole('button', { name: 'Import YAML' }));
    await user.type(screen.getByRole('textbox', { name: 'YAML' }), 'scenarios:');
    expect(screen.getByRole('button', { name: 'Import' })).toBeDisabled();
    await user.click(screen.getByRole('button', { name: 'Show what would change' }));
    expect(await screen.findByText(/changes: slos/)).toBeInTheDocument();
    expect(sidecar.last('POST', '/api/scenarios/import')?.body).toEqual({ yaml: 'scenarios:', isTrial: true });
    expect(screen.getByRole('button', { name: 'Import' })).toBeEnabled();
  });
});
