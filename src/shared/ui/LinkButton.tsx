import React from 'react';
import { locationUtil } from '@grafana/data';
import { LinkButton as GrafanaLinkButton } from '@grafana/ui';

type LinkButtonProps = React.ComponentProps<typeof GrafanaLinkButton>;

/**
 * Grafana's link is a plain anchor. Where Grafana is served below a path, a click on a bare address is put right, but a
 * new tab or a copied address would lead out of Grafana.
 */
export function LinkButton({ href, ...rest }: LinkButtonProps) {
  return <GrafanaLinkButton {...rest} href={href === undefined ? undefined : locationUtil.assureBaseUrl(href)} />;
}
