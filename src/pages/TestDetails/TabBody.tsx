import React from 'react';
import type { Run } from 'perftest-automation-sidecar/contract/runs';

import { CompareTab } from './compare/CompareTab';
import { ErrorsTab } from './errors/ErrorsTab';
import { FilesTab } from './FilesTab';
import { LabelsTab } from './labels/LabelsTab';
import { NumbersTab } from './numbers/NumbersTab';
import { OverviewTab } from './OverviewTab';
import { ScriptTab } from './script/ScriptTab';
import { TimeTab } from './time/TimeTab';
import type { TestDetailsPage } from './useTestDetails';

export function TabBody({ run, page }: { run: Run; page: TestDetailsPage }) {
  switch (page.data.tab) {
    case 'overview':
      return <OverviewTab run={run} page={page} />;
    case 'labels':
      return <LabelsTab run={run} page={page} />;
    case 'errors':
      return <ErrorsTab run={run} />;
    case 'time':
      return <TimeTab run={run} />;
    case 'compare':
      return <CompareTab run={run} page={page} />;
    case 'script':
      return <ScriptTab run={run} />;
    case 'files':
      return <FilesTab run={run} />;
    case 'numbers':
      return <NumbersTab run={run} />;
  }
}
