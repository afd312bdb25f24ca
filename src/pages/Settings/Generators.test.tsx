import { screen, waitFor, within } from '@testing-library/react';
import type { Generator, GeneratorInput } from 'perftest-automation-sidecar/contract/generators';

import { problem } from '../../test/fake-sidecar';
import { sidecar } from '../../test/grafana-runtime';
import { LOCAL_GENERATOR } from '../../test/management-factories';
import { renderApp } from '../../test/render-app';

jest.mock('@grafana/runtime', () => jest.requireActual('../../test/grafana-runtime').runtime);

const JAVA_PATH = {
  ...{ category: 'runner', key: 'javaPath', label: 'Java program', type: 'text', description: 'The java program' },
  ...{ unit: null, minimum: null, maximum: null, choices: [], value: 'java', isSecret: false, isSet: true },
  ...{ source: 'default', environmentVariable: 'JAVA_PATH', withoutSaved: { value: 'java', source: 'default' } },
};

const FAR: Generator = {
  ...{ name: 'far', kind: 'ssh', source: 'saved', description: 'In Frankfurt', place: 'jmeter@10.0.0.7:22' },
  ssh: {
    ...{ host: '10.0.0.7', port: 22, username: 'jmeter', privateKeyPath: null, usesAgent: false, jump: null },
    ...{ workDirectory: 'perftest-automation', jmeterHome: '/opt/jmeter', javaPath: null, jvmArguments: '' },
    ...{ minimumFreeMb: 2048, removesFiles: true },
  },
  secretNames: ['privateKey'],
  hostKeys: [
    { place: '10.0.0.7:22', algorithm: 'ssh-ed25519', fingerprint: 'SHA256:abc', pinnedAtMs: 1_795_000_000_000 },
  ],
};

beforeEach(() => {
  sidecar.reset();
  sidecar.answer({
    'GET /api/settings': [JAVA_PATH],
    'GET /api/generators': [LOCAL_GENERATOR, FAR],
    'GET /api/generators/far': FAR,
  });
});

const open = () => renderApp({ path: '/settings?tab=runner', role: 'Admin' });

describe('load generators', () => {
  it('are listed with where they are; the sidecar’s own can be tested only', async () => {
    open();
    const list = await screen.findByRole('list', { name: 'Load generators' });
    expect(await within(list).findByText('jmeter@10.0.0.7:22 · In Frankfurt')).toBeInTheDocument();
    expect(within(list).getByRole('button', { name: 'Test local' })).toBeInTheDocument();
    expect(within(list).queryByRole('button', { name: /local$/, description: /Change/ })).not.toBeInTheDocument();
    expect(within(list).getByRole('button', { name: 'Change far' })).toBeInTheDocument();
  });

  it('are tried, and what is wrong is told by each check', async () => {
    sidecar.answer({
      'POST /api/generators/far/test': {
        ...{ name: 'far', state: 'fails', detail: '12 MB are free' },
        checks: [
          { name: 'Java', state: 'works', detail: 'openjdk 17' },
          { name: 'Space', state: 'fails', detail: '12 MB are free' },
        ],
      },
    });
    const { user } = open();
    await user.click(await screen.findByRole('button', { name: 'Test far' }));
    expect(await screen.findByText(/Space: 12 MB are free/)).toBeInTheDocument();
    expect(screen.getByText(/Java: openjdk 17/)).toBeInTheDocument();
  });

  it('are added with a key that is typed; fields that are not right are named', async () => {
    sidecar.answer({ 'POST /api/generators': { ...FAR, name: 'near' } });
    const { user } = open();
    await user.click(await screen.findByRole('button', { name: 'Add generator' }));
    const drawer = await screen.findByRole('dialog');
    await user.click(within(drawer).getByRole('button', { name: 'Save' }));
    expect(await within(drawer).findByText('A host is needed')).toBeInTheDocument();
    await user.type(within(drawer).getByLabelText(/^Name/), 'near');
    await user.type(within(drawer).getByLabelText('Host'), ' 10.0.0.8 ');
    await user.type(within(drawer).getByLabelText('Account'), 'jmeter');
    await user.type(within(drawer).getByRole('textbox', { name: /^Private key/ }), 'KEY');
    await user.click(within(drawer).getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(sidecar.last('POST', '/api/generators')).toBeDefined());
    const sent = sidecar.last('POST', '/api/generators')?.body as GeneratorInput;
    expect(sent).toMatchObject({ name: 'near', ssh: { host: '10.0.0.8', port: 22, jump: null, jmeterHome: null } });
    expect(sent.secrets).toEqual({ privateKey: 'KEY\n', password: null });
  });

  it('keep a secret that is not typed anew, and lose those of another proof', async () => {
    sidecar.answer({ 'PUT /api/generators/far': FAR });
    const { user } = open();
    await user.click(await screen.findByRole('button', { name: 'Change far' }));
    const drawer = await screen.findByRole('dialog');
    expect(await within(drawer).findByPlaceholderText('stored; typed anew it is replaced')).toHaveValue('');
    await user.click(within(drawer).getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(sidecar.last('PUT', '/api/generators/far')).toBeDefined());
    expect(sidecar.last('PUT', '/api/generators/far')?.body).toMatchObject({
      ssh: { jmeterHome: '/opt/jmeter', minimumFreeMb: 2048 },
      secrets: { password: null },
    });
    expect(JSON.stringify(sidecar.last('PUT', '/api/generators/far')?.body)).not.toContain('privateKey"');
  });

  it('show their pinned host keys, which an administrator lets be forgotten', async () => {
    sidecar.answer({ 'POST /api/generators/far/forget-host-keys': { ...FAR, hostKeys: [] } });
    const { user } = open();
    await user.click(await screen.findByRole('button', { name: 'Change far' }));
    expect(await screen.findByText('SHA256:abc')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Forget host keys' }));
    await user.click(await screen.findByRole('button', { name: 'Forget' }));
    await waitFor(() => expect(sidecar.last('POST', '/api/generators/far/forget-host-keys')).toBeDefined());
  });

  it('say why they are not deleted', async () => {
    sidecar.answer({ 'DELETE /api/generators/far': problem(409, 'CONFLICT_IN_USE', 'It is in use') });
    const { user } = open();
    await user.click(await screen.findByRole('button', { name: 'Delete' }));
    const dialog = await screen.findByRole('dialog');
    await user.click(within(dialog).getByRole('button', { name: 'Delete' }));
    await waitFor(() => expect(sidecar.last('DELETE', '/api/generators/far')).toBeDefined());
  });
});
