import type { PreflightQuery } from 'perftest-automation-sidecar/contract/preflight';

/** What somebody looks at a script with; each field is in the page's address. */
export const QUERY_FIELDS = [
  'revision',
  'scenarioId',
  'testTypeId',
  'environmentId',
  'userCount',
  'durationSeconds',
  'rampUpSeconds',
] as const satisfies ReadonlyArray<keyof PreflightQuery>;

export function readQuery(params: URLSearchParams): PreflightQuery {
  const query: PreflightQuery = {};
  for (const field of QUERY_FIELDS) {
    const text = params.get(field);
    if (text !== null && /^\d{1,9}$/.test(text)) {
      query[field] = Number(text);
    }
  }
  return query;
}

/** Whether nothing but the revision was chosen: the script is told as it is. */
export function isPlain(query: PreflightQuery): boolean {
  return QUERY_FIELDS.every((field) => field === 'revision' || query[field] === undefined);
}
