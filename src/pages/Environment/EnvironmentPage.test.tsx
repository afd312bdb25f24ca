import { act, screen, waitFor, within } from '@testing-library/react';
import type { EnvironmentInput } from 'perftest-automation-sidecar/contract/scenarios';

import { makeLane, makeQueue, pageOf } from '../../test/factories';
import { problem } from '../../test/fake-sidecar';
import { grafanaHistory, sidecar } from '../../test/grafana-runtime';
import { LOCAL_GENERATOR, makeEnvironment, makeHook } from '../../test/management-factories';
import { renderApp } from '../../test/render-app';

jest.mock('@grafana/runtime', () => jest.requireActual('../../test/grafana-runtime').runtime);

const PROBE = { url: 'https://staging/version', expression: '/version', headers: { Accept: 'application/json' } };
const STAGING = makeEnvironment({
  secretNames: ['token', 'db.password'],
  versionProbe: PROBE,
  hooksBefore: [makeHook(), makeHook({ name: 'warm', method: 'GET' })],
});

beforeEach(() => {
  sidecar.reset();
  grafanaHistory.blocks.clear();
  grafanaHistory.left.length = 0;
  sidecar.answer({
    'GET /api/environments/1': STAGING,
    'GET /api/generators': [LOCAL_GENERATOR],
    'GET /api/environments': pageOf([STAGING]),
    'GET /api/queue': makeQueue(),
    'GET /api/scenarios': pageOf([]),
    'PUT /api/environments/1': STAGING,
  });
});

function saved(): EnvironmentInput | undefined {
  return sidecar.last('PUT', '/api/environments/1')?.body as EnvironmentInput | undefined;
}

describe('an environment', () => {
  it('is saved with what was changed and everything else as it was; untouched secrets are not sent', async () => {
    const { user } = renderApp({ path: '/environments/1' });
    const host = await screen.findByRole('textbox', { name: 'Value of host' });
    await user.clear(host);
    await user.type(host, 'other');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(saved()).toBeDefined());
    expect(saved()).toEqual({
      influxDb: { use: 'settings' },
      name: 'staging',
      description: '',
      generator: 'local',
      isActive: true,
      properties: { host: 'other' },
      secrets: {},
      versionProbe: { ...PROBE, timeoutSeconds: 10 },
      hooksBefore: [
        { ...makeHook(), headers: {}, timeoutSeconds: 30 },
        { ...makeHook({ name: 'warm', method: 'GET' }), headers: {}, timeoutSeconds: 30 },
      ],
      hooksAfter: [],
      dashboards: [],
    });
  });

  it('never shows a secret: one is replaced, removed, added or kept', async () => {
    const { user } = renderApp({ path: '/environments/1' });
    await user.click(await screen.findByRole('button', { name: 'Replace token' }));
    await user.type(screen.getByLabelText('New value of token'), 's3cret');
    expect(screen.getByLabelText('New value of token')).toHaveAttribute('type', 'password');
    await user.click(screen.getByRole('button', { name: 'Remove secret db.password' }));
    expect(screen.getByText('will be removed')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Add secret' }));
    await user.type(screen.getByLabelText('Name of secret 3'), 'pin');
    await user.type(screen.getByLabelText('Value of secret 3'), '1234');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(saved()?.secrets).toEqual({ token: 's3cret', 'db.password': null, pin: '1234' }));
  });

  it('keeps a secret whose replacement was given up', async () => {
    const { user } = renderApp({ path: '/environments/1' });
    await user.click(await screen.findByRole('button', { name: 'Replace token' }));
    await user.click(screen.getByRole('button', { name: 'Keep token as it is' }));
    expect(screen.getAllByText('is set')).toHaveLength(2);
  });

  it('says at the field what cannot be saved, and sends nothing', async () => {
    const { user } = renderApp({ path: '/environments/1' });
    const url = await screen.findByRole('textbox', { name: /Asked with GET/ });
    await user.clear(url);
    await user.type(url, 'staging/version');
    const expression = screen.getByRole('textbox', { name: /Where the version stands/ });
    await user.clear(expression);
    await user.type(expression, 'version: (');
    await user.click(screen.getByRole('button', { name: 'Add secret' }));
    await user.type(screen.getByLabelText('Name of secret 3'), 'host');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText(/begins with http:/)).toBeInTheDocument();
    expect(screen.getByText(/This is no regular expression/)).toBeInTheDocument();
    expect(screen.getByText(/There is a property of this name/)).toBeInTheDocument();
    expect(screen.getByText('A secret needs a value')).toBeInTheDocument();
    expect(screen.getByText(/Something cannot be saved as it is/)).toBeInTheDocument();
    expect(saved()).toBeUndefined();
  });

  it('has hooks in an order that the keyboard changes; where one stands then is said', async () => {
    const { user } = renderApp({ path: '/environments/1' });
    (await screen.findByRole('button', { name: 'Move hook before 2 up' })).focus();
    await user.keyboard('{Enter}');
    expect(await screen.findByText('warm is now 1 of 2')).toBeInTheDocument();
    // At the upper end it cannot go on: the focus stays with the hook.
    await waitFor(() => expect(screen.getByRole('button', { name: 'Move hook before 1 down' })).toHaveFocus());
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(saved()?.hooksBefore?.map(({ name }) => name)).toEqual(['warm', 'reset']));
  });

  it('says before it is saved what that means for runs that wait and run', async () => {
    const { user } = renderApp({ path: '/environments/1' });
    await user.type(await screen.findByRole('textbox', { name: 'Description' }), 'x');
    expect(
      screen.getByText(/1 waiting run keeps its properties and takes secrets, probe and hooks/)
    ).toBeInTheDocument();
    expect(screen.getByText(/the run that is under way/)).toBeInTheDocument();
  });

  it('shows why the sidecar refused it, and keeps what was typed', async () => {
    sidecar.answer({ 'PUT /api/environments/1': problem(409, 'CONFLICT_NAME', 'The name is taken') });
    const { user } = renderApp({ path: '/environments/1' });
    const name = await screen.findByRole('textbox', { name: /^Name As people/ });
    await user.clear(name);
    await user.type(name, 'prod');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText(/The name is taken/)).toBeInTheDocument();
    expect(name).toHaveValue('prod');
  });

  it('is tried after a question, for hooks change the system; this saves nothing', async () => {
    const check = { name: 'reset', when: 'before', isOk: false, detail: 'it answered 500', durationMs: 1234 };
    sidecar.answer({ 'POST /api/environments/1/try': { checks: [check] } });
    const { user } = renderApp({ path: '/environments/1' });
    await user.click(await screen.findByRole('button', { name: 'Try now' }));
    const dialog = await screen.findByRole('dialog');
    expect(dialog).toHaveTextContent('2 hooks are called');
    await user.click(within(dialog).getByRole('button', { name: 'Try now' }));
    const row = (await screen.findByText('it answered 500')).closest('tr');
    expect(row).toHaveTextContent('Failed');
    expect(row).toHaveTextContent('1,234');
    expect(saved()).toBeUndefined();
  });

  it('is not tried while something is unsaved: what is stored would be tried', async () => {
    const { user } = renderApp({ path: '/environments/1' });
    await user.type(await screen.findByRole('textbox', { name: 'Description' }), 'x');
    expect(screen.getByRole('button', { name: 'Try now' })).toBeDisabled();
    expect(screen.getByText(/save first/)).toBeInTheDocument();
  });

  it('holds back who would leave with something unsaved, until they say so', async () => {
    const { user } = renderApp({ path: '/environments/1' });
    const queue = { pathname: '/a/perftest-automation-app/queue' };
    await screen.findByRole('textbox', { name: 'Description' });
    expect(grafanaHistory.leave(queue)).toBe(true);
    await user.type(screen.getByRole('textbox', { name: 'Description' }), 'x');
    act(() => expect(grafanaHistory.leave(queue)).toBe(false));
    await user.click(await screen.findByRole('button', { name: 'Stay' }));
    act(() => expect(grafanaHistory.leave(queue)).toBe(false));
    await user.click(await screen.findByRole('button', { name: 'Leave' }));
    expect(grafanaHistory.left).toEqual([queue.pathname, queue.pathname]);
  });

  it('can be looked at but not changed by a Viewer', async () => {
    renderApp({ path: '/environments/1', role: 'Viewer' });
    expect(await screen.findByRole('textbox', { name: 'Value of host' })).toBeDisabled();
    expect(
      screen.queryByRole('button', { name: /Save|Delete|Try now|Replace|Remove|Add|Move/ })
    ).not.toBeInTheDocument();
  });
});

describe('a new environment', () => {
  it('is created and then shown', async () => {
    sidecar.answer({
      'POST /api/environments': makeEnvironment({ id: 5, name: 'perf' }),
      'GET /api/environments/5': makeEnvironment({ id: 5, name: 'perf' }),
      'GET /api/queue': makeQueue({ lanes: [makeLane()] }),
    });
    const { user } = renderApp({ path: '/environments/new' });
    await user.type(await screen.findByRole('textbox', { name: /^Name As people/ }), ' perf ');
    await user.click(screen.getByRole('button', { name: 'Create environment' }));
    await waitFor(() => expect(screen.getByTestId('address')).toHaveTextContent('/environments/5'));
    expect(sidecar.last('POST', '/api/environments')?.body).toMatchObject({
      name: 'perf',
      versionProbe: null,
      secrets: {},
    });
  });

  it('is not for a Viewer', async () => {
    renderApp({ path: '/environments/new', role: 'Viewer' });
    expect(await screen.findByText('Environments are made by Editors')).toBeInTheDocument();
  });
});
