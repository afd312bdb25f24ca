import React, { useState } from 'react';
import { Button, Field, IconButton, Modal, RadioButtonGroup } from '@grafana/ui';
import type { RepeatInput, Run, RunSummary } from 'perftest-automation-sidecar/contract/runs';

import { useRepeatRuns } from '../api/runs';
import { formatDuration, plural } from '../format';
import { busyIcon } from './busy-icon';

type Place = NonNullable<RepeatInput['place']>;
type Repeatable = Pick<RunSummary, 'id' | 'name' | 'batchId' | 'durationSeconds'>;

interface RepeatButtonProps {
  runs: readonly Repeatable[];
  /** Left out: an icon alone. */
  children?: string;
  onRepeated?: (repeated: readonly Run[]) => void;
}

const PLACES: Array<{ label: string; value: Place }> = [
  { label: 'At the end', value: 'end' },
  { label: 'Next', value: 'next' },
];

/** Runs again what has ended; asks first, for it may take an hour, and says what the new run does to the old one. */
export function RepeatButton({ runs, children, onRepeated }: RepeatButtonProps) {
  const [isOpen, setIsOpen] = useState(false);
  const [place, setPlace] = useState<Place>('end');
  const repeat = useRepeatRuns();
  const confirm = () => {
    setIsOpen(false);
    repeat.mutate({ runIds: runs.map(({ id }) => id), place }, { onSuccess: onRepeated });
  };
  const what = runs.length === 1 ? (runs[0]?.name ?? '') : plural(runs.length, 'run');
  return (
    <>
      {children === undefined ? (
        <IconButton
          name="repeat"
          disabled={repeat.isPending}
          tooltip={`Run ${what} again`}
          onClick={() => setIsOpen(true)}
        />
      ) : (
        <Button
          variant="secondary"
          icon={busyIcon(repeat.isPending, 'repeat')}
          disabled={repeat.isPending}
          onClick={() => setIsOpen(true)}
        >
          {children}
        </Button>
      )}
      <Modal isOpen={isOpen} title={`Run ${what} again?`} onDismiss={() => setIsOpen(false)}>
        <p>{whatFollows(runs)}</p>
        <Field label="Place in the queue" noMargin>
          <RadioButtonGroup options={PLACES} value={place} onChange={setPlace} />
        </Field>
        <Modal.ButtonRow>
          <Button variant="secondary" fill="outline" onClick={() => setIsOpen(false)}>
            Back
          </Button>
          <Button icon="repeat" onClick={confirm}>
            {runs.length === 1 ? 'Run again' : `Run ${runs.length} again`}
          </Button>
        </Modal.ButtonRow>
      </Modal>
    </>
  );
}

function whatFollows(runs: readonly Repeatable[]): string {
  const takes = formatDuration(runs.reduce((sum, { durationSeconds }) => sum + durationSeconds * 1000, 0));
  const load = `With the same script, load and environment; it takes ${takes}, without cool-downs.`;
  return runs.some(({ batchId }) => batchId !== null)
    ? `${load} In the batch the new run counts in the place of the old one, whose results stay.`
    : `${load} The old results stay.`;
}
