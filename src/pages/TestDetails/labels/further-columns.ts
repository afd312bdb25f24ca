import type { MorePercentiles, StatisticsRow } from 'perftest-automation-sidecar/contract/statistics';

import { formatMs, formatRate, formatUnit, type MaybeNumber } from '../../../shared/format';
import type { Column } from '../../../shared/ui/DataTable';

interface FurtherColumn {
  id: string;
  header: string;
  unit?: string;
  description: string;
  read: (row: StatisticsRow) => number | null;
  print: (value: MaybeNumber) => string;
}

/** What some people look at, sometimes: shown when somebody asks for it. */
export const FURTHER_COLUMNS = [
  {
    id: 'apdex',
    header: 'APDEX',
    description: 'From 0 to 1 by the scenario’s thresholds; a failed sample satisfies nobody',
    read: ({ apdex }) => apdex,
    print: formatApdex,
  },
  {
    id: 'deviation',
    header: 'Std dev',
    unit: 'ms',
    description: 'Standard deviation of all samples (population)',
    read: ({ standardDeviationMs }) => standardDeviationMs,
    print: formatMs,
  },
  {
    id: 'latency',
    header: 'Latency',
    unit: 'ms',
    description: 'Mean time to the first byte of the answer, connecting included',
    read: ({ latencyMeanMs }) => latencyMeanMs,
    print: formatMs,
  },
  {
    id: 'latencyMax',
    header: 'Max latency',
    unit: 'ms',
    description: 'Longest time to the first byte of the answer',
    read: ({ latencyMaxMs }) => latencyMaxMs,
    print: formatMs,
  },
  {
    id: 'connect',
    header: 'Connect',
    unit: 'ms',
    description: 'Mean time to connect',
    read: ({ connectMeanMs }) => connectMeanMs,
    print: formatFine,
  },
  {
    id: 'connectMax',
    header: 'Max connect',
    unit: 'ms',
    description: 'Longest time to connect',
    read: ({ connectMaxMs }) => connectMaxMs,
    print: formatMs,
  },
  {
    id: 'idle',
    header: 'Idle',
    unit: 'ms',
    description: 'Mean time within a sample in which nothing was sent or awaited; it is no part of elapsed',
    read: ({ idleMeanMs }) => idleMeanMs,
    print: formatFine,
  },
  {
    id: 'sent',
    header: 'Sent',
    unit: 'KB/s',
    description: 'Sent, 1 KB = 1024 bytes',
    read: ({ sentKbPerSec }) => sentKbPerSec,
    print: formatRate,
  },
] as const satisfies readonly FurtherColumn[];

export type FurtherColumnId = (typeof FURTHER_COLUMNS)[number]['id'];

const IDS: ReadonlySet<string> = new Set(FURTHER_COLUMNS.map(({ id }) => id));

export function isFurtherColumn(text: string): text is FurtherColumnId {
  return IDS.has(text);
}

const WIDTH = 96;

export function furtherColumns(chosen: readonly FurtherColumnId[]): Array<Column<StatisticsRow>> {
  const columns: readonly FurtherColumn[] = FURTHER_COLUMNS.filter(({ id }) => chosen.includes(id));
  return columns.map(({ id, header, unit, description, read, print }) => ({
    id,
    header,
    unit,
    description,
    width: WIDTH,
    isNumber: true,
    cell: (row) => print(read(row)),
    sortValue: read,
  }));
}

interface PercentileColumns {
  ranks: readonly number[];
  /** In the order of the ranks. */
  valueOf: (row: StatisticsRow) => MorePercentiles | undefined;
}

export function percentileColumns({ ranks, valueOf }: PercentileColumns): Array<Column<StatisticsRow>> {
  return ranks.map((rank, index) => {
    const read = (row: StatisticsRow) => valueOf(row)?.valuesMs[index] ?? null;
    return {
      id: `p${rank}`,
      header: `p${rank}`,
      unit: 'ms',
      description: `${rank} % of the samples took this long or less`,
      width: WIDTH,
      isNumber: true,
      cell: (row) => formatMs(read(row)),
      sortValue: read,
    };
  });
}

/** By convention with two places. */
function formatApdex(value: MaybeNumber): string {
  return formatUnit('none', value, 2);
}

/** Means of times that are often below a millisecond. */
function formatFine(value: MaybeNumber): string {
  return formatUnit('locale', value, value !== null && value !== undefined && Math.abs(value) < 10 ? 1 : 0);
}
