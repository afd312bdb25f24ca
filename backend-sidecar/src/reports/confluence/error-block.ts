import { figureText } from '../model/figures.ts';
import type { ReportRun } from '../model/report-model.ts';
import { element, escapeXml, expandable, table, type Storage } from './storage.ts';

/** Groups of one run; all of them are in the attached files. */
const MOST_GROUPS = 10;

export function errorBlock(runs: readonly ReportRun[]): Storage {
  const tables = runs
    .filter(({ errors }) => errors.length > 0)
    .map((run) => (runs.length === 1 ? errorTable(run) : expandable(`Errors of ${run.run.name}`, errorTable(run))));
  return tables.length === 0 ? '' : element('h2', 'Errors') + tables.join('');
}

function errorTable({ errors }: ReportRun): Storage {
  return table(
    ['Label', 'Count', 'Code', 'Message'],
    errors
      .slice(0, MOST_GROUPS)
      .map(({ label, count, responseCode, message }) =>
        [label, figureText('count', count), responseCode || '–', message || '–'].map(escapeXml)
      )
  );
}
