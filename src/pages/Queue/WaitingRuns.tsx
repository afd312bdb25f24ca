import { css } from '@emotion/css';
import { DragDropContext, type DragStart, Droppable, type DropResult, type ResponderProvided } from '@hello-pangea/dnd';
import React, { memo, useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Lane } from 'perftest-automation-sidecar/contract/runs';

import { hasRole } from '../../shared/role';
import { VisuallyHidden } from '../../shared/ui/VisuallyHidden';
import { describePlace, moveTo } from './reordering';
import type { QueueActions } from './useQueuePage';
import { WAITING_COLUMNS, WaitingRunRow } from './WaitingRunRow';

interface WaitingRunsProps {
  lane: Lane;
  heldBatchIds: ReadonlySet<number>;
  actions: QueueActions;
}

const HOW_TO_DRAG =
  'Press space to lift this run, then the arrow keys to move it, space again to drop it, escape to leave it where it was.';

/** The runs that wait, in their order; moved by dragging, by keyboard, or by the menu of each. */
export const WaitingRuns = memo(function WaitingRuns({ lane, heldBatchIds, actions }: WaitingRunsProps) {
  const styles = useStyles2(getStyles);
  const [announcement, setAnnouncement] = useState('');
  const { waiting } = lane;
  const nameAt = (index: number) => waiting[index]?.run.name ?? 'The run';

  const moveToPlace = (from: number, to: number) => {
    const move = moveTo({ waiting, from, to });
    if (move) {
      setAnnouncement(`${nameAt(from)} was moved. ${describePlace(to, waiting.length)}`);
      actions.move(move);
    }
  };
  const begin = ({ source }: DragStart, { announce }: ResponderProvided) => {
    announce(`${nameAt(source.index)} is lifted. ${describePlace(source.index, waiting.length)}`);
  };
  const end = ({ source, destination }: DropResult, { announce }: ResponderProvided) => {
    actions.endDrag();
    if (!destination || destination.index === source.index) {
      return announce(`${nameAt(source.index)} stays. ${describePlace(source.index, waiting.length)}`);
    }
    announce(`${nameAt(source.index)} is dropped. ${describePlace(destination.index, waiting.length)}`);
    moveToPlace(source.index, destination.index);
  };
  return (
    <div className={styles.box} role="group" aria-label={`Runs that wait for ${lane.environmentName}, in their order`}>
      <div className={styles.head} aria-hidden>
        {WAITING_COLUMNS.map(({ id, header, isNumber }) => (
          <span key={id} className={isNumber ? styles.number : undefined}>
            {header}
          </span>
        ))}
      </div>
      <DragDropContext
        dragHandleUsageInstructions={HOW_TO_DRAG}
        onBeforeDragStart={actions.beginDrag}
        onDragStart={begin}
        onDragUpdate={({ source, destination }, { announce }) =>
          announce(
            destination
              ? `${nameAt(source.index)}: ${describePlace(destination.index, waiting.length)}`
              : `${nameAt(source.index)} is over no place`
          )
        }
        onDragEnd={end}
      >
        <Droppable droppableId={`lane-${lane.environmentId}`}>
          {(droppable) => (
            <ol ref={droppable.innerRef} {...droppable.droppableProps} className={styles.list}>
              {waiting.map((one, index) => (
                <WaitingRunRow
                  key={one.run.id}
                  one={one}
                  index={index}
                  count={waiting.length}
                  isHeld={heldBatchIds.has(one.run.batchId ?? 0)}
                  canMove={hasRole('Editor')}
                  actions={actions}
                  onMove={moveToPlace}
                />
              ))}
              {droppable.placeholder}
            </ol>
          )}
        </Droppable>
      </DragDropContext>
      <VisuallyHidden isLive>{announcement}</VisuallyHidden>
    </div>
  );
});

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({
    position: 'relative',
    overflowX: 'auto',
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
  }),
  head: css({
    display: 'grid',
    gridTemplateColumns: WAITING_COLUMNS.map(({ width }) => width).join(' '),
    columnGap: theme.spacing(1.5),
    minWidth: 860,
    padding: theme.spacing(1),
    background: theme.colors.background.secondary,
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    fontSize: theme.typography.bodySmall.fontSize,
    fontWeight: theme.typography.fontWeightMedium,
  }),
  number: css({ textAlign: 'right' }),
  list: css({ listStyle: 'none', margin: 0, minWidth: 860 }),
});
