import { css, cx } from '@emotion/css';
import { Draggable } from '@hello-pangea/dnd';
import React, { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import type { GrafanaTheme2 } from '@grafana/data';
import { ConfirmModal, Dropdown, Icon, IconButton, Menu, useStyles2 } from '@grafana/ui';
import type { Lane } from 'perftest-automation-sidecar/contract/runs';

import { formatClock, formatCount, formatDuration, formatRelative, NO_DATA } from '../../shared/format';
import { paths } from '../../shared/paths';
import { AppLink } from '../../shared/ui/AppLink';
import { SmokeBadge } from '../../shared/ui/SmokeBadge';
import type { QueueActions } from './useQueuePage';

interface WaitingColumn {
  id: string;
  header: string;
  width: string;
  isNumber?: boolean;
}

/** Fixed widths: estimates that change move nothing. */
export const WAITING_COLUMNS: readonly WaitingColumn[] = [
  { id: 'handle', header: '', width: '24px' },
  { id: 'starts', header: 'Starts', width: '80px', isNumber: true },
  { id: 'ends', header: 'Ends', width: '80px', isNumber: true },
  { id: 'run', header: 'Run', width: 'minmax(200px, 1fr)' },
  { id: 'users', header: 'Users', width: '60px', isNumber: true },
  { id: 'duration', header: 'Duration', width: '90px', isNumber: true },
  { id: 'cooldown', header: 'Cool-down', width: '90px', isNumber: true },
  { id: 'batch', header: 'Batch', width: '90px' },
  { id: 'menu', header: '', width: '56px' },
];

interface WaitingRunRowProps {
  one: Lane['waiting'][number];
  index: number;
  count: number;
  /** Its batch is held: nobody knows when it starts. */
  isHeld: boolean;
  canMove: boolean;
  actions: QueueActions;
  onMove: (from: number, to: number) => void;
}

export function WaitingRunRow({ one, index, count, isHeld, canMove, actions, onMove }: WaitingRunRowProps) {
  const styles = useStyles2(getStyles);
  const { run, startsAtMs, endsAtMs, cooldownSeconds } = one;
  const isSmoke = run.kind === 'smoke';
  return (
    <Draggable draggableId={String(run.id)} index={index} isDragDisabled={!canMove}>
      {(draggable, { isDragging }) => (
        <li
          ref={draggable.innerRef}
          {...draggable.draggableProps}
          className={cx(styles.row, isDragging && styles.dragged)}
        >
          {canMove ? (
            <span {...draggable.dragHandleProps} className={styles.handle} aria-label={`Move ${run.name}`}>
              <Icon name="draggabledots" aria-hidden />
            </span>
          ) : (
            <span />
          )}
          <EstimatedTime atMs={isHeld ? null : startsAtMs} whenUnknown="held" />
          <EstimatedTime atMs={isHeld ? null : endsAtMs} whenUnknown={NO_DATA} />
          <span className={styles.name}>
            <AppLink to={paths.test(run.id)} title={run.name}>
              {run.name}
            </AppLink>{' '}
            {isSmoke && <SmokeBadge />}
          </span>
          <span className={styles.number}>{formatCount(isSmoke ? 1 : run.userCount)}</span>
          <span className={styles.number}>{isSmoke ? 'once' : formatDuration(run.durationSeconds * 1000)}</span>
          <span className={styles.number}>{formatDuration(cooldownSeconds * 1000)}</span>
          <span>
            {run.batchId === null ? NO_DATA : <AppLink to={paths.batch(run.batchId)}>Batch {run.batchId}</AppLink>}
          </span>
          {canMove ? <RowActions one={one} index={index} count={count} actions={actions} onMove={onMove} /> : <span />}
        </li>
      )}
    </Draggable>
  );
}

function EstimatedTime({ atMs, whenUnknown }: { atMs: number | null; whenUnknown: string }) {
  const styles = useStyles2(getStyles);
  return atMs === null ? (
    <span className={cx(styles.number, whenUnknown !== NO_DATA && styles.held)}>{whenUnknown}</span>
  ) : (
    <time className={styles.number} title={formatRelative(atMs)}>
      {formatClock(atMs)}
    </time>
  );
}

function RowActions({ one, index, count, actions, onMove }: Omit<WaitingRunRowProps, 'canMove' | 'isHeld'>) {
  const styles = useStyles2(getStyles);
  const [isAsking, setIsAsking] = useState(false);
  const { run } = one;
  const isBusy = actions.cancellingRunId === run.id;
  return (
    <span className={styles.actions}>
      <IconButton
        name="times"
        disabled={isBusy}
        tooltip={`Take ${run.name} out of the queue`}
        onClick={() => setIsAsking(true)}
      />
      <Dropdown
        overlay={() => <RowMenu one={one} index={index} count={count} onMove={onMove} />}
        placement="bottom-end"
      >
        <IconButton name="ellipsis-v" aria-label={`More for ${run.name}`} />
      </Dropdown>
      <ConfirmModal
        isOpen={isAsking}
        title="Take this run out of the queue?"
        body={`${run.name} will not be run. The other runs move up.`}
        confirmText="Cancel run"
        dismissText="Back"
        onConfirm={() => {
          setIsAsking(false);
          actions.cancelRun(run.id);
        }}
        onDismiss={() => setIsAsking(false)}
      />
    </span>
  );
}

function RowMenu({ one, index, count, onMove }: Pick<WaitingRunRowProps, 'one' | 'index' | 'count' | 'onMove'>) {
  const navigate = useNavigate();
  const isFirst = index === 0;
  const isLast = index === count - 1;
  return (
    <Menu>
      <Menu.Item label="Move to top" icon="arrow-up" disabled={isFirst} onClick={() => onMove(index, 0)} />
      <Menu.Item label="Move up" icon="angle-up" disabled={isFirst} onClick={() => onMove(index, index - 1)} />
      <Menu.Item label="Move down" icon="angle-down" disabled={isLast} onClick={() => onMove(index, index + 1)} />
      <Menu.Item label="Move to end" icon="arrow-down" disabled={isLast} onClick={() => onMove(index, count - 1)} />
      <Menu.Divider />
      <Menu.Item
        label="Insert tests before this run"
        icon="plus"
        onClick={() => navigate(paths.runTests(`?before=${one.run.id}`))}
      />
    </Menu>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({
    display: 'grid',
    gridTemplateColumns: WAITING_COLUMNS.map(({ width }) => width).join(' '),
    alignItems: 'center',
    columnGap: theme.spacing(1.5),
    minHeight: 38,
    padding: theme.spacing(0.25, 1),
    background: theme.colors.background.primary,
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    '&:last-of-type': { borderBottom: 'none' },
  }),
  dragged: css({
    background: theme.colors.background.elevated,
    border: `1px solid ${theme.colors.primary.border}`,
    borderRadius: theme.shape.radius.default,
    boxShadow: theme.shadows.z3,
  }),
  handle: css({
    display: 'inline-flex',
    justifyContent: 'center',
    padding: theme.spacing(0.5, 0),
    borderRadius: theme.shape.radius.default,
    color: theme.colors.text.secondary,
    cursor: 'grab',
    '&:hover': { color: theme.colors.text.primary },
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}` },
  }),
  number: css({ textAlign: 'right', fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }),
  held: css({ color: theme.colors.error.text }),
  name: css({ minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
  actions: css({ display: 'flex', justifyContent: 'flex-end', gap: theme.spacing(0.5) }),
});
