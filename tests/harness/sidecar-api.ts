import type { Role } from '../../backend-sidecar/src/contract/common.ts';

/** An answer that was expected to be a refusal. */
export interface Answer {
  readonly status: number;
  readonly body: { code?: string; detail?: string; hint?: string };
}

/** The sidecar's API as Grafana's proxy calls it: with the shared key, and saying who asks. */
export class SidecarApi {
  constructor(
    private readonly url: string,
    private readonly key: string,
    private readonly role: Role = 'Admin'
  ) {}

  get<T>(path: string): Promise<T> {
    return this.json<T>('GET', path);
  }

  post<T>(path: string, body?: unknown): Promise<T> {
    return this.json<T>('POST', path, body);
  }

  put<T>(path: string, body: unknown): Promise<T> {
    return this.json<T>('PUT', path, body);
  }

  async upload<T>(path: string, form: FormData): Promise<T> {
    return (await this.accepted('POST', path, form)).json() as Promise<T>;
  }

  async download(path: string): Promise<Buffer> {
    return Buffer.from(await (await this.accepted('GET', path)).arrayBuffer());
  }

  async attempt(method: string, path: string, body?: BodyInit): Promise<Answer> {
    const answer = await this.send(method, path, body);
    return { status: answer.status, body: (await answer.json()) as Answer['body'] };
  }

  /** The answer as it is, for those who read it bit by bit. */
  send(method: string, path: string, body?: BodyInit, signal?: AbortSignal): Promise<Response> {
    const context = { OrgID: 1, OrgRole: this.role, Login: 'tester', Name: 'Tester', IsAnonymous: false };
    const headers: Record<string, string> = {
      'x-sidecar-key': this.key,
      'x-grafana-context': JSON.stringify(context),
    };
    if (typeof body === 'string') {
      headers['content-type'] = 'application/json';
    }
    return fetch(new URL(`/api${path}`, this.url), { method, headers, body: body ?? null, signal: signal ?? null });
  }

  private async json<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await this.accepted(method, path, body === undefined ? undefined : JSON.stringify(body));
    const text = await answer.text();
    return JSON.parse(text === '' ? 'null' : text) as T;
  }

  private async accepted(method: string, path: string, body?: BodyInit): Promise<Response> {
    const answer = await this.send(method, path, body);
    if (!answer.ok) {
      throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
    }
    return answer;
  }
}
