import { screen, waitFor, within } from '@testing-library/react';
import type { PicturePreset } from 'perftest-automation-sidecar/contract/pictures';

import { makeEnvironment, pageOf } from '../../test/factories';
import { problem } from '../../test/fake-sidecar';
import { sidecar } from '../../test/grafana-runtime';
import { renderApp } from '../../test/render-app';

jest.mock('@grafana/runtime', () => jest.requireActual('../../test/grafana-runtime').runtime);

const PRESET: PicturePreset = {
  ...{ id: 3, name: 'JMeter', environmentId: 1, scenarioId: null, dashboardUid: 'live', panelIds: [1, 2] },
  ...{ variables: { runId: '${runId}' }, range: 'window', widthPixels: 1000, heightPixels: 500, theme: 'light' },
  isActive: true,
};
const PARTS = {
  ...{ uid: 'live', title: 'JMeter live', panels: [{ id: 1, title: 'p95', type: 'timeseries' }] },
  variables: [
    { name: 'runId', value: '$__all' },
    { name: 'host', value: 'app-1' },
  ],
};

beforeEach(() => {
  sidecar.reset();
  sidecar.answer({
    'GET /api/environments/1': makeEnvironment(),
    'GET /api/scenarios': pageOf([]),
    'GET /api/grafana/presets': [PRESET, { ...PRESET, id: 4, name: 'elsewhere', environmentId: 2 }],
    'GET /api/grafana/dashboards/live': PARTS,
  });
});

const section = async () => within(await screen.findByRole('region', { name: 'Pictures' }));

it('lists what is captured there, and changes it', async () => {
  sidecar.answer({ 'PUT /api/grafana/presets/3': PRESET });
  const { user } = renderApp({ path: '/environments/1' });
  const list = await section();
  expect(await list.findByText(/2 panels of the dashboard live, over the analysis window/)).toBeInTheDocument();
  expect(list.queryByText('elsewhere')).not.toBeInTheDocument();
  await user.click(list.getByRole('button', { name: 'Change JMeter' }));
  const dialog = within(await screen.findByRole('dialog'));
  await user.type(await dialog.findByRole('textbox', { name: /Variable host/ }), 'app-2');
  await user.click(dialog.getByRole('radio', { name: 'Whole run' }));
  await user.click(dialog.getByRole('checkbox', { name: /Only for/ }));
  await user.click(dialog.getByRole('button', { name: 'Save' }));
  const { id: _, ...input } = PRESET;
  await waitFor(() =>
    expect(sidecar.last('PUT', '/api/grafana/presets/3')?.body).toEqual({
      ...input,
      ...{ environmentId: null, range: 'run', variables: { runId: '${runId}', host: 'app-2' } },
    })
  );
});

it('asks for a dashboard and a name, and says why it was not saved', async () => {
  sidecar.answer({ 'PUT /api/grafana/presets/3': problem(409, 'CONFLICT_NAME', 'The name is taken') });
  const { user } = renderApp({ path: '/environments/1' });
  const list = await section();
  await user.click(list.getByRole('button', { name: 'Add pictures' }));
  await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Save' }));
  expect(await screen.findByText('Choose a dashboard')).toBeInTheDocument();
  expect(screen.getByText('The pictures need a name')).toBeInTheDocument();
  await user.click(screen.getByRole('button', { name: 'Back' }));
  await user.click(await list.findByRole('button', { name: 'Change JMeter' }));
  await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Save' }));
  expect(await screen.findByText(/The name is taken/)).toBeInTheDocument();
});

it('is for looking at where the role is a Viewer’s', async () => {
  renderApp({ path: '/environments/1', role: 'Viewer' });
  const list = await section();
  expect(await list.findByText(/2 panels/)).toBeInTheDocument();
  expect(list.queryByRole('button')).not.toBeInTheDocument();
});
