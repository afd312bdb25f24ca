import React, { useState } from 'react';
import { Button, TextArea } from '@grafana/ui';
import type { Run } from 'perftest-automation-sidecar/contract/runs';

import { hasRole } from '../../shared/role';
import { Section } from '../../shared/ui/Section';
import type { TestDetailsPage } from './useTestDetails';

const LONGEST_COMMENT = 4000;

export function CommentSection({ run, page }: { run: Run; page: TestDetailsPage }) {
  const [draft, setDraft] = useState<string>();
  const text = draft ?? run.comment;
  const save = () => page.actions.saveComment(text, { onSuccess: () => setDraft(undefined) });
  if (!hasRole('Editor')) {
    return (
      <Section title="Comment">
        <p style={{ margin: 0, whiteSpace: 'pre-wrap' }}>{run.comment || 'No comment.'}</p>
      </Section>
    );
  }
  const isChanged = text !== run.comment;
  return (
    <Section
      title="Comment"
      actions={
        isChanged && (
          <Button size="sm" disabled={page.data.isSavingComment} onClick={save}>
            {page.data.isSavingComment ? 'Saving…' : 'Save comment'}
          </Button>
        )
      }
    >
      <TextArea
        aria-label="Comment"
        rows={3}
        maxLength={LONGEST_COMMENT}
        placeholder="What others should know about this run"
        value={text}
        onChange={(event) => setDraft(event.currentTarget.value)}
      />
    </Section>
  );
}
