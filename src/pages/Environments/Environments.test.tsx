import { screen, within } from '@testing-library/react';

import { makeLane, makeQueue, pageOf } from '../../test/factories';
import { SIDECAR_DOWN } from '../../test/fake-sidecar';
import { sidecar } from '../../test/grafana-runtime';
import { makeEnvironment, makeHook } from '../../test/management-factories';
import { renderApp } from '../../test/render-app';

jest.mock('@grafana/runtime', () => jest.requireActual('../../test/grafana-runtime').runtime);

const PROBE = { url: 'https://preprod/version', expression: '/version' };
const HELD = makeEnvironment({
  id: 2,
  name: 'preprod',
  properties: { host: 'preprod', port: '443' },
  secretNames: ['token'],
  versionProbe: PROBE,
  hooksBefore: [makeHook()],
});

beforeEach(() => {
  sidecar.reset();
  sidecar.answer({
    'GET /api/environments': pageOf([
      makeEnvironment(),
      HELD,
      makeEnvironment({ id: 3, name: 'old', isActive: false }),
    ]),
    'GET /api/queue': makeQueue({
      lanes: [makeLane(), makeLane({ environmentId: 2, state: 'held', running: null, waiting: [] })],
    }),
  });
});

async function rowOf(name: string): Promise<HTMLElement> {
  return (await screen.findByRole('link', { name })).closest('tr') as HTMLElement;
}

describe('the environments', () => {
  it('tell what their lanes do and what is set up', async () => {
    renderApp({ path: '/environments' });
    expect(await within(await rowOf('staging')).findByText('Running')).toBeInTheDocument();
    expect(await rowOf('staging')).toHaveTextContent('1 run waits');
    const cells = within(await rowOf('preprod'))
      .getAllByRole('cell')
      .map(({ textContent }) => textContent);
    expect(cells).toEqual(['preprod', 'Held', '2', '1', 'yes', '1 before']);
    expect(screen.queryByRole('link', { name: 'old' })).not.toBeInTheDocument();
  });

  it('are found by a property, archived ones too when asked for; the address keeps it', async () => {
    renderApp({ path: '/environments?search=443&archived=true' });
    await rowOf('preprod');
    expect(screen.queryByRole('link', { name: 'staging' })).not.toBeInTheDocument();
  });

  it('do not claim to be idle while the queue cannot be read', async () => {
    sidecar.answer({ 'GET /api/queue': SIDECAR_DOWN });
    renderApp({ path: '/environments' });
    expect(within(await rowOf('staging')).getAllByRole('cell')[1]).toHaveTextContent('–');
  });

  it('say what would be here, and offer the next step to an Editor alone', async () => {
    sidecar.answer({ 'GET /api/environments': pageOf([]) });
    renderApp({ path: '/environments', role: 'Viewer' });
    expect(await screen.findByText('Here will be the systems that you test')).toBeInTheDocument();
    expect(screen.queryByRole('link', { name: 'New environment' })).not.toBeInTheDocument();
  });
});
