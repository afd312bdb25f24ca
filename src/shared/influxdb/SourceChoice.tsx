import { css } from '@emotion/css';
import React from 'react';
import type { GrafanaTheme2, SelectableValue } from '@grafana/data';
import { RadioButtonGroup, useStyles2 } from '@grafana/ui';

import type { ApiError } from '../api/api-error';
import { formatDuration } from '../format';
import { LinkButton } from '../ui/LinkButton';
import { Notice } from '../ui/Notice';
import { useNow } from '../use-now';
import { exploreHref } from './explore-href';
import { chartTargets, tableTargets, type TimeSpan } from './influx-query';
import type { FigureSource, ReadablePoints, SourceState } from './useFigureSource';

const SOURCES: Array<SelectableValue<FigureSource>> = [
  { value: 'file', label: 'Result file', description: 'Exact: every sample of the result file' },
  {
    value: 'influxdb',
    label: 'InfluxDB',
    description: 'Sampled: what JMeter’s listener wrote, by Grafana’s datasource',
  },
];

/** Nothing to choose where no points of the run can be read. */
export function SourceChoice({ state, subject }: { state: SourceState; subject: string }) {
  if (state.readable === undefined || state.trouble !== undefined) {
    return null;
  }
  return (
    <RadioButtonGroup
      size="sm"
      options={SOURCES}
      value={state.source}
      onChange={state.choose}
      aria-label={`Where ${subject} come from`}
    />
  );
}

/** What the figures below are, and how old. */
export function InfluxSourceLine({ readable, isLive }: { readable: ReadablePoints; isLive: boolean }) {
  const styles = useStyles2(getStyles);
  return (
    <p className={styles.line}>
      InfluxDB, sampled · {isLive ? <Behind atMs={readable.lastPointAtMs} /> : everyWords(readable)}
      {wholeNote(readable)}
    </p>
  );
}

/** Of the result file, beside the other; a live page says elsewhere how old it is. */
export function FileSourceLine({ lagMs }: { lagMs?: number | null }) {
  const styles = useStyles2(getStyles);
  const lag = lagMs === undefined || lagMs === null ? '' : ` · ${formatDuration(lagMs)} behind`;
  return <p className={styles.line}>result file, exact{lag}</p>;
}

function Behind({ atMs }: { atMs: number }) {
  const nowMs = useNow();
  return <>{formatDuration(Math.max(0, nowMs - atMs))} behind</>;
}

function everyWords({ points }: ReadablePoints): string {
  const origin = points.listener === 'backfilled' ? 'written from the result file' : 'written by JMeter’s listener';
  return `${origin} every ${points.intervalSeconds ?? 5} s`;
}

/** What the percentiles of the whole are, where that is less than one would think. */
function wholeNote({ points }: ReadablePoints): string {
  const lack = points.why === null ? '' : `. ${points.why}`;
  const isOfLast = points.listener !== 'backfilled';
  const mixed = points.transactions.length > 0 ? ', transactions among them' : '';
  return `${isOfLast ? `; percentiles of all samples are those of the last 500${mixed}` : ''}${lack}`;
}

/** That the result file stands in for InfluxDB, and why. */
export function SourceTrouble({ state }: { state: SourceState }) {
  if (state.trouble === undefined) {
    return null;
  }
  return (
    <Notice icon="exclamation-triangle" tone="warning" title="No live figures from InfluxDB">
      {state.trouble} {STANDS_IN}
    </Notice>
  );
}

const STANDS_IN = 'The charts show the result file, which is exact; nothing is lost.';

/** That the result file stands in for a datasource that does not answer; it is asked again. */
export function DatasourceTrouble({ name, error }: { name: string; error: ApiError }) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.trouble}>
      <Notice icon="exclamation-triangle" tone="warning" title={`No figures from Grafana’s datasource “${name}”`}>
        {error.detail ?? error.title}. {error.hint} {STANDS_IN}
      </Notice>
    </div>
  );
}

interface ExploreButtonProps {
  readable: ReadablePoints;
  span: TimeSpan;
  label?: string;
  isTable?: boolean;
}

/** Leads to Grafana's Explore with what the page asked. */
export function ExploreButton({ readable, span, label, isTable = false }: ExploreButtonProps) {
  const { points, datasource } = readable;
  const targets = isTable ? tableTargets(points) : chartTargets({ points, label }, span);
  const href = exploreHref({ datasourceUid: datasource.uid, targets, span });
  return href === undefined ? null : (
    <LinkButton size="sm" variant="secondary" icon="compass" href={href}>
      Explore
    </LinkButton>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  trouble: css({ marginBottom: theme.spacing(1) }),
  line: css({
    margin: theme.spacing(0, 0, 1),
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    fontVariantNumeric: 'tabular-nums',
  }),
});
