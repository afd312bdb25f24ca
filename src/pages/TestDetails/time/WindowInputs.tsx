import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, InlineField, useStyles2 } from '@grafana/ui';

import { formatClockWithSeconds, formatDuration } from '../../../shared/format';
import { DurationInput } from '../../../shared/ui/LoadInputs';
import { type Edge, moveEdge, type TimeWindow } from './time-window';
import type { TimeWindowChoice } from './use-time-window';

interface WindowInputsProps {
  extent: TimeWindow;
  choice: TimeWindowChoice;
}

const STEP_MS = 1000;
const INPUTS: Array<{ edge: Edge; label: string }> = [
  { edge: 'from', label: 'From' },
  { edge: 'to', label: 'To' },
];

/** The same window in words: both ends as the time since the run began, and the ways back. */
export function WindowInputs({ extent, choice }: WindowInputsProps) {
  const styles = useStyles2(getStyles);
  const { window, judged, isWhatIf, choose, reset } = choice;
  const wholeSeconds = Math.round((extent.toMs - extent.fromMs) / 1000);
  // The judged window may end after the last sample.
  const mostSeconds = Math.max(wholeSeconds, Math.round((window.toMs - extent.fromMs) / 1000));
  const isWhole = window.fromMs === extent.fromMs && window.toMs === extent.toMs;
  return (
    <div className={styles.line}>
      {INPUTS.map(({ edge, label }) => (
        <InlineField key={edge} label={label} tooltip="Since the first sample of the run, e.g. 5 m or 90 s">
          <DurationInput
            id={`window-${edge}`}
            label={`${label} (since the first sample)`}
            width={14}
            value={undefined}
            standard={Math.round(((edge === 'from' ? window.fromMs : window.toMs) - extent.fromMs) / 1000)}
            minimum={0}
            maximum={mostSeconds}
            onChange={(seconds) =>
              seconds !== undefined &&
              choose(moveEdge({ window, edge, toMs: extent.fromMs + seconds * 1000, extent, stepMs: STEP_MS }))
            }
          />
        </InlineField>
      ))}
      <span className={styles.words}>
        {formatClockWithSeconds(window.fromMs)} – {formatClockWithSeconds(window.toMs)},{' '}
        {formatDuration(window.toMs - window.fromMs)}
      </span>
      <div className={styles.buttons}>
        {!isWhole && (
          <Button size="sm" variant="secondary" onClick={() => choose(extent)}>
            Whole run
          </Button>
        )}
        {isWhatIf && (
          <Button size="sm" variant="secondary" icon="history-alt" onClick={reset}>
            {judged.fromMs === extent.fromMs && judged.toMs === extent.toMs ? 'Back' : 'What the verdict judges'}
          </Button>
        )}
      </div>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  line: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1, 2),
    '& > *': { margin: 0 },
  }),
  words: css({ color: theme.colors.text.secondary, fontVariantNumeric: 'tabular-nums' }),
  buttons: css({ display: 'flex', gap: theme.spacing(1), marginLeft: 'auto' }),
});
