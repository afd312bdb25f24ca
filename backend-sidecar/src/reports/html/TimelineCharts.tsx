import React from 'react';
import type { Timeline, TimelinePoint } from '../../contract/statistics.ts';
import { durationText, figureText } from '../model/figures.ts';
import type { ReportRun } from '../model/report-model.ts';
import { LineChart, type ChartSeries } from './LineChart.tsx';

/** A table of more rows is thinned to every nth slice; the chart always shows all. */
const TABLE_ROW_LIMIT = 120;

export function TimelineCharts({ reportRun: { timeline, run } }: { reportRun: ReportRun }) {
  if (timeline === null || timeline.points.length < 2) {
    return null;
  }
  const { points } = timeline;
  const startMs = points[0]?.startMs ?? 0;
  const xs = points.map((point) => point.startMs - startMs);
  const windowFrom = run.windowFromMs === null ? null : run.windowFromMs - startMs;
  const slice = durationText(timeline.sliceMs);
  return (
    <>
      <h3>Over time</h3>
      <div className="charts">
        <LineChart
          title={`Response time, ms, per ${slice}`}
          xs={xs}
          series={timeSeries(points)}
          unit=" ms"
          rampUpEnd={windowFrom}
        />
        <LineChart
          title={`Samples and errors per second, per ${slice}`}
          xs={xs}
          series={rateSeries(timeline)}
          unit="/s"
          rampUpEnd={windowFrom}
        />
      </div>
      <TimelineTable timeline={timeline} startMs={startMs} />
    </>
  );
}

function timeSeries(points: readonly TimelinePoint[]): ChartSeries[] {
  return [
    { name: 'p95', style: 'third', values: points.map((point) => point.p95Ms) },
    { name: 'p90', style: 'first', values: points.map((point) => point.p90Ms) },
    { name: 'p50', style: 'second', values: points.map((point) => point.medianMs) },
  ];
}

/** A slice without samples has a throughput of 0: that is data, unlike its response time. */
function rateSeries({ points, sliceMs }: Timeline): ChartSeries[] {
  return [
    { name: 'samples', style: 'first', values: points.map((point) => (point.count * 1000) / sliceMs) },
    { name: 'errors', style: 'bad', values: points.map((point) => (point.errors * 1000) / sliceMs) },
  ];
}

function TimelineTable({ timeline, startMs }: { timeline: Timeline; startMs: number }) {
  const step = Math.ceil(timeline.points.length / TABLE_ROW_LIMIT);
  const shown = timeline.points.filter((_, index) => index % step === 0);
  const note = step === 1 ? 'All slices' : `One slice of ${step}, as it is`;
  return (
    <details>
      <summary>The figures behind the charts</summary>
      <div className="scroll">
        <table>
          <caption>{note}; all samples, by their start</caption>
          <thead>
            <tr>
              <th scope="col" className="number">
                From
              </th>
              {['p50 ms', 'p90 ms', 'p95 ms', 'Samples', 'Errors', 'Threads'].map((header) => (
                <th scope="col" className="number" key={header}>
                  {header}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((point) => (
              <tr key={point.startMs}>
                <th scope="row" className="number">
                  {durationText(point.startMs - startMs)}
                </th>
                <td className="number">{figureText('ms', point.medianMs)}</td>
                <td className="number">{figureText('ms', point.p90Ms)}</td>
                <td className="number">{figureText('ms', point.p95Ms)}</td>
                <td className="number">{figureText('count', point.count)}</td>
                <td className="number">{figureText('count', point.errors)}</td>
                <td className="number">{figureText('count', point.activeThreads)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
