import { locationUtil } from '@grafana/data';
import { locationService } from '@grafana/runtime';

/**
 * Plain `<a>` elements (LinkButton, Tab, breadcrumbs) navigate inside the page, as in Grafana: all but those with a target,
 * so that a download without one leads to a page that is not found.
 */
export function interceptLinkClicks(): void {
  document.addEventListener('click', (event) => {
    const anchor = event.target instanceof Element ? event.target.closest('a') : null;
    const href = anchor?.getAttribute('href');
    if (!anchor || !href || anchor.getAttribute('target') || event.ctrlKey || event.metaKey || event.defaultPrevented) {
      return;
    }
    event.preventDefault();
    navigate(locationUtil.stripBaseFromUrl(href));
  });
}

function navigate(href: string): void {
  if (href.startsWith('/')) {
    locationService.push(href);
  } else if (href.indexOf('://') > 0 || href.startsWith('mailto:')) {
    window.location.href = href;
  } else if (href.startsWith('#')) {
    window.location.hash = href;
  } else {
    locationService.push(`/${href}`);
  }
}
