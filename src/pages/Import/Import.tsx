import React from 'react';

import { paths } from '../../shared/paths';
import { hasRole } from '../../shared/role';
import { AppPage } from '../../shared/ui/AppPage';
import { useAddress } from '../../shared/use-address';
import { ForbiddenState } from '../../shared/ui/states';
import { ChooseResults } from './ChooseResults';
import { UploadedResults } from './UploadedResults';

/** Past results become runs: the history of tomorrow. */
export default function Import() {
  const [params, change] = useAddress();
  const importId = params.get('import') ?? undefined;
  return (
    <AppPage
      pageNav={{ text: 'Import', url: paths.import() }}
      subTitle="Results of past runs, from any JMeter: read, looked at, then taken as runs with their verdicts"
    >
      {!hasRole('Editor') && (
        <ForbiddenState
          what="Results are imported by Editors"
          detail="Your role may look at the runs that there are."
        />
      )}
      {hasRole('Editor') && importId === undefined && <ChooseResults onUploaded={(id) => change({ import: id })} />}
      {hasRole('Editor') && importId !== undefined && (
        <UploadedResults key={importId} importId={importId} onLeave={() => change({ import: undefined })} />
      )}
    </AppPage>
  );
}
