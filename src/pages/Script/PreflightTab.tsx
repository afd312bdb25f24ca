import React from 'react';
import type { Script } from 'perftest-automation-sidecar/contract/scenarios';

import { usePreflight } from '../../shared/api/preflight';
import { PageSections } from '../../shared/ui/PageSections';
import { QueryView } from '../../shared/ui/states';
import { Findings } from './Findings';
import { PlanContents } from './PlanContents';
import { RevisionNotice } from './RevisionNotice';
import { RunForecast } from './RunForecast';
import type { ScriptPageModel } from './useScriptPage';

/** Will a run of it work, and what will it do? The worst first, then the load, then everything that is in the plan. */
export function PreflightTab({ script, page }: { script: Script; page: ScriptPageModel }) {
  const preflight = usePreflight(script.id, page.data.query);
  return (
    <QueryView query={preflight} subject="what is in the script">
      {(found) => (
        <PageSections>
          <RevisionNotice script={script} page={page} />
          <Findings findings={found.findings} jmeterVersion={found.jmeterVersion} />
          <RunForecast preflight={found} isStale={preflight.isPlaceholderData} page={page} />
          <PlanContents preflight={found} />
        </PageSections>
      )}
    </QueryView>
  );
}
