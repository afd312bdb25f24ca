import React from 'react';

import { Notice } from '../../shared/ui/Notice';
import type { CompareColumn } from './compare-rows';

/** Runs whose load was another one: their figures differ for that reason too. */
export function LoadDifferences({ columns }: { columns: readonly CompareColumn[] }) {
  const different = columns.filter(({ run }) => run.fingerprintDifference.length > 0);
  return (
    different.length > 0 && (
      <Notice
        icon="exclamation-triangle"
        tone="warning"
        title="Not all of these runs had the same load: what differs may come from that"
      >
        {different.map(({ run }) => (
          <p key={run.runId}>
            {run.name}: {run.fingerprintDifference.join('; ')}
          </p>
        ))}
      </Notice>
    )
  );
}
