import React, { useState } from 'react';
import { Alert, Button, Field, Modal, TextArea } from '@grafana/ui';
import type { RunDecision } from 'perftest-automation-sidecar/contract/history';

import { useDecideRun } from '../api/history';
import { ErrorText } from '../ui/states';
import { DECISION_DEEDS } from './decision-look';

const LONGEST_REASON = 2000;

interface DecisionModalProps {
  runId: number;
  decision: RunDecision;
  onClose: () => void;
}

/** Asks why, and says what follows; who, when and why are kept. */
export function DecisionModal({ runId, decision, onClose }: DecisionModalProps) {
  const [reason, setReason] = useState('');
  const [isAsked, setIsAsked] = useState(false);
  const deciding = useDecideRun();
  const { verb, consequence } = DECISION_DEEDS[decision];
  const isMissing = decision !== 'none' && reason.trim() === '';
  const decide = () => {
    setIsAsked(true);
    if (!isMissing) {
      deciding.mutate({ runId, input: { decision, reason: reason.trim() } }, { onSuccess: onClose });
    }
  };
  return (
    <Modal isOpen title={decision === 'none' ? 'Take the decision back?' : `${verb} run ${runId}?`} onDismiss={onClose}>
      {deciding.error && (
        <Alert severity="error" title="The decision was not saved">
          <ErrorText error={deciding.error} />
        </Alert>
      )}
      <p>{consequence}</p>
      <Field
        label="Reason"
        description={
          decision === 'none' ? 'Optional; kept with your name and the time' : 'Kept with your name and the time'
        }
        invalid={isAsked && isMissing}
        error="Say why: others will ask"
        noMargin
      >
        <TextArea
          id="decision-reason"
          rows={3}
          maxLength={LONGEST_REASON}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      </Field>
      <Modal.ButtonRow>
        <Button type="button" variant="secondary" fill="outline" onClick={onClose}>
          Back
        </Button>
        <Button disabled={deciding.isPending} onClick={decide}>
          {deciding.isPending ? 'Saving…' : verb}
        </Button>
      </Modal.ButtonRow>
    </Modal>
  );
}
