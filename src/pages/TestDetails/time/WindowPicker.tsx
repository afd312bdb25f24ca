import { css, cx } from '@emotion/css';
import React, { type KeyboardEvent, type PointerEvent, type RefObject, useMemo, useRef } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Timeline } from 'perftest-automation-sidecar/contract/statistics';

import { formatClockWithSeconds } from '../../../shared/format';
import { toStripPath } from './strip-path';
import { type Edge, keyTarget, moveEdge, type TimeWindow } from './time-window';
import type { TimeWindowChoice } from './use-time-window';

interface WindowPickerProps {
  timeline: Timeline;
  extent: TimeWindow;
  choice: TimeWindowChoice;
}

/** The run as a strip of requests and p90, and the two ends of the window on it: by pointer or by the keys of a slider. */
export function WindowPicker({ timeline, extent, choice }: WindowPickerProps) {
  const styles = useStyles2(getStyles);
  const track = useRef<HTMLDivElement>(null);
  const strip = useMemo(() => toStripPath(timeline), [timeline]);
  const { window } = choice;
  const placeOf = (atMs: number) => percentOf(atMs, extent);
  return (
    <div className={styles.picker}>
      <div ref={track} className={styles.track}>
        <svg viewBox="0 0 1 1" preserveAspectRatio="none" className={styles.strip} aria-hidden>
          <path d={strip.requests} className={styles.requests} />
          <path d={strip.p90} className={styles.p90} vectorEffect="non-scaling-stroke" />
        </svg>
        <div className={styles.outside} style={{ left: 0, width: placeOf(window.fromMs) }} />
        <div className={styles.outside} style={{ left: placeOf(window.toMs), right: 0 }} />
        {(['from', 'to'] as const).map((edge) => (
          <Handle
            key={edge}
            edge={edge}
            left={placeOf(edge === 'from' ? window.fromMs : window.toMs)}
            track={track}
            stepMs={timeline.sliceMs}
            extent={extent}
            choice={choice}
          />
        ))}
      </div>
      <div className={styles.ends} aria-hidden>
        <span>{formatClockWithSeconds(extent.fromMs)}</span>
        <span>requests per second, and p90 as a line</span>
        <span>{formatClockWithSeconds(extent.toMs)}</span>
      </div>
    </div>
  );
}

/** The judged window may end after the last sample. */
function percentOf(atMs: number, { fromMs, toMs }: TimeWindow): string {
  return `${Math.max(0, Math.min(100, (100 * (atMs - fromMs)) / (toMs - fromMs)))}%`;
}

const NAMES: Record<Edge, string> = { from: 'Begin of the window', to: 'End of the window' };

interface HandleProps {
  edge: Edge;
  left: string;
  track: RefObject<HTMLDivElement>;
  stepMs: number;
  extent: TimeWindow;
  choice: TimeWindowChoice;
}

function Handle({ edge, left, track, stepMs, extent, choice }: HandleProps) {
  const styles = useStyles2(getStyles);
  const { window, drag, drop, choose } = choice;
  const atMs = edge === 'from' ? window.fromMs : window.toMs;
  const moved = (toMs: number) => moveEdge({ window, edge, toMs, extent, stepMs });
  const onKeyDown = (event: KeyboardEvent) => {
    const targetMs = keyTarget(event.key, { atMs, stepMs, extent });
    if (targetMs !== undefined) {
      event.preventDefault();
      choose(moved(targetMs));
    }
  };
  const onPointerMove = (event: PointerEvent) => {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) {
      drag(moved(timeAt(event.clientX, { track, extent })));
    }
  };
  return (
    <div
      className={cx(styles.handle, edge === 'to' && styles.right)}
      style={{ left }}
      role="slider"
      tabIndex={0}
      aria-label={NAMES[edge]}
      aria-valuemin={0}
      aria-valuemax={Math.round((extent.toMs - extent.fromMs) / 1000)}
      aria-valuenow={Math.round((atMs - extent.fromMs) / 1000)}
      aria-valuetext={formatClockWithSeconds(atMs)}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={onPointerMove}
      onPointerUp={drop}
      onLostPointerCapture={drop}
    />
  );
}

function timeAt(clientX: number, { track, extent }: Pick<HandleProps, 'track' | 'extent'>): number {
  const { left, width } = track.current?.getBoundingClientRect() ?? { left: 0, width: 1 };
  return extent.fromMs + ((clientX - left) / Math.max(1, width)) * (extent.toMs - extent.fromMs);
}

const HANDLE_PX = 12;

const getStyles = (theme: GrafanaTheme2) => ({
  picker: css({ padding: theme.spacing(0, 1) }),
  track: css({
    position: 'relative',
    height: 72,
    border: `1px solid ${theme.colors.border.weak}`,
    background: theme.colors.background.primary,
    touchAction: 'none',
  }),
  strip: css({ display: 'block', width: '100%', height: '100%' }),
  requests: css({ fill: theme.visualization.getColorByName('blue'), fillOpacity: 0.35 }),
  p90: css({ fill: 'none', stroke: theme.visualization.getColorByName('orange'), strokeWidth: 1.5 }),
  outside: css({
    position: 'absolute',
    top: 0,
    bottom: 0,
    background: theme.colors.background.canvas,
    opacity: 0.75,
    pointerEvents: 'none',
  }),
  handle: css({
    position: 'absolute',
    top: -3,
    bottom: -3,
    width: HANDLE_PX,
    marginLeft: -HANDLE_PX,
    background: theme.colors.primary.main,
    borderRadius: theme.shape.radius.default,
    cursor: 'ew-resize',
    '&:hover': { background: theme.colors.primary.shade },
    '&:focus-visible': { outline: `2px solid ${theme.colors.text.maxContrast}`, outlineOffset: 1 },
  }),
  right: css({ marginLeft: 0 }),
  ends: css({
    display: 'flex',
    justifyContent: 'space-between',
    gap: theme.spacing(1),
    marginTop: theme.spacing(0.5),
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    fontVariantNumeric: 'tabular-nums',
  }),
});
