import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';

import type { KeptData, KeptSeries } from '../../contract/pictures.ts';
import {
  DashboardClient,
  type DashboardContent,
  type DashboardPanel,
  type GrafanaAbilities,
} from '../../integrations/grafana/dashboard-client.ts';
import type { GrafanaTarget } from '../../integrations/grafana/grafana-http.ts';
import { lookAtPicture, type PictureLook } from '../../integrations/grafana/picture-look.ts';
import { RenderClient, type RenderedPanel } from '../../integrations/grafana/render-client.ts';
import type { PictureRecord } from '../../persistence/picture-store.ts';
import { panelQueries } from './panel-queries.ts';
import { seriesOfFrames } from './kept-series.ts';

/** What Grafana told of one panel over one run. */
export interface CapturedPanel {
  readonly dashboardTitle: string;
  readonly panelTitle: string;
  readonly unit: string | null;
  readonly picture: CapturedPicture;
  readonly data: CapturedData;
}

export type CapturedPicture =
  | {
      readonly kind: 'picture';
      readonly content: Buffer;
      readonly checksumSha256: string;
      readonly note: string | null;
    }
  /** `why` goes on with “not captured, because …”. */
  | { readonly kind: 'none'; readonly why: string };

export type CapturedData =
  { readonly kind: 'data'; readonly data: KeptData } | { readonly kind: 'none'; readonly why: string };

type WantedPanel = RenderedPanel & { readonly row: PictureRecord };

/** Grafana as it is while the pictures of one run are captured: asked once, not once a panel. */
export class CaptureSession {
  private readonly dashboardClient: DashboardClient;
  private readonly renderClient: RenderClient;
  private readonly dashboards = new Map<string, Promise<DashboardContent | string>>();
  private known: Promise<GrafanaAbilities | string> | undefined;

  constructor(
    target: GrafanaTarget,
    private readonly signal: AbortSignal
  ) {
    this.dashboardClient = new DashboardClient(target);
    this.renderClient = new RenderClient(target);
  }

  /** @returns why it cannot be had, in words */
  dashboard(uid: string): Promise<DashboardContent | string> {
    const asked = this.dashboards.get(uid) ?? this.askTwice(() => this.dashboardClient.find(uid, this.signal));
    this.dashboards.set(uid, asked);
    return asked;
  }

  abilities(): Promise<GrafanaAbilities | string> {
    this.known ??= this.askTwice(() => this.dashboardClient.abilities(this.signal));
    return this.known;
  }

  async picture(
    wanted: RenderedPanel,
    hasData: boolean,
    isLast: boolean
  ): Promise<CapturedPicture & { isFinal: boolean }> {
    const answer = await this.renderClient.render(wanted, this.signal);
    if (answer.kind === 'fault') {
      const isFinal = answer.fault.kind !== 'failing' && answer.fault.kind !== 'unreachable';
      return { kind: 'none', why: withoutStop(answer.fault.why), isFinal };
    }
    return readLook(answer.value, await lookAtPicture(answer.value, wanted), { hasData, isLast });
  }

  async data(wanted: WantedPanel, dashboard: DashboardContent, panel: DashboardPanel): Promise<CapturedData> {
    const abilities = await this.abilities();
    if (typeof abilities === 'string') {
      return { kind: 'none', why: abilities };
    }
    const range = { fromMs: wanted.fromMs, toMs: wanted.toMs };
    const { variables, widthPixels } = wanted;
    const { datasources } = abilities;
    const asked = panelQueries({ dashboard, panel, variables, datasources, range, widthPixels });
    if (asked.kind === 'none') {
      return asked;
    }
    const answer = await this.dashboardClient.query(asked.queries, range, this.signal);
    if (answer.kind === 'fault') {
      return { kind: 'none', why: withoutStop(answer.fault.why) };
    }
    const frames = answer.value.flatMap((result) => result.frames);
    const found = seriesOfFrames(frames, panel.unit);
    return found.kind === 'none' ? found : kept(wanted, { dashboard, panel, frames, series: found.series });
  }

  /** Once more where Grafana was busy or away. */
  private async askTwice<T>(
    ask: () => Promise<{ kind: 'done'; value: T } | { kind: 'fault'; fault: { kind: string; why: string } }>
  ): Promise<T | string> {
    const first = await ask();
    const isPassing = first.kind === 'fault' && ['failing', 'unreachable'].includes(first.fault.kind);
    if (isPassing) {
      await wait(ASK_AGAIN_MS, undefined, { signal: this.signal });
    }
    const answer = isPassing ? await ask() : first;
    return answer.kind === 'done' ? answer.value : withoutStop(answer.fault.why);
  }
}

const ASK_AGAIN_MS = 2000;

interface Expected {
  hasData: boolean;
  isLast: boolean;
}

function readLook(
  content: Buffer,
  look: PictureLook,
  { hasData, isLast }: Expected
): CapturedPicture & { isFinal: boolean } {
  if (look.kind === 'other') {
    return { kind: 'none', why: look.why, isFinal: look.isFinal };
  }
  if (look.kind === 'words' && hasData) {
    return { kind: 'none', why: 'the picture showed nothing of the data that are there', isFinal: isLast };
  }
  const note = look.kind === 'words' ? 'The panel had nothing to draw for this time' : null;
  return { kind: 'picture', content, checksumSha256: sha256(content), note, isFinal: true };
}

interface Found {
  dashboard: DashboardContent;
  panel: DashboardPanel;
  frames: readonly unknown[];
  series: readonly KeptSeries[];
}

function kept({ fromMs, toMs }: WantedPanel, { dashboard, panel, frames, series }: Found): CapturedData {
  const queries = frames.flatMap(executedQuery);
  return {
    kind: 'data',
    data: {
      ...{ version: 1, dashboardUid: dashboard.uid, dashboardTitle: dashboard.title },
      ...{ panelId: panel.id, panelTitle: panel.title, fromMs, toMs },
      ...{ queries: [...new Set(queries)], series: [...series] },
    },
  };
}

function executedQuery(frame: unknown): string[] {
  const text = (frame as { schema?: { meta?: { executedQueryString?: unknown } } } | null)?.schema?.meta
    ?.executedQueryString;
  return typeof text === 'string' ? [text] : [];
}

export function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Sentences of faults as parts of longer ones. */
function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}
