import { askGrafana, fault, fieldsOf, type GrafanaAnswer, type GrafanaTarget } from './grafana-http.ts';

/** Without an end it is a point, with one a region. */
export interface AnnotationContent {
  readonly startMs: number;
  readonly endMs: number | null;
  readonly tags: readonly string[];
  /** HTML, of which Grafana lets links and line ends pass. */
  readonly text: string;
}

export interface FoundAnnotation {
  readonly id: number;
  /** Empty: of the organisation. */
  readonly dashboardUid: string;
  readonly startMs: number;
}

/** What identifies an annotation of ours before its id is known. */
interface Wanted {
  readonly tag: string;
  readonly startMs: number;
  readonly dashboardUid: string;
}

/** As many as can be of one run at one time: one for each of its dashboards. */
const MOST_FOUND = '1000';

/** Annotations and dashboards of one organisation of Grafana. */
export class AnnotationClient {
  constructor(private readonly target: GrafanaTarget) {}

  /** Those that begin at exactly that time: another installation may have a run of the same number. */
  async find(wanted: Wanted, signal: AbortSignal): Promise<GrafanaAnswer<FoundAnnotation[]>> {
    const time = String(wanted.startMs);
    const query = [
      ...[['tags', wanted.tag] as const, ['type', 'annotation'] as const, ['limit', MOST_FOUND] as const],
      ...[['from', time] as const, ['to', time] as const],
    ];
    const answer = await askGrafana(this.target, { method: 'GET', path: 'api/annotations', query }, signal);
    if (answer.kind === 'fault') {
      return answer;
    }
    if (!Array.isArray(answer.value)) {
      return notGrafana();
    }
    const found = answer.value.flatMap(readAnnotation);
    const isWanted = ({ startMs, dashboardUid }: FoundAnnotation) =>
      startMs === wanted.startMs && dashboardUid === wanted.dashboardUid;
    return { kind: 'done', value: found.filter(isWanted).sort((a, b) => a.id - b.id) };
  }

  /** @returns its id */
  async create(content: AnnotationContent, dashboardUid: string, signal: AbortSignal): Promise<GrafanaAnswer<number>> {
    const { startMs, endMs, tags, text } = content;
    const body = {
      ...{ time: startMs, tags, text },
      ...(endMs === null ? {} : { timeEnd: endMs }),
      ...(dashboardUid === '' ? {} : { dashboardUID: dashboardUid }),
    };
    const answer = await askGrafana(this.target, { method: 'POST', path: 'api/annotations', body }, signal);
    if (answer.kind === 'fault') {
      return answer;
    }
    const { id } = fieldsOf(answer.value);
    return typeof id === 'number' && Number.isSafeInteger(id) ? { kind: 'done', value: id } : notGrafana();
  }

  /** PATCH, for PUT would clear what it does not name. */
  change(id: number, { startMs, endMs, tags, text }: AnnotationContent, signal: AbortSignal) {
    const body = { time: startMs, tags, text, ...(endMs === null ? {} : { timeEnd: endMs }) };
    return askGrafana(this.target, { method: 'PATCH', path: `api/annotations/${id}`, body }, signal);
  }

  remove(id: number, signal: AbortSignal) {
    return askGrafana(this.target, { method: 'DELETE', path: `api/annotations/${id}` }, signal);
  }

  /** Tags of each of its annotation queries that ask Grafana itself by tag and are on. */
  async annotationQueries(dashboardUid: string, signal: AbortSignal): Promise<GrafanaAnswer<string[][]>> {
    const path = `api/dashboards/uid/${encodeURIComponent(dashboardUid)}`;
    const answer = await askGrafana(this.target, { method: 'GET', path }, signal);
    if (answer.kind === 'fault') {
      return answer;
    }
    const { list } = fieldsOf(fieldsOf(fieldsOf(answer.value).dashboard).annotations);
    return { kind: 'done', value: Array.isArray(list) ? list.flatMap(queriedTags) : [] };
  }
}

function notGrafana() {
  return fault('refused', 'What answers is no Grafana, or one of an unknown version.');
}

function readAnnotation(value: unknown): FoundAnnotation[] {
  const { id, time, dashboardUID } = fieldsOf(value);
  return typeof id === 'number' && typeof time === 'number'
    ? [{ id, startMs: time, dashboardUid: typeof dashboardUID === 'string' ? dashboardUID : '' }]
    : [];
}

function queriedTags(query: unknown): string[][] {
  const { enable, target } = fieldsOf(query);
  const { type, tags } = fieldsOf(target);
  const isByTag = enable !== false && type === 'tags' && Array.isArray(tags);
  return isByTag ? [tags.filter((tag): tag is string => typeof tag === 'string')] : [];
}
