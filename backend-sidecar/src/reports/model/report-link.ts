import type { ReportLink } from './report-model.ts';

const APP_PATH = '/a/perftest-automation-app';

/** @param page below the app, e.g. `/tests/7` */
export function appLink(page: string, grafanaUrl: string | null): ReportLink {
  const path = `${APP_PATH}${page}`;
  return { path, url: isWebAddress(grafanaUrl) ? grafanaUrl.replace(/\/+$/, '') + path : null };
}

function isWebAddress(address: string | null): address is string {
  return address !== null && /^https?:\/\/[^\s"'<>]+$/i.test(address);
}
