import type { Settings } from '../../config/settings.ts';
import type { GrafanaTarget } from '../../integrations/grafana/grafana-http.ts';

/** Grafana with the service account's token, or why it cannot be asked. */
export function grafanaTarget(settings: Settings): GrafanaTarget | { readonly why: string } {
  const url = settings.text('grafana.url');
  if (url === null || !settings.isSet('grafana.token')) {
    const missing = url === null ? 'address' : 'service account token';
    return { why: `the settings have no ${missing} of Grafana` };
  }
  try {
    return { url, token: settings.secret('grafana.token') ?? '' };
  } catch {
    return { why: 'the service account token cannot be opened with the present key: save it again' };
  }
}
