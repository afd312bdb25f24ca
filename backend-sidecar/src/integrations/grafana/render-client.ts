import { AnswerTooLong, limitedBytes } from '../../kernel/limited-text.ts';
import { addressOf, fault, faultOf, happened, type GrafanaAnswer, type GrafanaTarget } from './grafana-http.ts';

/** One panel of a dashboard over a time. */
export interface RenderedPanel {
  readonly dashboardUid: string;
  readonly panelId: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly widthPixels: number;
  readonly heightPixels: number;
  readonly theme: 'light' | 'dark';
  readonly variables: Readonly<Record<string, string>>;
}

/** Grafana gives its renderer as long; the renderer starts a browser first. */
export const RENDER_LIMIT_SECONDS = 60;
/** Grafana waits twice as long for the renderer's answer. */
const TIME_LIMIT_MS = 2 * RENDER_LIMIT_SECONDS * 1000 + 5000;
/** A panel of 4000 × 3000 pixels that is all noise. */
const PICTURE_LIMIT_BYTES = 24 * 1024 * 1024;
const PNG_TYPE = 'image/png';

/**
 * Pictures of single panels by Grafana's image renderer. What comes is a picture, but not always of the panel: Grafana
 * answers 200 with pictures of its errors, so `lookAtPicture` must be asked as well.
 */
export class RenderClient {
  constructor(private readonly target: GrafanaTarget) {}

  /** Only `signal` makes it reject. */
  async render(panel: RenderedPanel, signal: AbortSignal): Promise<GrafanaAnswer<Buffer>> {
    const { url, token } = this.target;
    const limit = AbortSignal.timeout(TIME_LIMIT_MS);
    try {
      const answer = await fetch(addressOf(url, pathOf(panel), queryOf(panel)), {
        redirect: 'manual',
        signal: AbortSignal.any([signal, limit]),
        headers: { authorization: `Bearer ${token}`, accept: PNG_TYPE },
      });
      return await read(answer, url);
    } catch (error) {
      signal.throwIfAborted();
      return fault('unreachable', `No picture came from Grafana at ${url}: ${whatHappened(error, limit.aborted)}.`);
    }
  }
}

/** Any word will do after the uid: Grafana reads the uid alone. */
function pathOf({ dashboardUid }: RenderedPanel): string {
  return `render/d-solo/${encodeURIComponent(dashboardUid)}/panel`;
}

/** In UTC, as all times of a report. */
function queryOf(panel: RenderedPanel): Array<readonly [string, string]> {
  const { panelId, fromMs, toMs, widthPixels, heightPixels, theme, variables } = panel;
  return [
    ...Object.entries({
      ...{ panelId, from: fromMs, to: toMs, width: widthPixels, height: heightPixels, theme },
      ...{ tz: 'UTC', timeout: RENDER_LIMIT_SECONDS, hideLogo: 'true' },
    }).map(([name, value]) => [name, String(value)] as const),
    ...Object.entries(variables).map(([name, value]) => [`var-${name}`, value] as const),
  ];
}

async function read(answer: Response, url: string): Promise<GrafanaAnswer<Buffer>> {
  const type = answer.headers.get('content-type') ?? 'nothing';
  if (answer.status === 200 && type.startsWith(PNG_TYPE)) {
    return { kind: 'done', value: await limitedBytes(answer.body, PICTURE_LIMIT_BYTES) };
  }
  await answer.body?.cancel();
  if (answer.status === 200) {
    return fault('refused', `Grafana sent ${type.split(';')[0] ?? type} where a picture was expected.`);
  }
  return answer.status >= 300 && answer.status < 400 ? toLogin(answer, url) : failed(answer.status, url);
}

/** What is not below /api sends those whom it does not know to the login page. */
function toLogin(answer: Response, url: string): GrafanaAnswer<never> {
  return (answer.headers.get('location') ?? '').includes('/login')
    ? fault('credentials', 'Grafana does not know the service account’s token, or it has expired.')
    : faultOf(answer.status, '', url);
}

function failed(status: number, url: string): GrafanaAnswer<never> {
  switch (status) {
    case 429:
      return fault('failing', 'Grafana’s image renderer has too much to do (429).');
    case 500:
      return fault('failing', `Grafana’s image renderer failed or took longer than ${RENDER_LIMIT_SECONDS} s (500).`);
    default:
      return faultOf(status, '', url);
  }
}

function whatHappened(error: unknown, isTooLate: boolean): string {
  return error instanceof AnswerTooLong
    ? `it was larger than ${PICTURE_LIMIT_BYTES / 1024 ** 2} MB`
    : happened(error, isTooLate, TIME_LIMIT_MS);
}
