import { Buffer } from 'node:buffer';

import type { RunRecord } from '../../persistence/run-store.ts';
import type { WantedAnnotation } from '../../persistence/stored-json.ts';
import { isEnded } from '../../runs/run-states.ts';
import { runName } from '../runs/run-views.ts';

/** By this the annotation query of a dashboard finds all runs. */
export const LOAD_TEST_TAG = 'loadtest';

/** Grafana's limit (`[annotations] tags_length`), as it counts: each tag with its quotes and comma, and two brackets. */
const TAGS_LIMIT_BYTES = 500;
/** So long four names fit together with the tags of fixed length. */
const LONGEST_NAME_BYTES = 80;

export type AnnotatedRun = Pick<
  RunRecord,
  | 'id'
  | 'status'
  | 'outcome'
  | 'verdictSentence'
  | 'scenarioName'
  | 'testTypeName'
  | 'versionName'
  | 'environmentName'
  | 'userCount'
  | 'startedAtMs'
  | 'loadStartedAtMs'
  | 'loadEndedAtMs'
  | 'completedAtMs'
>;

export interface AnnotationOf {
  readonly run: AnnotatedRun;
  /** Empty: the organisation's. */
  readonly dashboardUid: string;
  /** Grafana as browsers reach it. */
  readonly browserUrl: string;
}

/** The run as Grafana shall show it; undefined while it has made no load. */
export function wantedAnnotation({ run, dashboardUid, browserUrl }: AnnotationOf): WantedAnnotation | undefined {
  const startMs = run.loadStartedAtMs ?? run.startedAtMs;
  if (startMs === null) {
    return undefined;
  }
  const endMs = isEnded(run.status) ? Math.max(startMs, run.loadEndedAtMs ?? run.completedAtMs ?? startMs) : null;
  return {
    isThere: true,
    startMs,
    endMs,
    tags: tagsOf(run, dashboardUid === ''),
    text: textOf(run, browserUrl),
  };
}

/** Tells one run's annotations from another's. */
export function runTag(runId: number): string {
  return `run:${runId}`;
}

/**
 * The copy on a dashboard goes without the common tag: the queries of other dashboards would draw it beside the
 * organisation's.
 */
function tagsOf(run: AnnotatedRun, isOfOrganisation: boolean): string[] {
  const names: Array<[string, string]> = [
    ['scenario', run.scenarioName],
    ['type', run.testTypeName],
    ['version', run.versionName],
    ['environment', run.environmentName],
  ];
  const first = isOfOrganisation ? [LOAD_TEST_TAG] : [];
  const last = [`verdict:${verdictOf(run)}`, runTag(run.id)];
  const tagsWith = (longestBytes: number) => [
    ...first,
    ...names.map(([key, name]) => `${key}:${tagValue(name, longestBytes)}`),
    ...last,
  ];
  const whole = tagsWith(TAGS_LIMIT_BYTES);
  return countedBytes(whole) <= TAGS_LIMIT_BYTES ? whole : tagsWith(LONGEST_NAME_BYTES);
}

function verdictOf({ status, outcome }: AnnotatedRun): string {
  return outcome ?? (isEnded(status) ? 'none' : 'pending');
}

/** Grafana takes a tag for a key and a value, and forgets what stands behind a second colon. */
function tagValue(name: string, longestBytes: number): string {
  const value = name.replaceAll(':', '_').trim();
  if (Buffer.byteLength(value) <= longestBytes) {
    return value;
  }
  const ellipsis = '…';
  let cut = '';
  for (const character of value) {
    if (Buffer.byteLength(cut + character + ellipsis) > longestBytes) {
      break;
    }
    cut += character;
  }
  return cut + ellipsis;
}

function countedBytes(tags: readonly string[]): number {
  return tags.reduce((sum, tag) => sum + Buffer.byteLength(tag) + 3, 1);
}

function textOf(run: AnnotatedRun, browserUrl: string): string {
  const base = browserUrl.endsWith('/') ? browserUrl : `${browserUrl}/`;
  const href = new URL(`a/perftest-automation-app/tests/${run.id}`, base).href;
  const users = run.userCount === 1 ? '1 user' : `${run.userCount} users`;
  return [
    `<a href="${escapeHtml(href)}">${escapeHtml(runName(run))}</a>`,
    escapeHtml(`Load test on ${run.environmentName}, ${users}`),
    escapeHtml(conclusionOf(run)),
  ].join('<br>');
}

const ENDS: Partial<Record<RunRecord['status'], string>> = {
  failed: 'The run failed: it has no verdict',
  cancelled: 'The run was cancelled',
  completed: 'The run has no verdict',
};

function conclusionOf({ status, outcome, verdictSentence }: AnnotatedRun): string {
  if (outcome === null) {
    return ENDS[status] ?? 'The run goes on';
  }
  const word = outcome.charAt(0).toUpperCase() + outcome.slice(1);
  return verdictSentence === null ? word : `${word}: ${verdictSentence}`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
