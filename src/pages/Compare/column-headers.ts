import { formatDateTime } from '../../shared/format';
import type { CompareColumn } from './compare-rows';

export interface ColumnHeader {
  header: string;
  /** Shown smaller, behind the version: what tells this column from others of the same version. */
  unit?: string;
  description: string;
}

/** The version, and as much more as is needed to tell the columns from one another. */
export function headersOf(columns: readonly CompareColumn[]): ColumnHeader[] {
  const hasScenarios = differ(columns, ({ run }) => run.scenarioName);
  const hasTestTypes = differ(columns, ({ run }) => run.testTypeName);
  const hasEnvironments = differ(columns, ({ run }) => run.environmentName);
  const names = columns.map(({ run }) => {
    const parts = [
      hasScenarios && run.scenarioName,
      hasTestTypes && run.testTypeName,
      hasEnvironments && run.environmentName,
    ];
    return { header: run.versionName, unit: parts.filter((part) => part !== false).join(' · ') };
  });
  const uses = new Map<string, number>();
  for (const name of names) {
    uses.set(textOf(name), (uses.get(textOf(name)) ?? 0) + 1);
  }
  return columns.map(({ run, isReference }, index) => {
    const name = names[index] ?? { header: run.versionName, unit: '' };
    const isAlone = uses.get(textOf(name)) === 1;
    const unit = [name.unit, isAlone ? '' : `#${run.runId}`].filter(Boolean).join(' ');
    return { header: name.header, unit: unit || undefined, description: describe(run, isReference) };
  });
}

function describe(run: CompareColumn['run'], isReference: boolean): string {
  return `${run.name}, ${run.environmentName}, ${formatDateTime(run.completedAtMs)}${isReference ? ' (reference)' : ''}`;
}

function textOf({ header, unit }: { header: string; unit: string }): string {
  return JSON.stringify([header, unit]);
}

function differ(columns: readonly CompareColumn[], read: (column: CompareColumn) => string): boolean {
  return new Set(columns.map(read)).size > 1;
}
