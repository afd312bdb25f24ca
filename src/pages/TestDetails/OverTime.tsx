import React, { useState } from 'react';
import { dateTime, getTimeZone, rangeUtil, type TimeRange } from '@grafana/data';
import { TimeRangePicker } from '@grafana/ui';
import type { Run } from 'perftest-automation-sidecar/contract/runs';

import { useRunTimeline } from '../../shared/api/runs';
import { RunCharts } from '../../shared/chart/RunCharts';
import { formatClockWithSeconds } from '../../shared/format';
import { BackfillButton } from '../../shared/influxdb/BackfillButton';
import { InfluxCharts } from '../../shared/influxdb/InfluxCharts';
import type { TimeSpan } from '../../shared/influxdb/influx-query';
import { ExploreButton, FileSourceLine, SourceChoice, SourceTrouble } from '../../shared/influxdb/SourceChoice';
import { type ReadablePoints, useFigureSource } from '../../shared/influxdb/useFigureSource';
import { Notice } from '../../shared/ui/Notice';
import { Section } from '../../shared/ui/Section';
import { QueryView } from '../../shared/ui/states';

/** The charts of a run that has ended: of its result file, or of what Grafana's datasource has of it. */
export function OverTime({ run }: { run: Run }) {
  const figures = useFigureSource({ runId: run.id, isLive: false, preferred: 'file' });
  const { readable, source } = figures;
  return source === 'influxdb' && readable !== undefined ? (
    <InfluxOverTime
      run={run}
      readable={readable}
      choice={
        <>
          <SourceChoice state={figures} subject="the charts" />
          <BackfillButton runId={run.id} points={figures.points} />
        </>
      }
    />
  ) : (
    <>
      <SourceTrouble state={figures} />
      <Section
        title="Over time"
        note={describeWindow(run)}
        isBare
        actions={
          <>
            <SourceChoice state={figures} subject="the charts" />
            <BackfillButton runId={run.id} points={figures.points} />
          </>
        }
      >
        {figures.points?.backfill?.state === 'failed' && (
          <Notice icon="exclamation-circle" tone="error" title="The run was not written to InfluxDB">
            {figures.points.backfill.error}
          </Notice>
        )}
        {readable !== undefined && <FileSourceLine />}
        <FileCharts run={run} />
      </Section>
    </>
  );
}

function FileCharts({ run }: { run: Run }) {
  const timeline = useRunTimeline({ runId: run.id });
  return (
    <QueryView query={timeline} subject="the timeline">
      {({ points, sliceMs }) => <RunCharts points={points} sliceMs={sliceMs} />}
    </QueryView>
  );
}

interface InfluxOverTimeProps {
  run: Run;
  readable: ReadablePoints;
  choice: React.ReactNode;
}

function InfluxOverTime({ run, readable, choice }: InfluxOverTimeProps) {
  const whole = wholeSpan(run, readable);
  const [span, setSpan] = useState(whole);
  return (
    <Section
      title="Over time"
      note={describeWindow(run)}
      isBare
      actions={
        <>
          {choice}
          <SpanPicker span={span} whole={whole} onChange={setSpan} />
          <ExploreButton readable={readable} span={span} />
        </>
      }
    >
      <InfluxCharts
        readable={readable}
        {...span}
        isLive={false}
        exact={
          <>
            <FileSourceLine />
            <FileCharts run={run} />
          </>
        }
      />
    </Section>
  );
}

/** A point says what was before it. */
function wholeSpan({ startedAtMs }: Run, { lastPointAtMs, points }: ReadablePoints): TimeSpan {
  const marginMs = (points.intervalSeconds ?? 5) * 1000;
  return { fromMs: startedAtMs ?? lastPointAtMs - 3_600_000, toMs: lastPointAtMs + marginMs };
}

interface SpanPickerProps {
  span: TimeSpan;
  whole: TimeSpan;
  onChange: (span: TimeSpan) => void;
}

/** Grafana's own time range picker; zooming out stops at the run. */
function SpanPicker({ span, whole, onChange }: SpanPickerProps) {
  const shift = (direction: -1 | 1) => {
    const halfMs = ((span.toMs - span.fromMs) / 2) * direction;
    onChange({ fromMs: span.fromMs + halfMs, toMs: span.toMs + halfMs });
  };
  return (
    <TimeRangePicker
      value={toTimeRange(span)}
      timeZone={getTimeZone()}
      onChange={(range) => onChange({ fromMs: range.from.valueOf(), toMs: range.to.valueOf() })}
      onChangeTimeZone={() => undefined}
      onMoveBackward={() => shift(-1)}
      onMoveForward={() => shift(1)}
      onZoom={() => onChange(whole)}
    />
  );
}

function toTimeRange({ fromMs, toMs }: TimeSpan): TimeRange {
  return rangeUtil.convertRawToRange({ from: dateTime(fromMs), to: dateTime(toMs) });
}

function describeWindow({ windowFromMs, windowToMs, verdict }: Run): string {
  return !verdict || windowFromMs === null || windowToMs === null
    ? 'the whole run'
    : `the whole run; the verdict judges ${formatClockWithSeconds(windowFromMs)} – ${formatClockWithSeconds(windowToMs)}`;
}
