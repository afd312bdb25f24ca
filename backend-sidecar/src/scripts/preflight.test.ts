import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { groupText, planText } from './plan-fixture.ts';
import { readInventory } from './read-inventory.ts';
import { preflight } from './preflight.ts';
import type { FoundFile, PreflightRequest } from './preflight-scope.ts';

const planted = readFileSync(new URL('../../../tests/fixtures/plans/planted-faults.jmx', import.meta.url), 'utf8');
const LOAD = { userCount: 28, durationSeconds: 600, rampUpSeconds: 60 };

function look(xml: string, request: Partial<PreflightRequest> & { files?: Record<string, FoundFile> } = {}) {
  const { files = {}, ...rest } = request;
  return preflight({
    inventory: JSON.parse(JSON.stringify(readInventory(xml))),
    revisionNumber: 3,
    load: null,
    properties: {},
    placeholders: { HOST: 'shop.test' },
    secretNames: [],
    findFile: (path) => files[path],
    knownClasses: { has: (name) => name.startsWith('org.apache.jmeter.') },
    jmeterVersion: '5.6.3',
    ...rest,
  });
}

/** The line in which a text stands for the first time, counted from 1. */
function lineOf(text: string): number {
  return planted.split('\n').findIndex((line) => line.includes(text)) + 1;
}

function codes(xml: string, request: Parameters<typeof look>[1] = {}): string[] {
  return look(xml, request).findings.map(({ severity, code, element }) =>
    `${severity} ${code} ${element ?? ''}`.trim()
  );
}

describe('preflight of a plan with planted faults', () => {
  it('finds each of them, the worst first, with its line', () => {
    const found = look(planted).findings;
    expect(found.map(({ severity, code, line }) => [severity, code, line])).toEqual([
      ['error', 'csv-missing', lineOf('testname="Accounts"')],
      ['error', 'csv-missing', lineOf('testname="Products"')],
      ['error', 'file-missing', lineOf('testname="Upload"')],
      ['error', 'file-missing', lineOf('testname="Sign"')],
      ['error', 'include-missing', lineOf('testname="Checkout"')],
      ['error', 'module-missing', lineOf('testname="To nowhere"')],
      ['error', 'class-missing', lineOf('testname="Plugin request"')],
      ['warning', 'file-missing', lineOf('testname="Planted faults"')],
      ['warning', 'users-hard-coded', lineOf('testname="Fixed"')],
      ['warning', 'loops-end-early', lineOf('testname="Fixed"')],
      ['warning', 'file-missing', lineOf('testname="Upload"')],
      ['warning', 'executes-code', lineOf('testname="Old script"')],
      ['warning', 'executes-code', lineOf('testname="Count files"')],
      ['warning', 'users-hard-coded', lineOf('testname="Nobody"')],
      ['warning', 'zero-users', lineOf('testname="Nobody"')],
      ['warning', 'listener-file', lineOf('testname="Own results"')],
      ['info', 'parent-mode', lineOf('testname="Shop"')],
      ['info', 'executes-code', lineOf('testname="Sign"')],
      ['info', 'gui-listener', lineOf('testname="View Results Tree"')],
      ['info', 'backend-listener', lineOf('testname="To Influx"')],
      ['info', 'no-assertion', null],
      ['info', 'no-timer', null],
      ['info', 'secret-default', null],
    ]);
    // Warnings have a fix or a link.
    expect(found.filter(({ severity, fix, link }) => severity !== 'info' && fix === null && link === null)).toEqual([]);
    expect(found.find(({ code }) => code === 'class-missing')?.text).toBe(
      'JMeter 5.6.3 here lacks the class org.example.NoSuchSampler of “Plugin request”: JMeter refuses the whole plan, although it is switched off.'
    );
    expect(JSON.stringify(found)).not.toContain('abc123');
  });

  it('tells what the script is', () => {
    const { threadGroups: _, findings: __, ...facts } = look(planted, { properties: { port: '9090' } });
    expect(facts).toMatchObject({
      revisionNumber: 3,
      // 5 of “Fixed”, 9 of “By variable”, and JMeter makes 0 of “ 3 ”.
      totalUsers: 14,
      samplers: [
        { kind: 'HTTPSamplerProxy', count: 3 },
        { kind: 'JSR223Sampler', count: 1 },
        { kind: 'SystemSampler', count: 1 },
      ],
      transactions: [{ name: 'Shop', kind: 'TransactionController', isEnabled: true, detail: 'parent mode' }],
      labels: ['Shared step', 'Shop', 'Upload', 'Sign', 'Count files', 'Search'],
      placeholders: [{ name: 'HOST', value: 'shop.test' }],
      missingClasses: [{ name: 'Plugin request', kind: 'org.example.NoSuchSampler', isEnabled: false }],
      listeners: [
        { name: 'View Results Tree', detail: 'ViewResultsFullVisualizer' },
        { name: 'Own results', detail: 'file own.jtl' },
      ],
      backendListeners: [
        {
          name: 'To Influx',
          detail:
            'org.apache.jmeter.visualizers.backend.influxdb.InfluxdbBackendListenerClient → http://127.0.0.1:8086/write?db=jmeter',
        },
      ],
      codeElements: [
        { name: 'Sign', detail: 'groovy' },
        { name: 'Old script', detail: 'beanshell' },
        { name: 'Count files', detail: 'ls' },
      ],
      includes: [{ name: 'Checkout', detail: 'checkout.jmx' }],
      fragments: [{ name: 'Shared steps' }],
      assertionCount: 0,
      timerCount: 0,
      jmeterVersion: '5.6.3',
    });
    expect(facts.properties).toEqual([
      { name: 'shop.users', defaultValue: '9', value: null, isSecret: false },
      { name: 'data.dir', defaultValue: 'data', value: null, isSecret: false },
      { name: 'port', defaultValue: '8080', value: '9090', isSecret: false },
      { name: 'api.token', defaultValue: 'abc123', value: null, isSecret: false },
      { name: 'rampup', defaultValue: '10', value: null, isSecret: false },
      { name: 'duration', defaultValue: '60', value: null, isSecret: false },
    ]);
  });

  it('counts what a thread group brings that the scenario switches on', () => {
    const { labels, samplers, assertionCount, timerCount, findings } = look(planted, {
      enabledThreadGroups: ['Spare'],
    });
    expect(labels).toEqual(['Shared step', 'Spare request']);
    expect(samplers).toEqual([
      { kind: 'HTTPSamplerProxy', count: 1 },
      { kind: 'DebugSampler', count: 1 },
    ]);
    expect([assertionCount, timerCount]).toEqual([1, 1]);
    // The files of “Fixed” are not asked for; the class is, since JMeter reads the whole plan.
    expect(findings.map(({ code }) => code)).toEqual([
      'class-missing',
      'file-missing',
      'users-hard-coded',
      'listener-file',
      'gui-listener',
      'backend-listener',
      'secret-default',
    ]);
  });

  it('says what users, ramp-up and duration come from and what a load makes of them', () => {
    const { threadGroups, totalUsers, findings } = look(planted, { load: LOAD });
    const [fixed, variable, nobody, spare] = threadGroups;
    expect(fixed).toEqual({
      name: 'Fixed',
      kind: 'ThreadGroup',
      role: 'main',
      line: lineOf('testname="Fixed"'),
      isEnabled: true,
      willRun: true,
      users: { text: '5', source: 'literal', property: null, value: 5 },
      rampUp: { text: '1', source: 'literal', property: null, value: 1 },
      duration: { text: '30', source: 'literal', property: null, value: 30 },
      loops: { text: '10', source: 'literal', property: null, value: 10 },
      canOverride: true,
      reason: 'it repeats until the duration is over instead of 10 times',
      // 28 · 5 / 14
      load: { userCount: 10, rampUpSeconds: 60, durationSeconds: 600 },
    });
    expect(variable).toMatchObject({
      users: { text: '${shopUsers}', source: 'variable', property: 'shopUsers', value: 9 },
      rampUp: { source: 'property', property: 'rampup', value: 10 },
      load: { userCount: 18 },
    });
    expect(nobody).toMatchObject({ users: { text: ' 3 ', value: 0 }, load: { userCount: 0 } });
    expect(spare).toMatchObject({ isEnabled: false, willRun: false, load: null });
    expect(totalUsers).toBe(28);
    expect(findings.filter(({ code }) => code === 'users-hard-coded')).toMatchObject([
      { severity: 'info', text: 'Users of thread group “Fixed” are fixed in the script (5): the run’s copy holds 10.' },
      { severity: 'info', element: 'Nobody' },
    ]);
    expect(findings.map(({ code }) => code)).not.toContain('loops-end-early');
  });
});

describe('preflight of files', () => {
  const files = {
    'accounts.csv': { lineCount: 8 },
    'data/products.csv': { lineCount: 12 },
    '/srv/files/picture.png': null,
    'ids.csv': { lineCount: 1 },
    'sign.groovy': null,
    'checkout.jmx': null,
    'lib/driver.jar': null,
  };

  it('tells what is there, and how many lines of data', () => {
    expect(
      look(planted, { files }).files.map(({ use, path, isThere, lineCount, isReused }) => [
        use,
        path,
        isThere,
        lineCount,
        isReused,
      ])
    ).toEqual([
      ['class path', 'lib/driver.jar', true, null, null],
      // 8 lines less the header that is ignored
      ['CSV data', 'accounts.csv', true, 7, false],
      // no names are given, so the first line holds them
      ['CSV data', '${data}/products.csv', true, 11, true],
      ['upload', '/srv/files/picture.png', true, null, null],
      ['function', 'ids.csv', true, null, null],
      ['script file', 'sign.groovy', true, null, null],
      ['include', 'checkout.jmx', true, null, null],
    ]);
  });

  it('says that lines are too few for the users of the group, and how far they are shared', () => {
    const fileFindings = look(planted, { files, load: LOAD }).findings.filter(({ code }) => /^(csv|file)/.test(code));
    expect(fileFindings.map(({ severity, code, text }) => [severity, code, text])).toEqual([
      [
        'warning',
        'csv-too-short',
        'accounts.csv has 7 data lines for 10 users and is read once: the others end without a request.',
      ],
      [
        'warning',
        'file-absolute-path',
        '“Upload” names /srv/files/picture.png, which lies outside of the script’s folder: another machine need not have it.',
      ],
    ]);
    const many = look(planted, { files, load: { ...LOAD, userCount: 56 } }).findings;
    expect(many.find(({ code }) => code === 'csv-lines-shared')?.text).toBe(
      'data/products.csv has 11 data lines for 20 users: several users work with the same line at a time.'
    );
    const few = look(planted, { files, load: { ...LOAD, userCount: 14 } }).findings;
    expect(few.find(({ code }) => code === 'csv-used-up')?.severity).toBe('info');
    const none = look(planted, { files: { ...files, 'accounts.csv': { lineCount: 1 } } }).findings;
    expect(none.find(({ code }) => code === 'csv-too-short')?.severity).toBe('error');
  });

  it('does not guess about a name that is only known while the test runs', () => {
    const csv =
      '<CSVDataSet testname="d"><stringProp name="filename">${region}.csv</stringProp></CSVDataSet><hashTree/>';
    const { files: looked, findings } = look(planText(groupText({ name: 'a', users: '1', content: csv })));
    expect(looked).toMatchObject([{ path: '${region}.csv', isThere: null, lineCount: null }]);
    expect(findings.filter(({ code }) => code.startsWith('csv'))).toEqual([]);
  });
});

describe('preflight of the load', () => {
  const sampler =
    '<DebugSampler testname="s"/><hashTree><ConstantTimer/><hashTree/><SizeAssertion/><hashTree/></hashTree>';
  const endless = groupText({ name: 'a', users: '${__P(threads,2)}', content: sampler });

  it('has nothing to say about a plan that is ready', () => {
    expect(
      codes(
        planText(
          groupText({ name: 'a', users: '${__P(threads,2)}', scheduler: true, duration: '60', content: sampler })
        )
      )
    ).toEqual([]);
    expect(codes(planText(endless), { load: LOAD })).toEqual([]);
  });

  it('says that nothing would run', () => {
    expect(codes(planText(''))).toEqual(['error no-thread-group']);
    expect(codes(planText(groupText({ name: 'a', users: '1', enabled: false })), { load: LOAD })).toEqual([
      'error no-thread-group',
    ]);
    expect(codes(planText(endless), { enabledThreadGroups: ['gone'] })).toEqual([
      'error thread-group-missing',
      'error no-thread-group',
    ]);
    expect(
      codes(planText(groupText({ name: 'a', users: '0', scheduler: true, duration: '9', content: sampler })))
    ).toEqual(['error zero-users', 'warning users-hard-coded a', 'warning zero-users a']);
  });

  it('says why a load cannot be given, as an error when one is asked for', () => {
    const ultimate = groupText({ name: 'u', tag: 'kg.apc.jmeter.threads.UltimateThreadGroup', content: sampler });
    const knownClasses = { has: () => true };
    expect(codes(planText(ultimate), { knownClasses })).toEqual(['info load-not-mappable u']);
    expect(codes(planText(ultimate), { knownClasses, load: LOAD })).toEqual(['error load-not-mappable']);
    expect(look(planText(ultimate), { knownClasses, load: LOAD }).totalUsers).toBeNull();
    const reading = ultimate.replace('<elementProp', '<stringProp name="x">${__P(threads)}</stringProp><elementProp');
    expect(codes(planText(reading), { knownClasses, load: LOAD })).toEqual(['warning load-not-mappable u']);
  });

  it('looks at schedules that stay as they are', () => {
    expect(codes(planText(endless))).toEqual(['warning never-ends a']);
    const timed = { name: 'a', users: '${__P(threads,2)}', scheduler: true, content: sampler };
    expect(codes(planText(groupText({ ...timed, duration: '0' })))).toEqual(['error duration-invalid a']);
    expect(codes(planText(groupText({ ...timed, duration: '9', loops: '3' })))).toEqual(['warning loops-end-early a']);
  });

  it('says that the ramp-up is longer than the group', () => {
    const delayed = groupText({
      name: 'a',
      users: '${__P(threads,2)}',
      scheduler: true,
      delay: '50',
      content: sampler,
    });
    expect(codes(planText(delayed), { load: { userCount: 2, durationSeconds: 60, rampUpSeconds: 10 } })).toEqual([
      'warning ramp-up-too-long a',
    ]);
  });
});

describe('preflight of values', () => {
  const content = groupText({ name: '@@NAME@@', users: '@@USERS@@' });

  it('finds placeholders without a value and those that name a secret', () => {
    expect(codes(planText(content), { secretNames: ['NAME'] }).slice(0, 2)).toEqual([
      'error placeholder-secret @@NAME@@',
      'error placeholder-missing @@USERS@@',
    ]);
    const { placeholders } = look(planText(content), {
      secretNames: ['NAME'],
      placeholders: { NAME: 'x', USERS: '2' },
    });
    expect(placeholders).toEqual([
      { name: 'NAME', value: null },
      { name: 'USERS', value: '2' },
    ]);
  });

  it('tells no secret, not even the default that the script has for it', () => {
    const told = look(planted, { secretNames: ['api.token'], properties: { 'api.token': 'never' } });
    expect(JSON.stringify(told)).not.toMatch(/abc123|never"/);
    expect(told.properties).toContainEqual({ name: 'api.token', defaultValue: '…', value: null, isSecret: true });
    expect(told.findings).toContainEqual(expect.objectContaining({ severity: 'warning', code: 'secret-default' }));
  });
});
