import { css } from '@emotion/css';
import React, { useState } from 'react';
import { Button, TextArea, useStyles2 } from '@grafana/ui';

import { hasRole } from '../role';
import { Section } from './Section';

const LONGEST_COMMENT = 4000;

interface CommentSectionProps {
  comment: string;
  placeholder: string;
  isSaving: boolean;
  onSave: (comment: string, options: { onSuccess: () => void }) => void;
}

/** Everybody reads it, editors write it. */
export function CommentSection({ comment, placeholder, isSaving, onSave }: CommentSectionProps) {
  const styles = useStyles2(getStyles);
  const [draft, setDraft] = useState<string>();
  const text = draft ?? comment;
  if (!hasRole('Editor')) {
    return (
      <Section title="Comment">
        <p className={styles.text}>{comment || 'No comment.'}</p>
      </Section>
    );
  }
  const isChanged = text !== comment;
  return (
    <Section
      title="Comment"
      actions={
        isChanged && (
          <Button size="sm" disabled={isSaving} onClick={() => onSave(text, { onSuccess: () => setDraft(undefined) })}>
            {isSaving ? 'Saving…' : 'Save comment'}
          </Button>
        )
      }
    >
      <TextArea
        aria-label="Comment"
        rows={3}
        maxLength={LONGEST_COMMENT}
        placeholder={placeholder}
        value={text}
        onChange={(event) => setDraft(event.currentTarget.value)}
      />
    </Section>
  );
}

const getStyles = () => ({
  text: css({ margin: 0, whiteSpace: 'pre-wrap' }),
});
