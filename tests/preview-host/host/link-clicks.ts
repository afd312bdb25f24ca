import { locationUtil } from '@grafana/data';
import { locationService } from '@grafana/runtime';

/** Plain `<a>` elements (LinkButton, Tab, breadcrumbs) navigate inside the page, as in Grafana. */
export function interceptLinkClicks(): void {
  document.addEventListener('click', (event) => {
    const anchor = event.target instanceof Element ? event.target.closest('a') : null;
    const href = anchor?.getAttribute('href');
    if (!anchor || !href || isForTheBrowser(event, anchor, href)) {
      return;
    }
    event.preventDefault();
    const url = locationUtil.stripBaseFromUrl(href);
    locationService.push(url.startsWith('/') ? url : `/${url}`);
  });
}

function isForTheBrowser(event: MouseEvent, anchor: HTMLAnchorElement, href: string): boolean {
  const isModified = event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented;
  const isElsewhere =
    Boolean(anchor.target) || anchor.hasAttribute('download') || anchor.origin !== window.location.origin;
  const isNoPage = href.startsWith('#') || /^(\/?(api|public|logout))(\/|$)/.test(href) || href.startsWith('blob:');
  return isModified || isElsewhere || isNoPage;
}
