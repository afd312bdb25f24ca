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

const SETTINGS = '/api/plugins/perftest-automation-app/settings';

function renderConfig(meta: Partial<AppPluginMeta<PluginJsonData>>) {
  const plugin = { meta: { id: 'perftest-automation-app', type: PluginType.app, pinned: true, ...meta } };

  render(<AppConfig {...({ plugin, query: {} } as unknown as React.ComponentProps<typeof AppConfig>)} />);
  return userEvent.setup();
}

describe('the configuration', () => {
  it('saves address and key without switching the app off', async () => {
    sidecar.answer({ [`POST ${SETTINGS}`]: {} });
    const user = renderConfig({});
    await user.type(screen.getByLabelText(/^Address/), 'http://127.0.0.1:8085/');
    await user.type(screen.getByLabelText(/^Key/), 'secret');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText(/^Saved/)).toBeInTheDocument();
    expect(sidecar.last('POST', SETTINGS)?.body).toEqual({
      enabled: true,
      pinned: true,
      jsonData: { sidecarUrl: 'http://127.0.0.1:8085' },
      secureJsonData: { sidecarKey: 'secret' },
    });
  });

  it('keeps a saved key and every other setting', async () => {
    sidecar.answer({ [`POST ${SETTINGS}`]: {} });
    const jsonData = { sidecarUrl: 'http://old:1', other: 'kept' };
    const user = renderConfig({ jsonData, secureJsonFields: { sidecarKey: true } });
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() =>
      expect(sidecar.last('POST', SETTINGS)?.body).toEqual({
        enabled: true,
        pinned: true,
        jsonData,
        secureJsonData: undefined,
      })
    );
  });

  it('asks for what is missing before it saves', async () => {
    const user = renderConfig({});
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('The address is missing')).toBeInTheDocument();
    await user.type(screen.getByLabelText(/^Address/), 'http://sidecar:8087');
    await user.click(screen.getByRole('button', { name: 'Save' }));
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
      'GET /api/me': { login: 'admin', name: 'Admin', role: 'Admin', organisationId: 1 },
      'POST /api/settings/test-connections': [{ name: 'JMeter', isOk: true, detail: '5.6.3' }],
    });
    const user = renderConfig({
      jsonData: { sidecarUrl: 'http://sidecar:8087' },
      secureJsonFields: { sidecarKey: true },
    });
    await user.click(screen.getByRole('button', { name: 'Test connection' }));
    expect(await screen.findByText(/takes you for Admin/)).toBeInTheDocument();
    expect(screen.getByText(/5\.6\.3/)).toBeInTheDocument();
  });
});
