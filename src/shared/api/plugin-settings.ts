import { lastValueFrom } from 'rxjs';
import type { AppPluginMeta } from '@grafana/data';
import { getBackendSrv } from '@grafana/runtime';

import { PLUGIN_ID } from '../paths';
import { toApiError } from './api-error';

export interface PluginJsonData {
  sidecarUrl?: string;
}

interface SavePluginSettings {
  meta: AppPluginMeta<PluginJsonData>;
  sidecarUrl: string;
  /** undefined = the saved key stays. */
  sidecarKey?: string;
}

/**
 * Grafana replaces jsonData whole, and takes a left-out `enabled` or `pinned` for false, which would switch the app
 * off; secureJsonData is merged by key.
 */
export async function savePluginSettings({ meta, sidecarUrl, sidecarKey }: SavePluginSettings): Promise<void> {
  try {
    await lastValueFrom(
      getBackendSrv().fetch({
        url: `/api/plugins/${PLUGIN_ID}/settings`,
        method: 'POST',
        data: {
          enabled: true,
          pinned: meta.pinned ?? true,
          jsonData: { ...meta.jsonData, sidecarUrl },
          secureJsonData: sidecarKey === undefined ? undefined : { sidecarKey },
        },
        showErrorAlert: false,
        showSuccessAlert: false,
      })
    );
  } catch (cause) {
    throw toApiError(cause);
  }
}
