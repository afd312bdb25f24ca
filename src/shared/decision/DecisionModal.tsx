import React, { useState } from 'react';
import { Alert, Button, Field, Modal, TextArea } from '@grafana/ui';
import type { RunDecision } from 'perftest-automation-sidecar/contract/history';

import type { ApiError } from '../api/api-error';
import { DecisionsRefused, useDecideRuns } from '../api/history';
import { plural } from '../format';
import { ErrorText } from '../ui/states';
import { DECISION_DEEDS } from './decision-look';

const LONGEST_REASON = 2000;

interface DecisionModalProps {
  runIds: readonly number[];
  decision: RunDecision;
  onClose: () => void;
  /** Of some of the runs the decision is saved, of others perhaps not. */
  onDecided?: (runIds: readonly number[]) => void;
}

/** Asks why, once for all of the runs, and says what follows; who, when and why are kept. */
export function DecisionModal({ runIds, decision, onClose, onDecided }: DecisionModalProps) {
  const [reason, setReason] = useState('');
  const [isAsked, setIsAsked] = useState(false);
  // Those that were refused, once the others are decided: nothing is decided twice.
  const [left, setLeft] = useState(runIds);
  const deciding = useDecideRuns();
  const { verb, consequence } = DECISION_DEEDS[decision];
  const isMissing = decision !== 'none' && reason.trim() === '';
  const decide = () => {
    setIsAsked(true);
    if (!isMissing) {
      deciding.mutate(
        { runIds: left, input: { decision, reason: reason.trim() } },
        { onSuccess: close, onError: keep }
      );
    }
  };
  const close = () => {
    onDecided?.(left);
    onClose();
  };
  const keep = (error: ApiError) => {
    if (error instanceof DecisionsRefused) {
      const refused = error.refused.map(({ runId }) => runId);
      onDecided?.(left.filter((runId) => !refused.includes(runId)));
      setLeft(refused);
    }
  };
  return (
    <Modal
      isOpen
      title={decision === 'none' ? titleOfTakingBack(left) : `${verb} ${nameOf(left)}?`}
      onDismiss={onClose}
    >
      {deciding.error && (
        <Alert severity="error" title={titleOfFailure(deciding.error)}>
          <ErrorText error={deciding.error} />
        </Alert>
      )}
      {left.length > 1 && <p>{`Runs ${left.join(', ')}. For each of them:`}</p>}
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

function nameOf([first, ...others]: readonly number[]): string {
  return others.length === 0 ? `run ${first}` : plural(others.length + 1, 'run');
}

function titleOfTakingBack(runIds: readonly number[]): string {
  return runIds.length === 1 ? 'Take the decision back?' : `Take ${plural(runIds.length, 'decision')} back?`;
}

function titleOfFailure(error: ApiError): string {
  return error instanceof DecisionsRefused ? 'Not all decisions were saved' : 'The decision was not saved';
}
