import { css, cx } from '@emotion/css';
import React, { useMemo } from 'react';
import { dateTimeForTimeZone, type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Batch, RunSummary } from 'perftest-automation-sidecar/contract/runs';

import { isActive } from '../../shared/api/run-status';
import { formatClock, formatClockWithSeconds, formatDuration } from '../../shared/format';
import { paths } from '../../shared/paths';
import { AppLink } from '../../shared/ui/AppLink';
import { Section } from '../../shared/ui/Section';
import { lookOfRun } from '../../shared/ui/Verdict';
import { useNow } from '../../shared/use-now';
import { isOpen } from './batch-runs';
import { percentOf, ticksOf, type TimeRange } from './timeline-scale';

type Slot = Batch['timeline'][number];

/** When each run was, is, or will be: a row for each lane, cool-downs hatched, what is to come in outlines. */
export function BatchTimeline({ batch }: { batch: Batch }) {
  const styles = useStyles2(getStyles);
  const nowMs = useNow(10_000);
  const isNowShown = isOpen(batch);
  const range = useMemo(() => rangeOf(batch.timeline, isNowShown ? nowMs : null), [batch.timeline, isNowShown, nowMs]);
  const runs = useMemo(() => new Map(batch.runs.map((run) => [run.id, run])), [batch.runs]);
  if (batch.timeline.length === 0) {
    return null;
  }
  const lanes = [...new Set(batch.timeline.map(({ environmentName }) => environmentName))];
  const ticks = ticksOf(range, dateTimeForTimeZone(undefined, range.fromMs).utcOffset() * 60_000);
  return (
    <Section title="Time line" note={<Legend />}>
      <div className={styles.chart}>
        <div className={styles.axis} aria-hidden>
          {ticks.map((atMs) => (
            <span key={atMs} className={styles.tick} style={{ left: `${percentOf(atMs, range)}%` }}>
              {atMs % 60_000 === 0 ? formatClock(atMs, range.fromMs) : formatClockWithSeconds(atMs)}
            </span>
          ))}
        </div>
        {lanes.map((lane) => (
          <React.Fragment key={lane}>
            <div className={styles.lane} title={lane}>
              {lane}
            </div>
            <ul className={styles.track} aria-label={`Runs on ${lane}`}>
              {ticks.map((atMs) => (
                <li key={atMs} aria-hidden className={styles.line} style={{ left: `${percentOf(atMs, range)}%` }} />
              ))}
              {batch.timeline
                .filter(({ environmentName }) => environmentName === lane)
                .map((slot) => (
                  <RunBar key={slot.runId} slot={slot} run={runs.get(slot.runId)} range={range} />
                ))}
              {isNowShown && (
                <li
                  className={styles.now}
                  style={{ left: `${percentOf(nowMs, range)}%` }}
                  aria-label={`Now, ${formatClock(nowMs)}`}
                />
              )}
            </ul>
          </React.Fragment>
        ))}
      </div>
    </Section>
  );
}

/** The cool-down after the last run is nobody's concern. */
function rangeOf(timeline: readonly Slot[], nowMs: number | null): TimeRange {
  const moments = timeline.flatMap(({ startsAtMs, endsAtMs }) => [startsAtMs, endsAtMs]);
  const all = nowMs === null ? moments : [...moments, nowMs];
  return { fromMs: Math.min(...all), toMs: Math.max(...all) };
}

interface RunBarProps {
  slot: Slot;
  run: RunSummary | undefined;
  range: TimeRange;
}

function RunBar({ slot, run, range }: RunBarProps) {
  const styles = useStyles2(getStyles);
  if (!run) {
    return null;
  }
  const { startsAtMs, endsAtMs, cooldownEndsAtMs, isForecast } = slot;
  const start = percentOf(startsAtMs, range);
  const end = percentOf(endsAtMs, range);
  const look = lookOfRun(run);
  const name = `${run.scenarioName} · ${run.testTypeName}`;
  const text = `${run.kind === 'smoke' ? 'Smoke run of ' : ''}${name}, ${formatClock(startsAtMs)} – ${formatClock(endsAtMs)} (${formatDuration(endsAtMs - startsAtMs)}), ${isForecast ? 'expected' : look.word.toLowerCase()}`;
  return (
    <li>
      <AppLink
        isQuiet
        to={isActive(run.status) ? paths.live(run.id) : paths.test(run.id)}
        title={text}
        aria-label={text}
        className={cx(
          styles.bar,
          styles[look.tone],
          isForecast && styles.forecast,
          run.supersededByRunId !== null && styles.superseded
        )}
        style={{ left: `${start}%`, width: `${end - start}%` }}
      >
        {run.kind === 'smoke' ? 'smoke' : name}
      </AppLink>
      <span
        aria-hidden
        className={styles.cooldown}
        style={{ left: `${end}%`, width: `${percentOf(cooldownEndsAtMs, range) - end}%` }}
      />
    </li>
  );
}

function Legend() {
  const styles = useStyles2(getStyles);
  return (
    <span className={styles.legend}>
      <span className={cx(styles.sample, styles.cooldownLook)} /> cool-down
      <span className={cx(styles.sample, styles.forecastLook)} /> expected
      <span className={cx(styles.sample, styles.nowLook)} /> now
    </span>
  );
}

const LANE_HEIGHT = 34;

const getStyles = (theme: GrafanaTheme2) => {
  const hatched = `repeating-linear-gradient(135deg, ${theme.colors.border.medium} 0 2px, transparent 2px 6px)`;
  return {
    chart: css({
      display: 'grid',
      gridTemplateColumns: 'minmax(60px, max-content) minmax(0, 1fr)',
      alignItems: 'center',
      gap: theme.spacing(0.5, 1.5),
    }),
    axis: css({ position: 'relative', gridColumn: 2, height: 18 }),
    tick: css({
      position: 'absolute',
      transform: 'translateX(-50%)',
      color: theme.colors.text.secondary,
      fontSize: theme.typography.bodySmall.fontSize,
      fontVariantNumeric: 'tabular-nums',
      whiteSpace: 'nowrap',
    }),
    lane: css({ maxWidth: 160, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
    track: css({
      position: 'relative',
      height: LANE_HEIGHT,
      margin: 0,
      overflow: 'hidden',
      listStyle: 'none',
      background: theme.colors.background.canvas,
      borderRadius: theme.shape.radius.default,
    }),
    line: css({ position: 'absolute', top: 0, bottom: 0, width: 1, background: theme.colors.border.weak }),
    bar: css({
      position: 'absolute',
      top: 4,
      height: LANE_HEIGHT - 8,
      minWidth: 4,
      padding: theme.spacing(0, 0.5),
      overflow: 'hidden',
      border: '1px solid transparent',
      borderRadius: theme.shape.radius.default,
      fontSize: theme.typography.bodySmall.fontSize,
      lineHeight: `${LANE_HEIGHT - 10}px`,
      textOverflow: 'ellipsis',
      whiteSpace: 'nowrap',
      color: theme.colors.text.primary,
      '&:hover, &:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, textDecoration: 'none' },
    }),
    forecast: css({ borderStyle: 'dashed', borderColor: theme.colors.border.strong, background: 'transparent' }),
    superseded: css({ opacity: 0.5 }),
    cooldown: css({ position: 'absolute', top: 10, height: LANE_HEIGHT - 20, background: hatched }),
    now: css({ position: 'absolute', top: 0, bottom: 0, width: 2, background: theme.colors.warning.main }),
    legend: css({ display: 'inline-flex', alignItems: 'center', gap: theme.spacing(0.5), flexWrap: 'wrap' }),
    sample: css({ display: 'inline-block', width: 14, height: 10, marginLeft: theme.spacing(1) }),
    cooldownLook: css({ background: hatched }),
    forecastLook: css({ border: `1px dashed ${theme.colors.border.strong}` }),
    nowLook: css({ width: 2, background: theme.colors.warning.main }),
    good: css({ background: theme.colors.success.transparent, borderColor: theme.colors.success.border }),
    bad: css({ background: theme.colors.error.transparent, borderColor: theme.colors.error.border }),
    unsure: css({ background: theme.colors.warning.transparent, borderColor: theme.colors.warning.border }),
    busy: css({ background: theme.colors.info.transparent, borderColor: theme.colors.info.border }),
    quiet: css({ background: theme.colors.background.secondary, borderColor: theme.colors.border.medium }),
  };
};
