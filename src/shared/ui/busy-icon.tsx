import React from 'react';
import type { IconName } from '@grafana/data';
import { Icon } from '@grafana/ui';

/**
 * A button's icon, or the spinner while it is at work. Each is an element of its own: Grafana's icon goes on showing the
 * spinner for good if it is given another name while the spinner's picture is still being fetched.
 */
export function busyIcon(
  isBusy: boolean,
  name?: IconName
): React.ReactElement<React.ComponentProps<typeof Icon>> | undefined {
  const shown = isBusy ? 'spinner' : name;
  return shown && <Icon key={shown} name={shown} />;
}
