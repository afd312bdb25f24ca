import React from 'react';

import { Notice } from '../../shared/ui/Notice';

/** Of a result that was made elsewhere: why there is nothing to see of its script. */
export function ImportedNote() {
  return (
    <Notice icon="import" tone="info" title="This result was made elsewhere and imported">
      There is no script of it here, so it cannot be run again; users and duration are what was said or guessed at the
      import.
    </Notice>
  );
}
