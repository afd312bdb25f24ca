import React from 'react';
import { type AppPluginMeta, PluginType } from '@grafana/data';
import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';

import AppConfig from './AppConfig';
import type { PluginJsonData } from './shared/api/plugin-settings';
import { problem } from './test/fake-sidecar';
import { sidecar, toasts } from './test/grafana-runtime';

jest.mock('@grafana/runtime', () => jest.requireActual('./test/grafana-runtime').runtime);

beforeEach(() => {
  sidecar.reset();
  toasts.length = 0;
});

const ME = { login: 'admin', name: 'Admin', role: 'Admin', organisationId: 1, kind: 'user', sidecarVersion: '0.1.0' };
const SETTINGS = '/api/plugins/perftest-automation-app/settings';

function renderConfig(meta: Partial<AppPluginMeta<PluginJsonData>>) {
  const info = { version: '0.1.0' } as AppPluginMeta['info'];
  const plugin = { meta: { id: 'perftest-automation-app', type: PluginType.app, pinned: true, info, ...meta } };

  render(<AppConfig {...({ plugin, query: {} } as unknown as React.ComponentProps<typeof AppConfig>)} />);
  return userEvent.setup();
}

describe('the configuration', () => {
  it('saves address and key without switching the app off', async () => {
    sidecar.answer({
      ...{ [`GET ${SETTINGS}`]: { pinned: true }, [`POST ${SETTINGS}`]: {}, 'GET /api/me': ME },
      'POST /api/settings/test-connections': [],
    });
    const user = renderConfig({});
    expect(screen.getByRole('button', { name: 'Test connection' })).toBeDisabled();
    await user.type(screen.getByLabelText(/^Address/), 'http://127.0.0.1:8085/');
    await user.type(screen.getByLabelText(/^Key/), 'secret');
    await user.click(screen.getByRole('button', { name: 'Save and test' }));
    expect(await screen.findByText(/takes you for Admin/)).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Test connection' })).toBeEnabled();
    expect(sidecar.last('POST', SETTINGS)?.body).toEqual({
      enabled: true,
      pinned: true,
      jsonData: { sidecarUrl: 'http://127.0.0.1:8085' },
      secureJsonData: { sidecarKey: 'secret' },
    });
  });

  it('keeps a saved key and every other setting, also what was set after the page was opened', async () => {
    const jsonData = { sidecarUrl: 'http://old:1', other: 'kept', later: 'kept, too' };
    sidecar.answer({ [`GET ${SETTINGS}`]: { pinned: false, jsonData }, [`POST ${SETTINGS}`]: {} });
    const user = renderConfig({ jsonData: { sidecarUrl: 'http://old:1' }, secureJsonFields: { sidecarKey: true } });
    await user.click(screen.getByRole('button', { name: 'Save and test' }));
    await waitFor(() =>
      expect(sidecar.last('POST', SETTINGS)?.body).toEqual({
        enabled: true,
        pinned: false,
        jsonData,
        secureJsonData: undefined,
      })
    );
  });

  it('asks for what is missing before it saves', async () => {
    const user = renderConfig({});
    await user.click(screen.getByRole('button', { name: 'Save and test' }));
    expect(await screen.findByText('The address is missing')).toBeInTheDocument();
    await user.type(screen.getByLabelText(/^Address/), 'http://sidecar:8087');
    await user.click(screen.getByRole('button', { name: 'Save and test' }));
    expect(await screen.findByText('The key is missing')).toBeInTheDocument();
    expect(sidecar.calls).toEqual([]);
  });

  it('says what the sidecar refused', async () => {
    sidecar.answer({ 'GET /api/me': problem(401, 'AUTH_KEY_MISSING', 'The request carries no valid sidecar key') });
    const user = renderConfig({
      jsonData: { sidecarUrl: 'http://sidecar:8087' },
      secureJsonFields: { sidecarKey: true },
    });
    await user.click(screen.getByRole('button', { name: 'Test connection' }));
    expect(await screen.findByText(/no valid sidecar key/)).toBeInTheDocument();
  });

  it('shows what the sidecar reaches', async () => {
    sidecar.answer({
      'GET /api/me': ME,
      'POST /api/settings/test-connections': [{ name: 'JMeter', state: 'works', detail: '5.6.3', checks: [] }],
    });
    await testSaved();
    expect(await screen.findByText(/takes you for Admin/)).toBeInTheDocument();
    expect(screen.getByText(/5\.6\.3/)).toBeInTheDocument();
    expect(screen.queryByText(/version/)).not.toBeInTheDocument();
  });

  describe('of another version than the sidecar', () => {
    it('understands an older answer, and says that it is older', async () => {
      const { sidecarVersion: _unsaid, ...me } = ME;
      sidecar.answer({
        'GET /api/me': me,
        'POST /api/settings/test-connections': [{ name: 'JMeter', state: 'works', detail: '5.6.3' }],
      });
      await testSaved();
      expect(await screen.findByText(/older than this plugin, the plugin of 0\.1\.0/)).toBeInTheDocument();
      expect(screen.getByText(/5\.6\.3/)).toBeInTheDocument();
    });

    it('understands a newer answer, and says which version it is', async () => {
      const checks = [{ name: 'Load', state: 'strained', detail: 'by half' }];
      sidecar.answer({
        'GET /api/me': { ...ME, sidecarVersion: '9.0.0', more: {} },
        'POST /api/settings/test-connections': [{ name: 'JMeter', state: 'strained', detail: '', checks }],
      });
      await testSaved();
      expect(await screen.findByText(/The sidecar is of version 9\.0\.0, the plugin of 0\.1\.0/)).toBeInTheDocument();
      expect(screen.getAllByText('strained')).toHaveLength(2);
    });

    it('says that the sidecar answers where that cannot try its connections', async () => {
      sidecar.answer({
        'GET /api/me': { ...ME, sidecarVersion: '0.0.1' },
        'POST /api/settings/test-connections': problem(404, 'NOT_FOUND', 'There is no such address'),
      });
      await testSaved();
      expect(await screen.findByText(/takes you for Admin/)).toBeInTheDocument();
      expect(screen.getByText(/There is no such address/)).toBeInTheDocument();
    });
  });

  it('says that something else listens at the address', async () => {
    sidecar.answer({ 'GET /api/me': '<html></html>' });
    await testSaved();
    expect(await screen.findByText(/no sidecar/)).toBeInTheDocument();
  });

  async function testSaved(): Promise<void> {
    const user = renderConfig({
      jsonData: { sidecarUrl: 'http://sidecar:8087' },
      secureJsonFields: { sidecarKey: true },
    });
    await user.click(screen.getByRole('button', { name: 'Test connection' }));
  }
});
