import type { DataSourceJsonData } from '@grafana/data';

import { chooseDatasource } from './datasource-choice';

/** What a kind of datasource keeps beside what all have. */
type OfInfluxDb = DataSourceJsonData & { dbName?: string; version?: string };

function makeDatasource(uid: string, name: string, jsonData: OfInfluxDb) {
  return { uid, name, jsonData };
}

const JMETER = makeDatasource('j', 'JMeter', { dbName: 'jmeter' });
const TELEGRAF = makeDatasource('t', 'Telegraf', { dbName: 'telegraf' });
const FLUX = makeDatasource('f', 'Flux', { version: 'Flux' });

describe('the datasource of a run', () => {
  it('is the one that the settings name', () => {
    expect(chooseDatasource({ datasourceUid: 't', database: 'jmeter' }, [JMETER, TELEGRAF])).toEqual({
      ...{ kind: 'found', uid: 't', name: 'Telegraf' },
    });
  });

  it.each([
    ['the only one there is, whatever its database', [TELEGRAF], 't'],
    ['the only one of that database', [JMETER, TELEGRAF], 'j'],
  ])('is, where none is named, %s', (_, all, uid) => {
    expect(chooseDatasource({ datasourceUid: null, database: 'jmeter' }, all)).toMatchObject({ kind: 'found', uid });
  });

  it.each([
    ['none is there', null, [], /no InfluxDB datasource, or you may not use it/],
    ['the named one is gone', 'gone', [JMETER], /no InfluxDB datasource with the UID gone/],
    ['two fit', null, [JMETER, { ...JMETER, uid: 'k' }], /2 InfluxDB datasources; name the right one/],
    ['it speaks another language', 'f', [FLUX], /“Flux” speaks Flux; these charts ask in InfluxQL/],
  ])('is missing with the reason: %s', (_, datasourceUid, all, why) => {
    const choice = chooseDatasource({ datasourceUid, database: 'jmeter' }, all);
    expect(choice).toEqual({ kind: 'missing', why: expect.stringMatching(why) });
  });
});
