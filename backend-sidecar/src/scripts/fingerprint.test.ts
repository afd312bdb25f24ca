import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { fingerprintDifference, fingerprintOf, type FingerprintRequest } from './fingerprint.ts';
import { groupText, planText } from './plan-fixture.ts';

interface Request {
  name: string;
  method: string;
  path: string;
}

interface Script {
  samplers: Request[];
  timers: Array<{ name: string; delay: string }>;
  dataFile: string;
  host: string;
}

const SCRIPT: Script = {
  samplers: [
    { name: 'Login', method: 'POST', path: '/login' },
    { name: 'Search', method: 'GET', path: '/search' },
  ],
  timers: [{ name: 'Think', delay: '300' }],
  dataFile: 'users.csv',
  host: 'shop.test',
};
const LOAD = { userCount: 25, durationSeconds: 600, rampUpSeconds: 60 };

function samplerText({ name, method, path }: Request, host: string): string {
  return `<HTTPSamplerProxy testname="${name}"><stringProp name="HTTPSampler.domain">${host}</stringProp><stringProp name="HTTPSampler.method">${method}</stringProp><stringProp name="HTTPSampler.path">${path}</stringProp></HTTPSamplerProxy><hashTree/>`;
}

function contentOf({ samplers, timers, dataFile, host }: Script): string {
  return [
    `<CSVDataSet testname="Data"><stringProp name="filename">${dataFile}</stringProp></CSVDataSet><hashTree/>`,
    ...samplers.map((sampler) => samplerText(sampler, host)),
    ...timers.map(
      ({ name, delay }) =>
        `<ConstantTimer testname="${name}"><stringProp name="ConstantTimer.delay">${delay}</stringProp></ConstantTimer><hashTree/>`
    ),
  ].join('\n');
}

function fingerprint(script: Partial<Script> = {}, request: Partial<FingerprintRequest> = {}) {
  const group = groupText({ name: 'prod', users: '5', content: contentOf({ ...SCRIPT, ...script }) });
  const other = groupText({ name: 'rev', users: '5', content: samplerText({ ...SEARCH, path: '/rev' }, 'x') });
  return fingerprintOf({
    ...{ xml: planText(`${group}\n${other}`), enabledThreadGroups: ['prod'], load: LOAD, properties: {} },
    placeholders: {},
    ...request,
  });
}

const LOGIN: Request = { name: 'Login', method: 'POST', path: '/login' };
const SEARCH: Request = { name: 'Search', method: 'GET', path: '/search' };

describe('fingerprintOf', () => {
  it('tells the load, the thread groups that run, their samplers and timers', () => {
    expect(fingerprint().parts).toEqual({
      schedule: 'the scenario’s',
      users: '25',
      'ramp-up': '60 s',
      duration: '600 s',
      'thread groups run': 'together',
      'thread group prod': '25 users',
      'sampler Login (prod)': 'POST /login',
      'sampler Search (prod)': 'GET /search',
      'timer Think (prod)': 'ConstantTimer delay 300',
    });
  });

  it('does not change with the order of elements, data files, hosts, names, or groups that do not run', () => {
    const anyScript = fc.record({
      samplers: fc.shuffledSubarray(SCRIPT.samplers, { minLength: 2 }),
      dataFile: fc.stringMatching(/^[a-z]{1,8}\.csv$/),
      host: fc.stringMatching(/^[a-z]{1,8}\.test$/),
      timers: fc.constantFrom(SCRIPT.timers, [{ name: 'Pause', delay: '300' }]),
    });
    const { hash } = fingerprint();
    fc.assert(fc.property(anyScript, (script) => fingerprint(script).hash === hash));
    expect(fingerprint({ samplers: [{ ...LOGIN, name: 'Sign in' }, SEARCH] }).hash).toBe(hash);
  });

  it('takes hosts, signed in people and queries out of a path', () => {
    const path = 'https://ann:secret@shop.test/search?token=hush';
    expect(fingerprint({ samplers: [LOGIN, { ...SEARCH, path }] }).hash).toBe(fingerprint().hash);
  });

  it('knows a timer by what it comes to', () => {
    const timers = [{ name: 'Think', delay: '${__P(think,300)}' }];
    expect(fingerprint({ timers }).hash).toBe(fingerprint().hash);
    const slower = fingerprint({ timers }, { properties: { think: '900' } });
    expect(fingerprintDifference(slower, fingerprint())).toEqual([
      'timer Think (prod): ConstantTimer delay 900 instead of ConstantTimer delay 300',
    ]);
  });

  it('tells the schedule of a script whose own one stays', () => {
    const own = (users: string) => {
      const group = groupText({ name: 'prod', users, rampUp: '1', loops: '3' });
      return fingerprintOf({ xml: planText(group), load: null, properties: {}, placeholders: {} });
    };
    expect(fingerprintDifference(own('${__P(threads,7)}'), own('5'))).toEqual([
      'thread group prod: users 7, rampUp 1, duration –, delay –, loops 3, scheduler false instead of users 5, rampUp 1, duration –, delay –, loops 3, scheduler false',
    ]);
  });

  it('stays short for a script with very many samplers, and still sees a change in the last of them', () => {
    const many = (last: string) =>
      Array.from({ length: 2000 }, (_, index) => ({
        ...SEARCH,
        name: `s${index}`,
        path: index === 1999 ? last : '/x',
      }));
    const [one, other] = [fingerprint({ samplers: many('/a') }), fingerprint({ samplers: many('/b') })];
    expect(JSON.stringify(one).length).toBeLessThan(40_000);
    expect(one.hash).not.toBe(other.hash);
    expect(fingerprintDifference(one, other)).toHaveLength(1);
  });
});

describe('fingerprintDifference', () => {
  it.each([
    ['50 users instead of 25', {}, { load: { ...LOAD, userCount: 50 } }],
    ['ramp-up 30 s instead of 60 s', {}, { load: { ...LOAD, rampUpSeconds: 30 } }],
    ['duration 900 s instead of 600 s', {}, { load: { ...LOAD, durationSeconds: 900 } }],
    ['sampler Search (prod): path /s instead of /search', { samplers: [LOGIN, { ...SEARCH, path: '/s' }] }, {}],
    ['sampler Search (prod): method PUT instead of GET', { samplers: [LOGIN, { ...SEARCH, method: 'PUT' }] }, {}],
    ['sampler removed: Search (prod), GET /search', { samplers: [LOGIN] }, {}],
    [
      'sampler added: Cart (prod), GET /cart',
      { samplers: [LOGIN, SEARCH, { name: 'Cart', method: 'GET', path: '/cart' }] },
      {},
    ],
    ['timer removed: Think (prod), ConstantTimer delay 300', { timers: [] }, {}],
    ['schedule: the script’s own instead of the scenario’s', {}, { load: null }],
    ['thread group added: rev, 12 users', {}, { enabledThreadGroups: ['prod', 'rev'] }],
  ])('says “%s”', (sentence, script, request) => {
    const [one, other] = [fingerprint(script, request), fingerprint()];
    expect(one.hash).not.toBe(other.hash);
    expect(fingerprintDifference(one, other)).toContain(sentence);
    expect(fingerprintDifference(other, one)).not.toEqual([]);
  });

  it('is empty for the same load', () => {
    expect(fingerprintDifference(fingerprint(), fingerprint())).toEqual([]);
  });

  it('does not call a renamed sampler added and removed beside a real change', () => {
    const samplers = [{ ...LOGIN, name: 'Sign in' }, SEARCH];
    const changed = fingerprint({ samplers }, { load: { ...LOAD, userCount: 24 } });
    expect(fingerprintDifference(changed, fingerprint())).toEqual([
      '24 users instead of 25',
      'thread group prod: 24 users instead of 25 users',
    ]);
  });
});
