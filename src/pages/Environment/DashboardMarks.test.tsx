import { hasAnnotationQuery, dashboardUidOf, withAnnotationQuery } from '../../shared/dashboards/annotation-query';
import { dashboardHref } from '../TestDetails/GrafanaSection';

describe('dashboards of this Grafana', () => {
  it('are told from other addresses by their path', () => {
    expect(dashboardUidOf('/d/abc-1/shop?orgId=1')).toBe('abc-1');
    expect(dashboardUidOf(`${window.location.origin}/d/abc`)).toBe('abc');
    expect(dashboardUidOf('https://elsewhere.example.org/d/abc')).toBeUndefined();
    expect(dashboardUidOf('/dashboards/abc')).toBeUndefined();
  });

  it('show runs by a query for the tag that is on, and are left as they are else', () => {
    const dashboard = { title: 'Shop', panels: [1], annotations: { list: [{ type: 'dashboard' }], other: 1 } };
    expect(hasAnnotationQuery(dashboard)).toBe(false);
    const changed = withAnnotationQuery(dashboard);
    expect(changed).toMatchObject({ title: 'Shop', panels: [1], annotations: { other: 1 } });
    expect(changed.annotations.list).toHaveLength(2);
    expect(hasAnnotationQuery(changed)).toBe(true);
    expect(
      hasAnnotationQuery({ annotations: { list: [{ enable: false, target: { type: 'tags', tags: ['loadtest'] } }] } })
    ).toBe(false);
    expect(hasAnnotationQuery(withAnnotationQuery({}))).toBe(true);
  });

  it('are opened at the time of the run, with a little around it, and with the run chosen', () => {
    const run = { id: 7, startedAtMs: 1_000_000, completedAtMs: 1_600_000 };
    expect(dashboardHref('/d/abc/shop?orgId=1&from=now-1h#panel', run)).toBe(
      '/d/abc/shop?orgId=1&from=970000&to=1630000&var-runId=7#panel'
    );
    expect(dashboardHref('https://other.example.org/d/x', { ...run, completedAtMs: null })).toBe(
      'https://other.example.org/d/x?from=940000&to=now&var-runId=7'
    );
  });
});
