import { screen, waitFor } from '@testing-library/react';
import type { EnvironmentInput } from 'perftest-automation-sidecar/contract/scenarios';

import { makeQueue, pageOf } from '../../test/factories';
import { datasources, grafanaHistory, sidecar } from '../../test/grafana-runtime';
import { makeEnvironment } from '../../test/management-factories';
import { renderApp } from '../../test/render-app';

jest.mock('@grafana/runtime', () => jest.requireActual('../../test/grafana-runtime').runtime);

const OWN: EnvironmentInput['influxDb'] & { use: 'database' } = {
  use: 'database',
  ...{ url: 'http://influx:8086', database: 'jmeter', username: 'writer' },
  ...{ passwordSecret: 'influx.password', datasourceUid: 'removed' },
};

function showEnvironment(influxDb: EnvironmentInput['influxDb'] = { use: 'settings' }): void {
  const environment = makeEnvironment({ secretNames: ['influx.password'], influxDb });
  sidecar.answer({
    'GET /api/environments/1': environment,
    'GET /api/environments': pageOf([environment]),
    'PUT /api/environments/1': environment,
  });
}

beforeEach(() => {
  sidecar.reset();
  sidecar.answer({ 'GET /api/queue': makeQueue(), 'GET /api/scenarios': pageOf([]) });
  grafanaHistory.blocks.clear();
  datasources.splice(0, Infinity, { uid: 'j', name: 'JMeter', jsonData: {} });
});

const save = () => screen.getByRole('button', { name: 'Save' });
const saved = () => (sidecar.last('PUT', '/api/environments/1')?.body as EnvironmentInput | undefined)?.influxDb;

describe('the InfluxDB of an environment', () => {
  it('is that of the settings, until one of its own is given with all that it takes', async () => {
    showEnvironment();
    const { user } = renderApp({ path: '/environments/1' });
    await user.click(await screen.findByRole('radio', { name: 'A database (1.x)' }));
    await user.type(screen.getByRole('textbox', { name: /^Address/ }), ' http://influx:8086 ');
    expect(screen.getByRole('textbox', { name: 'Database' })).toHaveValue('jmeter');
    await user.type(screen.getByRole('textbox', { name: /^Secret with the password/ }), 'influx.password');
    await user.click(save());
    await waitFor(() => expect(saved()).toEqual({ ...OWN, username: null, datasourceUid: null }));
  });

  it('is refused at the field while something is missing or wrong', async () => {
    showEnvironment();
    const { user } = renderApp({ path: '/environments/1' });
    await user.click(await screen.findByRole('radio', { name: 'A bucket (2)' }));
    await user.type(screen.getByRole('textbox', { name: /^Address/ }), 'influx:8086');
    await user.type(screen.getByRole('textbox', { name: 'Bucket' }), 'load');
    await user.type(screen.getByRole('textbox', { name: /^Secret with the token/ }), 'nowhere');
    await user.click(save());
    expect(await screen.findByText('An address begins with http:// or https://')).toBeInTheDocument();
    expect(screen.getByText('This is needed')).toBeInTheDocument();
    expect(screen.getByText('No secret above has this name')).toBeInTheDocument();
    expect(saved()).toBeUndefined();
  });

  it('stays as it was when something else is saved, also a datasource that Grafana has no more', async () => {
    showEnvironment(OWN);
    const { user } = renderApp({ path: '/environments/1' });
    await user.type(await screen.findByRole('textbox', { name: 'Description' }), 'x');
    await user.click(save());
    await waitFor(() => expect(saved()).toEqual(OWN));
  });

  it('is taken away by “None”', async () => {
    showEnvironment(OWN);
    const { user } = renderApp({ path: '/environments/1' });
    await user.click(await screen.findByRole('radio', { name: 'None' }));
    expect(screen.queryByRole('textbox', { name: 'Database' })).not.toBeInTheDocument();
    await user.click(save());
    await waitFor(() => expect(saved()).toEqual({ use: 'none' }));
  });
});
