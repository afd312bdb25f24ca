import React from 'react';
import type { BatchSummary } from 'perftest-automation-sidecar/contract/runs';

import { formatRelative } from '../../shared/format';
import { paths } from '../../shared/paths';
import { LinkButton } from '../../shared/ui/LinkButton';
import { Notice } from '../../shared/ui/Notice';

/** Their runs wait in the lanes below and are passed over until somebody has answered. */
export function HeldBatches({ batches }: { batches: readonly BatchSummary[] }) {
  const held = batches.filter(({ hold }) => hold !== null);
  return (
    <>
      {held.map(({ id, name, hold }) => (
        <Notice
          key={id}
          icon="exclamation-triangle"
          tone="error"
          title={`${name} is held: ${hold?.reason}`}
          actions={
            <LinkButton size="sm" href={paths.batch(id)} aria-label={`Look at ${name} and answer`}>
              Look and answer
            </LinkButton>
          }
        >
          {hold?.question} Since {formatRelative(hold?.sinceMs)}.
        </Notice>
      ))}
    </>
  );
}
