import { useSearchParams } from 'react-router-dom';

import { useRuns } from '../../shared/api/runs';
import { useScenarios } from '../../shared/api/scenarios';
import { useTestTypes } from '../../shared/api/test-types';
import { useVersions } from '../../shared/api/versions';
import type { SortState } from '../../shared/ui/DataTable';

/** The lists of the filter line; in the URL each is comma-separated, as the API takes it. */
export const FILTER_FIELDS = ['outcome', 'status', 'scenarioId', 'testTypeId', 'versionId'] as const;
export type FilterField = (typeof FILTER_FIELDS)[number];

export interface TestFilter extends Record<FilterField, string[]> {
  search: string;
  /** Runs that made load within, as a panel of a dashboard asks for them; null = at any time. */
  span: { fromMs: number; toMs: number } | null;
}

/** Newest first, those that still wait included. */
const DEFAULT_SORT: SortState = { columnId: 'id', isDescending: true };
const PAGE_SIZE = 50;

/** All state of the page is in its URL, so that it can be sent to somebody. */
export function useTests() {
  const [params, setParams] = useSearchParams();
  const filter = readFilter(params);
  const sort = readSort(params.get('sort'));
  const runs = useRuns({
    ...Object.fromEntries(FILTER_FIELDS.map((field) => [field, filter[field].join(',')])),
    search: filter.search,
    ranFromMs: filter.span?.fromMs,
    ranToMs: filter.span?.toMs,
    sort: printSort(sort),
    page: Number(params.get('page')) || 1,
    pageSize: PAGE_SIZE,
  });
  const choices = { scenarios: useScenarios().data, testTypes: useTestTypes().data, versions: useVersions().data };

  const change = (changes: Record<string, string>) =>
    setParams(
      (previous) => {
        const next = new URLSearchParams(previous);
        // Another filter or order begins at its first page.
        for (const [name, value] of Object.entries({ page: '', ...changes })) {
          value ? next.set(name, value) : next.delete(name);
        }
        return next;
      },
      { replace: true }
    );

  const selected = (params.get('selected') ?? '').split(',').filter(Boolean).map(Number);
  const select = (runIds: readonly number[]) =>
    setParams(
      (previous) => {
        const next = new URLSearchParams(previous);
        runIds.length > 0 ? next.set('selected', runIds.join(',')) : next.delete('selected');
        return next;
      },
      { replace: true }
    );

  const actions = {
    changeFilter: (field: FilterField | 'search', values: string[]) => change({ [field]: values.join(',') }),
    clearSpan: () => change({ fromMs: '', toMs: '' }),
    changeSort: (next: SortState) => change({ sort: printSort(next) }),
    goToPage: (page: number) => change({ page: String(page) }),
    clearFilter: () => setParams({}),
    toggleRun: (runId: number) =>
      select(selected.includes(runId) ? selected.filter((id) => id !== runId) : [...selected, runId]),
    unselectAll: () => select([]),
  };
  const isFiltered =
    filter.search !== '' || filter.span !== null || FILTER_FIELDS.some((field) => filter[field].length > 0);
  return { data: { runs, filter, sort, choices, isFiltered, selected }, actions };
}

function readFilter(params: URLSearchParams): TestFilter {
  const list = (field: FilterField) => (params.get(field) ?? '').split(',').filter(Boolean);
  return {
    search: params.get('search') ?? '',
    span: readSpan(params),
    outcome: list('outcome'),
    status: list('status'),
    scenarioId: list('scenarioId'),
    testTypeId: list('testTypeId'),
    versionId: list('versionId'),
  };
}

function readSpan(params: URLSearchParams): TestFilter['span'] {
  const fromMs = Number(params.get('fromMs') || NaN);
  const toMs = Number(params.get('toMs') || NaN);
  return Number.isSafeInteger(fromMs) && Number.isSafeInteger(toMs) ? { fromMs, toMs } : null;
}

/** `field` or `-field`, as the API writes it. */
function readSort(text: string | null): SortState {
  if (!text) {
    return DEFAULT_SORT;
  }
  return { columnId: text.replace(/^-/, ''), isDescending: text.startsWith('-') };
}

function printSort({ columnId, isDescending }: SortState): string {
  return `${isDescending ? '-' : ''}${columnId}`;
}
