import React from 'react';
import type { Run } from 'perftest-automation-sidecar/contract/runs';
import type { RunStatistics, StatisticsRow } from 'perftest-automation-sidecar/contract/statistics';

import { useStatistics } from '../../../shared/api/analysis';
import {
  formatClockWithSeconds,
  formatCount,
  formatMsWithUnit,
  formatRatio,
  formatRequestsPerSec,
} from '../../../shared/format';
import { Figure, Figures } from '../../../shared/ui/Figure';
import { Notice } from '../../../shared/ui/Notice';
import { QueryView } from '../../../shared/ui/states';
import type { SelectedLabel } from '../../../shared/use-selected-label';
import type { TimeWindowChoice } from './use-time-window';

interface WindowFiguresProps {
  run: Run;
  choice: TimeWindowChoice;
  selected: SelectedLabel | undefined;
}

/** The figures of the window, with those of what the verdict judges beside them when it is another one. */
export function WindowFigures({ run, choice, selected }: WindowFiguresProps) {
  const scope = run.windowFromMs === null ? 'run' : 'window';
  const judged = useStatistics({ runId: run.id, scope });
  const asked = useStatistics({ runId: run.id, ...(choice.asked ?? { scope }) });
  return (
    <QueryView query={asked} subject="the figures of this window">
      {(statistics) => (
        <>
          {choice.isWhatIf && <WhatIfNotice statistics={statistics} isStale={asked.isPlaceholderData} />}
          <KeyFigures
            row={rowOf(statistics, selected)}
            judged={choice.isWhatIf && judged.data ? rowOf(judged.data, selected) : undefined}
          />
        </>
      )}
    </QueryView>
  );
}

function WhatIfNotice({ statistics, isStale }: { statistics: RunStatistics; isStale: boolean }) {
  const { windowFromMs, windowToMs, source } = statistics;
  const span = `${formatClockWithSeconds(windowFromMs)} – ${formatClockWithSeconds(windowToMs)}`;
  return (
    <Notice
      icon="question-circle"
      tone="info"
      title={isStale ? 'A what-if: counting…' : `A what-if: the samples that began ${span}`}
    >
      No verdict changes by it, and nothing is stored.
      {source === 'stored slices' && ' The window begins and ends with a stored slice of time.'}
    </Notice>
  );
}

function rowOf({ total, rows }: RunStatistics, selected: SelectedLabel | undefined): StatisticsRow | undefined {
  return selected ? rows.find(({ label, kind }) => label === selected.label && kind === selected.kind) : total;
}

interface KeyFiguresProps {
  row: StatisticsRow | undefined;
  judged: StatisticsRow | undefined;
}

const FIGURES: Array<{ name: string; print: (row: StatisticsRow | undefined) => string }> = [
  { name: 'p50', print: (row) => formatMsWithUnit(row?.medianMs) },
  { name: 'p90', print: (row) => formatMsWithUnit(row?.p90Ms) },
  { name: 'p95', print: (row) => formatMsWithUnit(row?.p95Ms) },
  { name: 'p99', print: (row) => formatMsWithUnit(row?.p99Ms) },
  { name: 'Errors', print: (row) => formatRatio(row?.errorRate) },
  { name: 'Throughput', print: (row) => formatRequestsPerSec(row?.throughputPerSec) },
  { name: 'Samples', print: (row) => formatCount(row?.count) },
];

function KeyFigures({ row, judged }: KeyFiguresProps) {
  return (
    <Figures>
      {FIGURES.map(({ name, print }) => (
        <Figure key={name} name={name} value={print(row)} note={judged && `the verdict’s window: ${print(judged)}`} />
      ))}
    </Figures>
  );
}
