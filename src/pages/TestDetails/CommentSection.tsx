import React, { useEffect, useState } from 'react';
import { Button, TextArea } from '@grafana/ui';
import type { Run } from 'perftest-automation-sidecar/contract/runs';

import { hasRole } from '../../shared/role';
import { Section } from '../../shared/ui/Section';
import type { TestDetailsPage } from './useTestDetails';

const LONGEST_COMMENT = 4000;

export function CommentSection({ run, page }: { run: Run; page: TestDetailsPage }) {
  const [text, setText] = useState(run.comment);
  useEffect(() => setText(run.comment), [run.comment]);
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
          <Button size="sm" disabled={page.data.isSavingComment} onClick={() => page.actions.saveComment(text)}>
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
        onChange={(event) => setText(event.currentTarget.value)}
      />
    </Section>
  );
}
