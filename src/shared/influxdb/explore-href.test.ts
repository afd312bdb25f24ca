import { config } from '@grafana/runtime';

import { exploreHref } from './explore-href';

jest.mock('@grafana/runtime', () => jest.requireActual('../../test/grafana-runtime').runtime);

const LINK = {
  datasourceUid: 'of-grafana',
  targets: [{ refId: 'throughput', query: `SELECT sum("count") WHERE "transaction" = 'a&b=c #1'` }],
  span: { fromMs: 1000.6, toMs: 2000.2 },
};

function hrefFor(user: object, exploreEnabled = true): string | undefined {
  Object.assign(config, { bootData: { user }, exploreEnabled });
  return exploreHref(LINK);
}

describe('the link to Explore', () => {
  it('has the same query, datasource and time, whatever the query holds', () => {
    const { pathname, searchParams } = new URL(hrefFor({ orgRole: 'Editor' }) ?? '', 'http://grafana');
    expect([pathname, searchParams.get('schemaVersion')]).toEqual(['/explore', '1']);
    expect(JSON.parse(searchParams.get('panes') ?? '')).toEqual({
      run: {
        datasource: 'of-grafana',
        range: { from: '1000', to: '2001' },
        queries: [
          {
            ...{ refId: 'throughput', query: LINK.targets[0]?.query, rawQuery: true, resultFormat: 'time_series' },
            datasource: { type: 'influxdb', uid: 'of-grafana' },
          },
        ],
      },
    });
  });

  it('is there only for those who may follow it', () => {
    expect(hrefFor({ orgRole: 'Viewer' })).toBeUndefined();
    expect(hrefFor({ orgRole: 'Viewer', permissions: { 'datasources:explore': true } })).toBeDefined();
    expect(hrefFor({ orgRole: 'Admin', permissions: { 'datasources:explore': false } })).toBeUndefined();
    expect(hrefFor({ orgRole: 'Admin' }, false)).toBeUndefined();
  });
});
