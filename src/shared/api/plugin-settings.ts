import { lastValueFrom } from 'rxjs';
import type { AppPluginMeta } from '@grafana/data';
import { getBackendSrv } from '@grafana/runtime';

import { PLUGIN_ID } from '../paths';
import { toApiError } from './api-error';

export interface PluginJsonData {
  sidecarUrl?: string;
}

interface SavePluginSettings {
  sidecarUrl: string;
  /** undefined = the saved key stays. */
  sidecarKey?: string;
}

type StoredSettings = Pick<AppPluginMeta<PluginJsonData>, 'pinned' | 'jsonData'>;

const SETTINGS_URL = `/api/plugins/${PLUGIN_ID}/settings`;

/**
 * Grafana replaces jsonData whole, and takes a left-out `enabled` or `pinned` for false, which would switch the app
 * off; secureJsonData is merged by key. What somebody else or a file has set since the page was opened is read first.
 */
export async function savePluginSettings({ sidecarUrl, sidecarKey }: SavePluginSettings): Promise<void> {
  const { pinned, jsonData } = await callGrafana<StoredSettings>('GET');
  await callGrafana('POST', {
    enabled: true,
    pinned: pinned ?? true,
    jsonData: { ...jsonData, sidecarUrl },
    secureJsonData: sidecarKey === undefined ? undefined : { sidecarKey },
  });
}

async function callGrafana<T>(method: 'GET' | 'POST', data?: unknown): Promise<T> {
  try {
    const response = await lastValueFrom(
      getBackendSrv().fetch<T>({ url: SETTINGS_URL, method, data, showErrorAlert: false, showSuccessAlert: false })
    );
    return response.data;
  } catch (cause) {
    throw toApiError(cause);
  }
}
