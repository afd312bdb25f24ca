import { describe, expect, it } from 'vitest';

import type { PreflightInflux } from './preflight-findings-influx.ts';
import { groupText, planText } from './plan-fixture.ts';
import { preflight } from './preflight.ts';
import { readInventory } from './read-inventory.ts';

const PLACE: PreflightInflux = {
  kind: 'chosen',
  place: { kind: 'database', url: 'http://influx.example:8086', database: 'jmeter' },
};

function listener(url: string): string {
  return `<BackendListener guiclass="BackendListenerGui" testclass="BackendListener" testname="Mine" enabled="true">
<elementProp name="arguments" elementType="Arguments"><collectionProp name="Arguments.arguments">
<elementProp name="influxdbUrl" elementType="Argument"><stringProp name="Argument.name">influxdbUrl</stringProp><stringProp name="Argument.value">${url}</stringProp></elementProp>
<elementProp name="influxdbToken" elementType="Argument"><stringProp name="Argument.name">influxdbToken</stringProp><stringProp name="Argument.value">hush</stringProp></elementProp>
</collectionProp></elementProp>
<stringProp name="classname">org.apache.jmeter.visualizers.backend.influxdb.InfluxdbBackendListenerClient</stringProp>
</BackendListener><hashTree/>`;
}

function told(content: string, influxDb: PreflightInflux | null): Array<[string, string | null]> {
  const inventory = readInventory(planText(content));
  expect(JSON.stringify(inventory)).not.toContain('hush');
  const { findings } = preflight({
    ...{ inventory, revisionNumber: 1, load: null, properties: {}, placeholders: {}, secretNames: [] },
    ...{ findFile: () => undefined, knownClasses: null, jmeterVersion: null, influxDb },
  });
  return findings.filter(({ code }) => code.startsWith('influxdb')).map(({ code, element }) => [code, element]);
}

const GROUP = groupText({ name: 'users', users: '1' });

describe('preflight tells of InfluxDB', () => {
  it.each<[string, string, PreflightInflux | null, Array<[string, string | null]>]>([
    ['nothing where none is wanted', GROUP, null, []],
    ['that a listener is added', GROUP, PLACE, [['influxdb-listener', null]]],
    [
      'that the script’s own gets the tag',
      GROUP + listener('http://influx.example:8086/write?db=jmeter'),
      PLACE,
      [['influxdb-tagged', 'Mine']],
    ],
    [
      'that figures may come twice',
      GROUP + listener('${__groovy(url)}'),
      PLACE,
      [
        ['influxdb-twice', 'Mine'],
        ['influxdb-listener', null],
      ],
    ],
    [
      'that a listener hears one group of several only',
      groupText({
        name: 'one',
        users: '1',
        content: listener('http://influx.example:8086/write?db=jmeter'),
      }) + GROUP,
      PLACE,
      [
        ['influxdb-twice', 'Mine'],
        ['influxdb-listener', null],
      ],
    ],
    ['why it cannot be used', GROUP, { kind: 'faulty', why: 'No.' }, [['influxdb-unusable', null]]],
  ])('%s', (_, content, influxDb, expected) => {
    expect(told(content, influxDb)).toEqual(expected);
  });
});
