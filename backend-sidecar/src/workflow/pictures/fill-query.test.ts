import { describe, expect, it } from 'vitest';

import { fillQuery } from './fill-query.ts';
import type { VariableValue } from './panel-variables.ts';

const variable = (name: string, values: string[], more: Partial<VariableValue> = {}) =>
  new Map([[name, { name, values, isMulti: false, isRaw: false, ...more }]]);

/** Expected: what Grafana 12.4 sends for the same query and variable (influxdb/datasource.ts, interpolateQueryExpr). */
describe('a query with variables', () => {
  it.each<[string, ReturnType<typeof variable>, string]>([
    [`"host" = '$host'`, variable('host', ['a.b']), `"host" = 'a.b'`],
    ['"host" =~ /^$host$/', variable('host', ['a.b']), '"host" =~ /^a\\.b$/'],
    ['"host" =~ /^${host}$/', variable('host', ['a.b']), '"host" =~ /^a\\.b$/'],
    ['"host" =~ /^$host$/', variable('host', ['a.b', 'c'], { isMulti: true }), '"host" =~ /^(a\\.b|c)$/'],
    ['"runId" =~ /^$runId$/', variable('runId', ['42']), '"runId" =~ /^42$/'],
    ['"runId" =~ /^$runId$/', variable('runId', ['.*'], { isRaw: true }), '"runId" =~ /^.*$/'],
    ['[[host]] ${host:pipe} ${host:raw} ${host:csv}', variable('host', ['a', 'b']), '(a|b) a|b a,b a,b'],
    ['$timeFilter GROUP BY time($__interval)', variable('host', ['x']), '$timeFilter GROUP BY time($__interval)'],
  ])('%s', (query, variables, filled) => {
    expect(fillQuery(query, variables)).toBe(filled);
  });

  it('is not filled twice: a value that looks like a variable stays', () => {
    expect(fillQuery('$a', new Map([...variable('a', ['$b']), ...variable('b', ['x'])]))).toBe('$b');
  });
});
