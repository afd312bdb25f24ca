import React, { useState } from 'react';
import { Alert, Button, Field, Input, Modal } from '@grafana/ui';

import type { ApiError } from '../../shared/api/api-error';
import { ErrorText } from '../../shared/ui/states';

interface CopyModalProps {
  name: string;
  error: ApiError | null;
  isBusy: boolean;
  onCopy: (name: string) => void;
  onClose: () => void;
}

export function CopyModal({ name, error, isBusy, onCopy, onClose }: CopyModalProps) {
  const [copyName, setCopyName] = useState(`${name}-copy`);
  return (
    <Modal isOpen title={`Copy ${name}`} onDismiss={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onCopy(copyName.trim());
        }}
      >
        {error && (
          <Alert severity="error" title="The scenario was not copied">
            <ErrorText error={error} />
          </Alert>
        )}
        <Field label="Name of the copy" description="Everything but the runs is copied">
          <Input
            id="copy-name"
            maxLength={100}
            value={copyName}
            onChange={(event) => setCopyName(event.currentTarget.value)}
          />
        </Field>
        <Modal.ButtonRow>
          <Button type="button" variant="secondary" fill="outline" onClick={onClose}>
            Back
          </Button>
          <Button type="submit" disabled={isBusy || copyName.trim() === ''}>
            Copy
          </Button>
        </Modal.ButtonRow>
      </form>
    </Modal>
  );
}
