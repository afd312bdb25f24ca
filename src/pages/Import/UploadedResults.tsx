import React from 'react';
import { Alert, Button } from '@grafana/ui';
import type { ImportPreview } from 'perftest-automation-sidecar/contract/imports';

import { ConfirmButton } from '../../shared/ui/ConfirmButton';
import { PageSections } from '../../shared/ui/PageSections';
import { ErrorText, NothingHere, QueryView } from '../../shared/ui/states';
import { CandidateDrawer } from './CandidateDrawer';
import { CandidatesSection } from './CandidatesSection';
import { ImportedRuns } from './ImportedRuns';
import { ImportProgress } from './ImportProgress';
import { useUploadedResults } from './useUploadedResults';

interface UploadedResultsProps {
  importId: string;
  onLeave: () => void;
}

/** What was understood of an upload, and what shall become of it. */
export function UploadedResults({ importId, onLeave }: UploadedResultsProps) {
  const page = useUploadedResults(importId);
  const { preview, accepting, edited } = page.data;
  const chooseOthers = (
    <Button variant="secondary" icon="upload" onClick={onLeave}>
      Choose other results
    </Button>
  );
  return (
    <QueryView
      query={preview}
      subject="the upload"
      whenMissing={
        <NothingHere
          title="This upload is not there any more"
          text="It was forgotten, or it is older than a day. Runs that were made of it are among the tests."
          action={chooseOthers}
        />
      }
    >
      {(found) => (
        <PageSections>
          <ImportProgress preview={found} />
          {found.runIds.length > 0 && <ImportedRuns preview={found} />}
          {accepting.error && (
            <Alert severity="error" title="Nothing was imported">
              <ErrorText error={accepting.error} />
            </Alert>
          )}
          {found.candidates.length > 0 && <CandidatesSection preview={found} page={page} />}
          <LeaveButtons preview={found} chooseOthers={chooseOthers} onForget={() => page.actions.forget(onLeave)} />
          {edited !== undefined && <CandidateDrawer index={edited} page={page} />}
        </PageSections>
      )}
    </QueryView>
  );
}

interface LeaveButtonsProps {
  preview: ImportPreview;
  chooseOthers: React.ReactNode;
  onForget: () => void;
}

function LeaveButtons({ preview: { status }, chooseOthers, onForget }: LeaveButtonsProps) {
  return (
    <div>
      {chooseOthers}{' '}
      {status !== 'importing' && (
        <ConfirmButton
          icon="trash-alt"
          title="Forget this upload?"
          body="Its files are deleted. Runs that were made of it stay with theirs."
          confirmText="Forget it"
          onConfirm={onForget}
        >
          Forget this upload
        </ConfirmButton>
      )}
    </div>
  );
}
