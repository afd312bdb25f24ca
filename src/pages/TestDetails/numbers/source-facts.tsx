import React from 'react';
import type { Run } from 'perftest-automation-sidecar/contract/runs';
import type { RunStatistics } from 'perftest-automation-sidecar/contract/statistics';

import { toDurationText } from '../../../shared/duration-text';
import { formatBytes, formatClockWithSeconds, formatDateTime, NO_DATA } from '../../../shared/format';
import type { Fact } from '../../../shared/ui/Facts';

const SOURCES: Record<RunStatistics['source'], string> = {
  'stored figures': 'stored figures, counted when the run ended',
  'stored slices': 'stored slices of time',
  'result file': 'the result file, read again',
  'imported summary': 'an imported summary: no samples were ever there',
};

export function sourceFacts(run: Run, statistics: RunStatistics | undefined): Fact[] {
  const { resultFileName, resultSizeBytes, windowFromMs, windowToMs, verdict } = run;
  return [
    { name: 'Result file', value: resultFileName ? `${resultFileName} (${formatBytes(resultSizeBytes)})` : NO_DATA },
    ...importFacts(run.importedFrom),
    { name: 'Figures come from', value: statistics ? SOURCES[statistics.source] : NO_DATA },
    {
      name: 'Analysis window',
      value:
        windowFromMs === null
          ? 'none'
          : `${formatClockWithSeconds(windowFromMs)} – ${formatClockWithSeconds(windowToMs)}; samples that began in it`,
    },
    ...analysisFacts(run.analysis),
    { name: 'Rules of the verdict', value: verdict ? <code>{verdict.rules}</code> : NO_DATA },
    { name: 'Judged', value: formatDateTime(verdict?.judgedAtMs) },
  ];
}

/** How an imported result was read: with it the same files give the same figures again. */
function importFacts(imported: Run['importedFrom']): Fact[] {
  if (imported === null) {
    return [];
  }
  const { fileNames, format, read } = imported;
  const offsets = read.clockOffsetsMs ?? [];
  return [
    { name: 'Imported from', value: fileNames.join(', ') },
    { name: 'Taken for', value: format },
    ...fileNames.map((fileName, index) => ({
      name: `Clock of ${fileName}`,
      value: describeOffset(offsets[index] ?? 0),
    })),
    ...readFacts(read),
  ];
}

function describeOffset(offsetMs: number): string {
  if (offsetMs === 0) {
    return 'as written';
  }
  return `${offsetMs > 0 ? '+' : '−'}${Math.abs(offsetMs)} ms added to its times`;
}

function readFacts(read: NonNullable<Run['importedFrom']>['read']): Fact[] {
  const facts = [
    { name: 'Columns', value: read.columns?.join(', ') },
    { name: 'Delimiter', value: read.delimiter === '\t' ? 'tab' : read.delimiter },
    { name: 'Times written as', value: read.timestampFormat },
    { name: 'Time zone', value: read.timeZone },
  ];
  return facts.flatMap(({ name, value }) => (value ? [{ name, value }] : []));
}

/** How the scenario had its labels counted when the run was prepared. Runs older than such rules have none. */
function analysisFacts(analysis: Run['analysis']): Fact[] {
  if (analysis === null) {
    return [];
  }
  const { excludedLabels, labelFoldings, windowTrimStartSeconds, windowTrimEndSeconds } = analysis;
  const foldings = labelFoldings.map(({ pattern, label }) => `${pattern} as ${label}`);
  const begin = windowTrimStartSeconds === null ? 'the ramp-up' : toDurationText(windowTrimStartSeconds);
  return [
    {
      name: 'Left out of the window',
      value: `${begin} at the begin, ${toDurationText(windowTrimEndSeconds)} at the end`,
    },
    { name: 'Labels left out of the total', value: excludedLabels.join(', ') || 'none' },
    { name: 'Labels counted as one', value: foldings.join(', ') || 'none' },
    ...apdexFacts(analysis.apdex),
  ];
}

function apdexFacts(apdex: NonNullable<Run['analysis']>['apdex']): Fact[] {
  if (!apdex) {
    return [];
  }
  const ofLabels = apdex.ofLabels.map(({ pattern, ...rule }) => `${pattern}: ${describeApdex(rule)}`);
  return [{ name: 'APDEX thresholds', value: [describeApdex(apdex), ...ofLabels].join('; ') }];
}

function describeApdex({ satisfiedMs, toleratedMs }: { satisfiedMs: number; toleratedMs: number }): string {
  return `satisfied to ${satisfiedMs} ms, tolerated to ${toleratedMs} ms`;
}
