import { screen, waitFor, within } from '@testing-library/react';
import type { Setting } from 'perftest-automation-sidecar/contract/system';

import { problem } from '../../test/fake-sidecar';
import { sidecar } from '../../test/grafana-runtime';
import { renderApp } from '../../test/render-app';

jest.mock('@grafana/runtime', () => jest.requireActual('../../test/grafana-runtime').runtime);

function makeSetting(overrides: Partial<Setting> = {}): Setting {
  return {
    ...{ category: 'runner', key: 'javaPath', label: 'Java program', type: 'text', description: 'The java program' },
    ...{ unit: null, minimum: null, maximum: null, choices: [], value: 'java', isSecret: false, isSet: true },
    ...{ source: 'default', environmentVariable: 'JAVA_PATH', withoutSaved: { value: 'java', source: 'default' } },
    ...overrides,
  };
}

const JAVA = makeSetting();
const GRACE = makeSetting({
  ...{ key: 'grace', label: 'Grace', type: 'number', unit: 's', minimum: 0, maximum: 600, value: 300 },
  ...{ source: 'saved', environmentVariable: 'GRACE', withoutSaved: { value: 120, source: 'environment' } },
});
const ADDRESS = makeSetting({
  ...{ category: 'grafana', key: 'url', label: 'Address', type: 'url', value: null, isSet: false },
  ...{ environmentVariable: 'GRAFANA_URL', withoutSaved: { value: null, source: 'default' } },
});
const TOKEN = makeSetting({
  ...{ category: 'grafana', key: 'token', label: 'Token', type: 'secret', isSecret: true, value: null },
  ...{ source: 'saved', environmentVariable: 'GRAFANA_API_TOKEN', withoutSaved: { value: null, source: 'default' } },
});

beforeEach(() => {
  sidecar.reset();
  sidecar.answer({ 'GET /api/settings': [JAVA, GRACE, ADDRESS, TOKEN] });
});

const save = () => screen.getByRole('button', { name: 'Save' });

describe('the settings', () => {
  it('say where each value comes from', async () => {
    renderApp({ path: '/settings', role: 'Admin' });
    expect(await screen.findByText('Default; JAVA_PATH is not set')).toBeInTheDocument();
    expect(screen.getByText('Saved here')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Use GRACE: Grace' })).toBeInTheDocument();
    expect(save()).toBeDisabled();
  });

  it('send only what was changed, and take a saved value away', async () => {
    sidecar.answer({ 'PUT /api/settings/runner': [] });
    const { user } = renderApp({ path: '/settings?tab=runner', role: 'Admin' });
    await user.type(await screen.findByLabelText(/^Java program/), '17');
    await user.click(screen.getByRole('button', { name: 'Use GRACE: Grace' }));
    expect(screen.getByLabelText(/^Grace/)).toHaveValue(120);
    await user.click(save());
    await waitFor(() =>
      expect(sidecar.last('PUT', '/api/settings/runner')?.body).toEqual({ javaPath: 'java17', grace: null })
    );
    expect(await screen.findByText('No unsaved changes')).toBeInTheDocument();
  });

  it('refuse what the sidecar would refuse, before it is asked', async () => {
    const { user } = renderApp({ path: '/settings', role: 'Admin' });
    const grace = await screen.findByLabelText(/^Grace/);
    await user.clear(grace);
    await user.type(grace, '601');
    expect(screen.getByText('A whole number from 0 to 600')).toBeInTheDocument();
    expect(save()).toBeDisabled();
    await user.click(screen.getByRole('button', { name: 'Undo the change of Grace' }));
    expect(screen.getByText('No unsaved changes')).toBeInTheDocument();
  });

  it('never show a secret, and replace it', async () => {
    sidecar.answer({ 'PUT /api/settings/grafana': [] });
    const { user } = renderApp({ path: '/settings?tab=grafana', role: 'Admin' });
    expect(await screen.findByLabelText(/^Token/)).toBeDisabled();
    await user.click(screen.getByRole('button', { name: /^Reset$/ }));
    await user.type(screen.getByLabelText(/^Token/), 'glsa_new');
    await user.click(save());
    await waitFor(() => expect(sidecar.last('PUT', '/api/settings/grafana')?.body).toEqual({ token: 'glsa_new' }));
  });

  it('keep what was typed when the sidecar refuses', async () => {
    sidecar.answer({ 'PUT /api/settings/grafana': problem(400, 'REQUEST_INVALID', 'The request is not valid') });
    const { user } = renderApp({ path: '/settings?tab=grafana', role: 'Admin' });
    await user.type(await screen.findByLabelText(/^Address/), 'http://wrong:3000');
    await user.click(save());
    expect(await screen.findByRole('alert', { name: /were not saved/ })).toBeInTheDocument();
    expect(screen.getByLabelText(/^Address/)).toHaveValue('http://wrong:3000');
  });

  it('are tried with what is typed in all tabs', async () => {
    sidecar.answer({
      'POST /api/settings/test-connections': [
        { name: 'JMeter', state: 'works', detail: 'Apache JMeter 5.6.3', checks: [] },
        { name: 'InfluxDB', state: 'not set up', detail: 'The settings name no InfluxDB.', checks: [] },
      ],
    });
    const { user } = renderApp({ path: '/settings', role: 'Admin' });
    await user.type(await screen.findByLabelText(/^Java program/), '17');
    await user.click(screen.getByRole('tab', { name: 'Grafana' }));
    await user.type(screen.getByLabelText(/^Address/), 'http://grafana:3000');
    await user.click(screen.getByRole('button', { name: 'Test connections' }));
    const list = await screen.findByRole('list', { name: 'Connections' });
    expect(within(list).getByText('Not set up')).toBeInTheDocument();
    expect(sidecar.last('POST', '/api/settings/test-connections')?.body).toEqual({
      values: { runner: { javaPath: 'java17' }, grafana: { url: 'http://grafana:3000' } },
    });
  });

  it('are not for Editors, and nothing is asked', async () => {
    renderApp({ path: '/settings', role: 'Editor' });
    expect(await screen.findByText('Settings are made by Admins')).toBeInTheDocument();
    expect(sidecar.last('GET', '/api/settings')).toBeUndefined();
  });
});
