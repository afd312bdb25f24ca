import { readFileSync } from 'node:fs';

import { ask, json } from './http-client.ts';

interface Place {
  readonly url: string;
  readonly authorization: string;
}

/** What a test brings into a real Grafana beside people, and takes away again. */
export class GrafanaContent {
  private readonly added: Array<() => Promise<unknown>> = [];

  constructor(private readonly place: Place) {}

  /** A datasource for an InfluxDB 1.x; answers with its uid. */
  async addInfluxDb(name: string, influxUrl: string, database: string): Promise<string> {
    const { datasource } = await this.call<{ datasource: { uid: string } }>('POST', '/api/datasources', {
      ...{ name, type: 'influxdb', access: 'proxy', url: influxUrl },
      jsonData: { version: 'InfluxQL', dbName: database, httpMode: 'POST', timeInterval: '5s' },
    });
    this.added.push(() => this.call('DELETE', `/api/datasources/uid/${datasource.uid}`));
    return datasource.uid;
  }

  /** A dashboard of a file; one that has been provisioned from it already is taken as it is. */
  async addDashboard(path: string): Promise<void> {
    const dashboard = JSON.parse(readFileSync(path, 'utf8')) as { uid: string };
    const { status } = await ask(this.place.url, {
      path: `/api/dashboards/uid/${dashboard.uid}`,
      headers: this.headers(),
    });
    if (status === 404) {
      await this.call('POST', '/api/dashboards/db', { dashboard, message: 'for a test' });
      this.added.push(() => this.call('DELETE', `/api/dashboards/uid/${dashboard.uid}`));
    }
  }

  async removeAnnotations(tags: readonly string[]): Promise<void> {
    const query = tags.map((tag) => `tags=${encodeURIComponent(tag)}`).join('&');
    const annotations = await this.call<Array<{ id: number }>>('GET', `/api/annotations?${query}`);
    for (const { id } of annotations) {
      await this.call('DELETE', `/api/annotations/${id}`);
    }
  }

  async removeAll(): Promise<void> {
    for (const remove of this.added.splice(0).reverse()) {
      await remove();
    }
  }

  private async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await ask(this.place.url, { method, path, headers: this.headers(), body: JSON.stringify(body) });
    if (answer.status >= 300) {
      throw new Error(`Grafana answered ${answer.status} to ${method} ${path}: ${answer.text}`);
    }
    return json<T>(answer);
  }

  private headers(): Record<string, string> {
    return { authorization: this.place.authorization, 'content-type': 'application/json' };
  }
}
