import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { INFLUX_LISTENER, percentileField, type WantedListener } from './influx-listener.ts';
import { leadsTo, writeAddress, type InfluxPlace } from './influx-place.ts';
import { copyRequest, groupText, planText } from './plan-fixture.ts';
import { prepareCopy } from './prepare-copy.ts';
import { parseJmx } from './jmx-document.ts';
import { readPlan } from './read-plan.ts';

const DATABASE: InfluxPlace = { kind: 'database', url: 'http://influx.example:8086', database: 'jmeter' };
const BUCKET: InfluxPlace = { kind: 'bucket', url: 'https://influx.example', organisation: 'Ops & Co', bucket: 'load' };
const CLIENT = 'org.apache.jmeter.visualizers.backend.influxdb.InfluxdbBackendListenerClient';

function wanted(changes: Partial<WantedListener> = {}): WantedListener {
  return {
    place: DATABASE,
    credentials: 'none',
    application: 'prod',
    runId: '42',
    testTitle: 'prod · load · 14.2.3',
    ...changes,
  };
}

interface ListenerText {
  readonly settings: Readonly<Record<string, string>>;
  readonly className?: string;
  readonly enabled?: boolean;
  readonly name?: string;
}

/** A Backend Listener as JMeter saves it. */
function listenerText({ settings, className = CLIENT, enabled = true, name = 'Mine' }: ListenerText): string {
  const settingTexts = Object.entries(settings).map(
    ([key, value]) => `
            <elementProp name="${key}" elementType="Argument">
              <stringProp name="Argument.name">${key}</stringProp>
              <stringProp name="Argument.value">${value.replaceAll('&', '&amp;')}</stringProp>
              <stringProp name="Argument.metadata">=</stringProp>
            </elementProp>`
  );
  return `      <BackendListener guiclass="BackendListenerGui" testclass="BackendListener" testname="${name}" enabled="${enabled}">
        <elementProp name="arguments" elementType="Arguments" guiclass="ArgumentsPanel" testclass="Arguments">
          <collectionProp name="Arguments.arguments">${settingTexts.join('')}
          </collectionProp>
        </elementProp>
        <stringProp name="classname">${className}</stringProp>
      </BackendListener>
      <hashTree/>`;
}

const OWN = {
  influxdbUrl: 'http://influx.example:8086/write?db=jmeter&u=me&p=${__P(pw,none)}',
  application: '${__P(app,shop)}',
  measurement: 'times',
  summaryOnly: 'false',
  samplersRegex: '.*',
  percentiles: '99.9;90',
};

function settingsIn(xml: string, name: string): Record<string, string> {
  const found = readPlan(xml).backendListeners.find((listener) => listener.name === name);
  return { ...found?.settings };
}

function copyOf(content: string, influxDb: WantedListener | null = wanted(), enabledThreadGroups?: string[]) {
  const xml = planText(`${groupText({ name: 'users', users: '1' })}\n${content}`);
  return { xml, copy: prepareCopy(copyRequest({ xml, influxDb, enabledThreadGroups })) };
}

describe('the listener of a run', () => {
  it('is added with all settings that its client knows', () => {
    const { copy } = copyOf('');
    expect(settingsIn(copy.xml, INFLUX_LISTENER)).toEqual({
      influxdbMetricsSender: 'org.apache.jmeter.visualizers.backend.influxdb.HttpMetricsSender',
      influxdbUrl: 'http://influx.example:8086/write?db=jmeter',
      application: 'prod',
      measurement: 'jmeter',
      summaryOnly: 'false',
      samplersRegex: '.*',
      percentiles: '50;90;95;99',
      testTitle: 'prod · load · 14.2.3',
      eventTags: '',
      TAG_runId: '42',
    });
    expect(copy.influxDb).toEqual({
      listener: 'added',
      application: 'prod',
      measurement: 'jmeter',
      percentiles: [50, 90, 95, 99],
      transactions: [],
      lack: null,
    });
    expect(copy.edits.map(({ what, element }) => [what, element])).toEqual([
      ['listener for InfluxDB added', INFLUX_LISTENER],
    ]);
  });

  it('reads credentials from properties', () => {
    const user = settingsIn(copyOf('', wanted({ credentials: 'user' })).copy.xml, INFLUX_LISTENER);
    expect(user.influxdbUrl).toBe(
      'http://influx.example:8086/write?db=jmeter&u=${__P(perftest.influxdb.user,)}&p=${__P(perftest.influxdb.password,)}'
    );
    const token = settingsIn(copyOf('', wanted({ place: BUCKET, credentials: 'token' })).copy.xml, INFLUX_LISTENER);
    expect(token.influxdbUrl).toBe('https://influx.example/api/v2/write?org=Ops%20%26%20Co&bucket=load');
    expect(token.influxdbToken).toBe('${__P(perftest.influxdb.token,)}');
  });

  it('is not there where nothing shall be written', () => {
    const { xml, copy } = copyOf('', null);
    expect(copy).toMatchObject({ xml, edits: [], influxDb: null });
  });

  it('takes names for what they are, not for expressions', () => {
    const { copy } = copyOf('', wanted({ application: 'a ${__P(x)} <b> "c" & d\\' }));
    expect(settingsIn(copy.xml, INFLUX_LISTENER).application).toBe('a $ {__P(x)} <b> "c" & d');
  });

  it('changes no other byte, whatever the names are', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.boolean(), (application, testTitle, hasFailures) => {
        const content = groupText({ name: 'users', users: '1' });
        const xml = `\uFEFF${planText(content).replaceAll('\n', '\r\n')}`;
        const keepFailuresIn = hasFailures ? '/runs/1/failures.xml' : null;
        const request = copyRequest({ xml, influxDb: wanted({ application, testTitle }), keepFailuresIn });
        const copy = prepareCopy(request);
        const added = copy.edits.reduce((text, { after }) => text.replace(after, ''), copy.xml);
        // What is left of an added element is the white space before it.
        expect(added.replace(/(\r\n\s*)+(?=\r\n {4}<\/hashTree>\r\n {2}<\/hashTree>)/, '')).toBe(xml);
        parseJmx(copy.xml);
        expect(prepareCopy({ ...request, xml: copy.xml })).toMatchObject({ xml: copy.xml, edits: [] });
      }),
      { numRuns: 100 }
    );
  });
});

describe('a listener of the script’s own', () => {
  it('gets the tag when it writes to the same database, and no other byte changes', () => {
    const { xml, copy } = copyOf(listenerText({ settings: OWN }));
    expect(settingsIn(copy.xml, 'Mine')).toEqual({ ...OWN, TAG_runId: '42' });
    expect(readPlan(copy.xml).backendListeners).toHaveLength(1);
    expect(copy.influxDb).toEqual({
      listener: 'tagged',
      application: 'shop',
      measurement: 'times',
      percentiles: [99.9, 90],
      transactions: [],
      lack: null,
    });
    const [edit] = copy.edits;
    expect(edit).toMatchObject({ what: 'listener for InfluxDB tagged', element: 'Mine', before: '' });
    expect(copy.xml.replace(/\s*<elementProp name="TAG_runId".*?<\/elementProp>/, '')).toBe(xml);
  });

  it('has its tag set when it has one of that name, and keeps one that is right', () => {
    const old = copyOf(listenerText({ settings: { ...OWN, TAG_runId: 'night' } }));
    expect(old.copy.xml).toBe(old.xml.replace('>night<', '>42<'));
    const right = copyOf(listenerText({ settings: { ...OWN, TAG_runId: '${__P(run,42)}' } }));
    expect(right.copy).toMatchObject({ xml: right.xml, edits: [], influxDb: { listener: 'tagged' } });
  });

  it.each([
    ['another database', { ...OWN, influxdbUrl: 'http://influx.example:8086/write?db=other' }],
    ['another host', { ...OWN, influxdbUrl: 'http://influx2.example:8086/write?db=jmeter' }],
    ['another port', { ...OWN, influxdbUrl: 'http://influx.example:8087/write?db=jmeter' }],
    ['what only the run knows', { ...OWN, influxdbUrl: '${__groovy(url)}' }],
    ['a UDP sender', { ...OWN, influxdbMetricsSender: 'org.example.UdpMetricsSender' }],
  ])('is left alone when it writes to %s', (_, settings) => {
    const { copy } = copyOf(listenerText({ settings }));
    expect(copy.influxDb).toMatchObject({ listener: 'added' });
    expect(settingsIn(copy.xml, 'Mine')).toEqual(settings);
  });

  it('is left alone when it is off or not for InfluxDB', () => {
    const off = copyOf(listenerText({ settings: OWN, enabled: false }));
    const other = copyOf(listenerText({ settings: OWN, className: 'org.example.Graphite' }));
    expect([off.copy.influxDb?.listener, other.copy.influxDb?.listener]).toEqual(['added', 'added']);
  });

  it('within a thread group counts only where that is the only one that makes load', () => {
    const own = listenerText({ settings: OWN });
    const one = groupText({ name: 'one', users: '1', content: own });
    const two = groupText({ name: 'two', users: '1' });
    const before = groupText({ name: 'before', tag: 'SetupThreadGroup', users: '1' });
    const xml = planText([before, one, two].join('\n'));
    const kindFor = (enabledThreadGroups: string[]) =>
      prepareCopy(copyRequest({ xml, influxDb: wanted(), enabledThreadGroups })).influxDb?.listener;
    expect([kindFor(['one']), kindFor(['one', 'two']), kindFor(['two'])]).toEqual(['tagged', 'added', 'added']);
  });

  it('that writes a summary or some labels only is told', () => {
    const summary = copyOf(listenerText({ settings: { ...OWN, summaryOnly: 'true' } }));
    const some = copyOf(listenerText({ settings: { ...OWN, samplersRegex: '^TX' } }));
    expect(summary.copy.influxDb?.lack).toContain('summary only');
    expect(some.copy.influxDb?.lack).toContain('^TX');
  });
});

describe('an address', () => {
  it.each<[InfluxPlace, string, boolean]>([
    [DATABASE, 'http://INFLUX.example:8086/write?db=jmeter&u=a&p=b', true],
    [DATABASE, 'http://influx.example:8086//write?precision=ms&db=jmeter', true],
    [DATABASE, 'https://influx.example:8086/write?db=jmeter', false],
    [DATABASE, 'http://influx.example:8086/query?db=jmeter', false],
    [DATABASE, 'no address', false],
    [{ ...DATABASE, url: 'http://localhost:8086/' }, 'http://127.0.0.1:8086/write?db=jmeter', true],
    [{ ...DATABASE, url: 'http://proxy.example/influx' }, 'http://proxy.example:80/influx/write?db=jmeter', true],
    [BUCKET, 'https://influx.example:443/api/v2/write?bucket=load&org=Ops+%26+Co', true],
    [BUCKET, 'https://influx.example/api/v2/write?bucket=other&org=Ops+%26+Co', false],
  ])('%j leads to the place or not: %s', (place, address, isSame) => {
    expect(leadsTo(place, address)).toBe(isSame);
    expect(leadsTo(place, writeAddress(place).href)).toBe(true);
  });
});

describe('the field of a percentile', () => {
  // As JMeter 5.6.3 wrote them into a real InfluxDB.
  it('is named as Java writes a float', () => {
    expect([50, 99.9].map(percentileField)).toEqual(['pct50.0', 'pct99.9']);
  });
});
