import { afterAll, beforeAll, describe } from 'vitest';

import { openGrafana, redirectPlugin, type GrafanaUnderTest } from '../harness/grafana-under-test.ts';
import { describePluginSettings } from './plugin-settings.ts';
import { describeProduct } from './product.ts';
import { describeProxiedAnswers } from './proxied-answers.ts';
import { describeProxiedRequests } from './proxied-requests.ts';
import { startUpstream, type Upstream } from './upstream.ts';

/**
 * What the product relies on in Grafana, asked of the preview host, or of the Grafana of E2E_GRAFANA_URL. Where the two
 * differ, the preview host is wrong.
 */
let grafana: GrafanaUnderTest;
const ground = { grafana: () => grafana };

beforeAll(async () => {
  grafana = await openGrafana(process.env);
});

afterAll(() => grafana?.close());

describeProduct(ground);
describePluginSettings(ground);

describe('the proxy', () => {
  let upstream: Upstream;
  let restore: (() => Promise<void>) | undefined;
  const both = { ...ground, upstream: () => upstream };

  beforeAll(async () => {
    upstream = await startUpstream(grafana.upstreamHost);
    restore = await redirectPlugin(grafana, upstream.url);
  });

  afterAll(async () => {
    await restore?.();
    await upstream?.close();
  });

  describeProxiedRequests(both);
  describeProxiedAnswers(both);
});
