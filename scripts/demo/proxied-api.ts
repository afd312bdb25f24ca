/** The sidecar's API as a pipeline calls it: through Grafana's proxy, with a token. */
export class ProxiedApi {
  constructor(
    private readonly grafanaUrl: string,
    private readonly authorization: string
  ) {}

  get<T>(path: string): Promise<T> {
    return this.send<T>('GET', path);
  }

  post<T>(path: string, body?: unknown): Promise<T> {
    return this.send<T>('POST', path, body === undefined ? {} : { body: JSON.stringify(body), json: true });
  }

  put<T>(path: string, body: unknown): Promise<T> {
    return this.send<T>('PUT', path, { body: JSON.stringify(body), json: true });
  }

  upload<T>(path: string, form: FormData): Promise<T> {
    return this.send<T>('POST', path, { body: form });
  }

  private async send<T>(method: string, path: string, input: { body?: BodyInit; json?: boolean } = {}): Promise<T> {
    // Grafana may be served below a path.
    const url = `${this.grafanaUrl.replace(/\/$/, '')}/api/plugin-proxy/perftest-automation-app/api${path}`;
    const headers: Record<string, string> = { authorization: this.authorization };
    if (input.json === true) {
      headers['content-type'] = 'application/json';
    }
    const answer = await fetch(url, { method, headers, body: input.body ?? null });
    const text = await answer.text();
    if (!answer.ok) {
      throw new Error(`${method} ${path} answered ${answer.status}: ${text}`);
    }
    return JSON.parse(text === '' ? 'null' : text) as T;
  }
}
