import type { Settings } from '../../config/settings.ts';
import { baseOf, kindOf } from '../../integrations/confluence/confluence-client.ts';
import type { ConfluenceTarget } from '../../integrations/confluence/confluence-http.ts';

/** Where reports are published to, or why they cannot be. */
export function confluenceTarget(settings: Settings): ConfluenceTarget | { readonly why: string } {
  const url = settings.text('confluence.url');
  if (url === null || !settings.isSet('confluence.token')) {
    return { why: `The settings have no ${url === null ? 'address' : 'token'} of Confluence.` };
  }
  const wanted = settings.text('confluence.kind');
  const kind = wanted === 'cloud' || wanted === 'data center' ? wanted : kindOf(url);
  const username = settings.text('confluence.username');
  if (kind === 'cloud' && username === null) {
    return { why: 'The settings have no e-mail address for the API token of Confluence Cloud.' };
  }
  try {
    return { kind, url: baseOf(url, kind), username, token: settings.secret('confluence.token') ?? '' };
  } catch {
    return { why: 'Confluence’s token cannot be opened with the present key: save it again.' };
  }
}
