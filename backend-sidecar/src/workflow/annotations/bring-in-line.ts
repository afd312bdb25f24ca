import type { AnnotationClient, AnnotationContent } from '../../integrations/grafana/annotation-client.ts';
import { fault, type GrafanaAnswer } from '../../integrations/grafana/grafana-http.ts';
import type { AnnotationRecord } from '../../persistence/annotation-store.ts';
import type { WantedAnnotation } from '../../persistence/stored-json.ts';
import { LOAD_TEST_TAG, runTag } from './wanted-annotation.ts';

type Row = Pick<AnnotationRecord, 'runId' | 'dashboardUid' | 'annotationId'> & { wanted: WantedAnnotation };

/** What Grafana shows now. */
export type Shown =
  | { readonly state: 'written'; readonly annotationId: number }
  | { readonly state: 'removed' | 'skipped'; why?: string };

/**
 * Makes Grafana show what is wanted, from whatever it shows now: an attempt whose answer was lost may have reached it, so
 * it is asked for the run's annotations before anything is created, and what is there twice is removed.
 */
export async function bringInLine(
  row: Row,
  client: AnnotationClient,
  signal: AbortSignal
): Promise<GrafanaAnswer<Shown>> {
  const { runId, dashboardUid, wanted } = row;
  const found = await client.find({ tag: runTag(runId), startMs: wanted.startMs, dashboardUid }, signal);
  if (found.kind === 'fault') {
    return found;
  }
  const ids = found.value.map(({ id }) => id);
  if (!wanted.isThere) {
    const removed = await removeAll(idsOf(row, ids), client, signal);
    return removed.kind === 'fault' ? removed : done({ state: 'removed' });
  }
  return show(row, ids, client, signal);
}

async function show(
  row: Row,
  foundIds: readonly number[],
  client: AnnotationClient,
  signal: AbortSignal
): Promise<GrafanaAnswer<Shown>> {
  const { dashboardUid } = row;
  const refusal = dashboardUid === '' ? undefined : await whyNotThere(dashboardUid, client, signal);
  if (refusal !== undefined) {
    // It may have been given the query after the run was written onto it.
    const removed = await removeAll(refusal.kind === 'done' ? idsOf(row, foundIds) : [], client, signal);
    return removed.kind === 'fault' ? removed : refusal;
  }
  return changeOrCreate(row, foundIds, client, signal);
}

async function changeOrCreate(
  row: Row,
  foundIds: readonly number[],
  client: AnnotationClient,
  signal: AbortSignal
): Promise<GrafanaAnswer<Shown>> {
  const { wanted, dashboardUid } = row;
  const id = row.annotationId ?? foundIds[0];
  if (id !== undefined) {
    const surplus = foundIds.filter((other) => other !== id);
    const changed = await change(id, wanted, surplus, client, signal);
    if (changed.kind === 'done' || changed.fault.kind !== 'missing') {
      return changed;
    }
    // Somebody removed it in Grafana.
    const [next] = surplus;
    if (next !== undefined) {
      return change(next, wanted, surplus.slice(1), client, signal);
    }
  }
  return create(wanted, dashboardUid, client, signal);
}

function idsOf({ annotationId }: Row, foundIds: readonly number[]): number[] {
  return [...new Set(annotationId === null ? foundIds : [annotationId, ...foundIds])];
}

async function change(
  id: number,
  wanted: AnnotationContent,
  surplus: readonly number[],
  client: AnnotationClient,
  signal: AbortSignal
): Promise<GrafanaAnswer<Shown>> {
  const changed = await client.change(id, wanted, signal);
  if (changed.kind === 'fault') {
    return changed;
  }
  const removed = await removeAll(surplus, client, signal);
  return removed.kind === 'fault' ? removed : done({ state: 'written', annotationId: id });
}

async function create(
  wanted: AnnotationContent,
  dashboardUid: string,
  client: AnnotationClient,
  signal: AbortSignal
): Promise<GrafanaAnswer<Shown>> {
  const created = await client.create(wanted, dashboardUid, signal);
  return created.kind === 'fault' ? created : done({ state: 'written', annotationId: created.value });
}

/** Grafana takes an annotation of a dashboard that does not exist, and draws one twice that a query finds as well. */
async function whyNotThere(
  dashboardUid: string,
  client: AnnotationClient,
  signal: AbortSignal
): Promise<GrafanaAnswer<Shown> | undefined> {
  const queries = await client.annotationQueries(dashboardUid, signal);
  if (queries.kind === 'fault') {
    const isMissing = queries.fault.kind === 'missing';
    return isMissing ? fault('missing', `There is no dashboard ${dashboardUid} in this Grafana.`) : queries;
  }
  return queries.value.some((tags) => tags.includes(LOAD_TEST_TAG))
    ? done({ state: 'skipped', why: 'The dashboard has the annotation query for load tests and shows the run by it.' })
    : undefined;
}

async function removeAll(
  ids: readonly number[],
  client: AnnotationClient,
  signal: AbortSignal
): Promise<GrafanaAnswer<null>> {
  for (const id of ids) {
    const removed = await client.remove(id, signal);
    if (removed.kind === 'fault' && removed.fault.kind !== 'missing') {
      return removed;
    }
  }
  return { kind: 'done', value: null };
}

function done(shown: Shown): GrafanaAnswer<Shown> {
  return { kind: 'done', value: shown };
}
